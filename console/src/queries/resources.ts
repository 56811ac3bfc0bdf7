import { useQuery } from '@tanstack/react-query'
import { useClient } from '../session/session-context.tsx'
import { keys, type Place } from './keys.ts'
import { useEnvironment } from './zones.ts'

export const resourceKeys = {
  resources: (place: Place) => [...keys.place(place), 'resources'] as const,
  connections: (place: Place) => [...keys.place(place), 'resource-connections'] as const,
}

/** Zones, subdomains and targets of a place. */
export function useResources(place: Place) {
  const { resources } = useEnvironment(place)
  return useQuery({
    queryKey: resourceKeys.resources(place),
    queryFn: ({ signal }) => resources.list({ signal }).all(),
  })
}

/** What is connected with what. While records are being made or taken away they are asked for again every second. */
export function useResourceConnections(place: Place) {
  const { resourceConnections } = useEnvironment(place)
  return useQuery({
    queryKey: resourceKeys.connections(place),
    queryFn: ({ signal }) => resourceConnections.list({}, { signal }).all(),
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === 'connecting') ? 1_000 : false),
  })
}

/** What a resource can be. It stays the same for as long as the server runs. */
export function useResourceTypes() {
  const client = useClient()
  return useQuery({
    queryKey: ['resource-types'],
    queryFn: ({ signal }) => client.resourceTypes.list({ activeOnly: true, signal }).all(),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
