import { meQuery } from './queries/me.ts'
import { projectQuery } from './queries/projects.ts'
import { recordsQuery } from './queries/records.ts'
import { zoneQuery } from './queries/zones.ts'
import { viewOf } from './records/use-record-view.ts'
import { matchPath, routes } from './routes.tsx'
import type { Services } from './session/session-context.tsx'
import { zoneTabs } from './zones/zone-tabs.tsx'

/**
 * Sends for what the page at this address needs, all at once: its files, and of a zone's page the zone with its first records. Without it each
 * would be asked for when the one before is there.
 */
export async function beginPage(services: Services, { pathname, search }: Location): Promise<void> {
  if (services.session.get().status !== 'signed-in') return
  const files = routes.filter(({ path }) => matchPath(path, pathname) !== undefined).map(({ preload }) => preload())
  const zone = matchPath('/projects/:project/:environment/zones/:zone/:tab?', pathname)
  if (zone !== undefined) files.push(beginZone(services, zone, search))
  // What could not be loaded is asked for again, and told of, where it would be shown.
  await Promise.allSettled(files)
}

/** Resolves when the tab's files are there. What is asked of the server arrives when it does. */
async function beginZone({ client, queries }: Services, params: Record<string, string>, search: string): Promise<void> {
  const { project = '', environment = '', zone = '', tab = 'records' } = params
  const place = { project, environment }
  void queries.prefetchQuery(meQuery(client))
  void queries.prefetchQuery(projectQuery(client, project))
  void queries.prefetchQuery(zoneQuery(client, place, Number(zone)))
  if (tab === 'records') void queries.prefetchInfiniteQuery(recordsQuery(client, place, Number(zone), viewOf(search)))
  await zoneTabs.find(({ name }) => name === tab)?.preload()
}
