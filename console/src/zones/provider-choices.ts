import { useQuery } from '@tanstack/react-query'
import { keys, type Place } from '../queries/keys.ts'
import { useProviders } from '../queries/workspaces.ts'
import { useClient } from '../session/session-context.tsx'

/** Providers of a new zone: the kinds of the project's live connections, and the choice left to the server. */
export function useProviderChoices({ project }: Place): { value: string; label: string }[] {
  const client = useClient()
  const kinds = useProviders().data ?? []
  const { data: connections = [] } = useQuery({
    queryKey: [...keys.project(project), 'connections'],
    queryFn: ({ signal }) => client.project(project).connections.list({ signal }).all(),
  })
  const live = connections.filter(({ status }) => status === 'connected').map(({ provider }) => provider)
  return [
    { value: 'native', label: "The project's connection" },
    ...kinds
      // Cloudflare takes a token of the zone's own, without any connection.
      .filter(({ provider }) => live.includes(provider) || provider === 'cloudflare')
      .map(({ zoneProvider, name }) => ({ value: zoneProvider, label: name })),
  ]
}
