import { useQuery } from '@tanstack/react-query'
import type { ZoneData } from '../../../src/sdk/index.ts'
import { useClient, useServices } from '../session/session-context.tsx'
import { keys, type Place } from './keys.ts'

/** The place as the client has it. */
export function useEnvironment({ project, environment }: Place) {
  return useClient().project(project).environment(environment)
}

export function useZones(place: Place) {
  const environment = useEnvironment(place)
  return useQuery({ queryKey: keys.zones(place), queryFn: ({ signal }) => environment.zones.list({ signal }).all() })
}

/** A zone; at first as the list has it, where that has been read. */
export function useZone(place: Place, id: number) {
  const { queries } = useServices()
  const environment = useEnvironment(place)
  return useQuery({
    queryKey: keys.zoneData(place, id),
    queryFn: ({ signal }) => environment.zone(id).get({ signal }),
    placeholderData: () => queries.getQueryData<ZoneData[]>(keys.zones(place))?.find(zone => zone.id === id),
  })
}
