import { domainName, domainText } from '../contract/domain-name.ts'
import { AppError } from '../contract/errors.ts'
import type { CatalogZoneBody, CatalogZoneData } from '../contract/secondaries.ts'
import type { Workspace } from '../store/store.ts'
import type { Caller, Deps } from './deps.ts'
import { activityOf } from './record-activity.ts'
import { secondaryStates } from './secondary-states.ts'
import { isTaken } from './slugs.ts'

/** The zone from which secondaries learn what zones there are (RFC 9432). */
export async function getCatalogZone(deps: Deps, { id }: Workspace): Promise<CatalogZoneData> {
  const read = await deps.store.catalogZones.read(id)
  if (read === undefined) return { domain: null, serial: null, zones: 0, states: [] }
  const { catalog, members } = read
  const { domain, serial } = catalog
  const states = await secondaryStates(deps, catalog, await deps.store.secondaries.list(id))
  return { domain: domainText(domain), serial, zones: members.length, states }
}

/** Throws `duplicate_zone` where a zone, or somebody's catalog zone, has the domain. */
export async function setCatalogZone(
  deps: Deps,
  caller: Caller,
  workspace: Workspace,
  body: CatalogZoneBody,
): Promise<CatalogZoneData> {
  const domain = body.domain === null ? null : domainName(body.domain)
  const now = deps.now()
  try {
    await deps.store.transaction(async tx => {
      const before = await tx.catalogZones.get(workspace.id)
      await tx.catalogZones.put(workspace.id, domain, now)
      const deed = {
        workspaceId: workspace.id,
        action: 'workspace.set_catalog_zone',
        subject: workspace.name,
        before: { domain: before === undefined ? null : domainText(before.domain) },
        after: { domain: domain && domainText(domain) },
        now,
      }
      await tx.activities.add([activityOf(caller, deed)])
      await tx.secondaries.publish(workspace.id)
    })
  } catch (error) {
    throw isTaken(error) ? duplicate(body.domain, error) : error
  }
  await deps.secondaries.reload()
  return getCatalogZone(deps, workspace)
}

function duplicate(domain: string | null, cause: unknown): AppError {
  const message = `There is a zone ${domain} already.`
  return new AppError('duplicate_zone', message, {
    details: [{ path: 'domain', code: 'duplicate_zone', message }],
    cause,
  })
}
