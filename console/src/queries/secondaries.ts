import { useQuery } from '@tanstack/react-query'
import { useClient } from '../session/session-context.tsx'
import { keys, type Place } from './keys.ts'
import { useEnvironment } from './zones.ts'

/** A zone of the built-in name server, and where it is. */
export interface WorkspaceZone {
  place: Place
  id: number
  domainName: string
}

/** All zones of a workspace that secondaries can follow, whichever project they are in. */
export function useBuiltinZones(workspace: string) {
  const client = useClient()
  return useQuery({
    queryKey: [...keys.workspace(workspace), 'builtin-zones'],
    queryFn: async ({ signal }) => {
      const zones: WorkspaceZone[] = []
      for await (const { slug, workspace: of } of client.projects.list({ signal })) {
        if (of.slug !== workspace) continue
        const { environments } = await client.project(slug).get({ signal })
        for (const environment of environments) {
          const place = { project: slug, environment: environment.slug }
          for await (const zone of client.project(slug).environment(environment.slug).zones.list({ signal })) {
            if (zone.provider === 'builtin') zones.push({ place, id: zone.id, domainName: zone.domainName })
          }
        }
      }
      return zones.sort((a, b) => a.domainName.localeCompare(b.domainName))
    },
  })
}

export function zoneSecondariesKey({ place, id }: WorkspaceZone) {
  return [...keys.zone(place, id), 'secondaries'] as const
}

/** Asked for again every ten seconds, as transfers come and go. */
export function useZoneSecondaries(zone: WorkspaceZone) {
  const { secondaries } = useEnvironment(zone.place).zone(zone.id)
  return useQuery({
    queryKey: zoneSecondariesKey(zone),
    queryFn: ({ signal }) => secondaries.get({ signal }),
    refetchInterval: 10_000,
  })
}
