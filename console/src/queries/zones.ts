import { keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Client, ZoneData } from '../../../src/sdk/index.ts'
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

/** The zones of a place in the order of their domains, a hundred at a time. `search`: a part of the domain or of the name. */
export function useZonePages(place: Place, search: string, order: 'asc' | 'desc') {
  const { zones } = useEnvironment(place)
  return useInfiniteQuery({
    queryKey: [...keys.zones(place), 'pages', search, order],
    queryFn: ({ pageParam, signal }) =>
      zones.list({ ...(search !== '' && { search }), sort: 'domain', order, limit: 100, signal }).page(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
  })
}

/** A zone; at first as the list has it, where that has been read. */
export function useZone(place: Place, id: number) {
  const { queries } = useServices()
  return useQuery({
    ...zoneQuery(useClient(), place, id),
    placeholderData: () => queries.getQueryData<ZoneData[]>(keys.zones(place))?.find(zone => zone.id === id),
  })
}

export function zoneQuery(client: Client, place: Place, id: number) {
  const zone = client.project(place.project).environment(place.environment).zone(id)
  return queryOptions({ queryKey: keys.zoneData(place, id), queryFn: ({ signal }) => zone.get({ signal }) })
}
