import { useQuery } from '@tanstack/react-query'
import { useParams } from 'wouter'
import { useClient } from '../session/session-context.tsx'
import { keys } from './keys.ts'
import { useMe } from './me.ts'

/** The workspace that the page's address names; its name as soon as it is known. */
export function useWorkspace(): { slug: string; name: string } {
  const { workspace = '' } = useParams<{ workspace: string }>()
  const known = useMe().data?.workspaces.find(({ slug }) => slug === workspace)
  return { slug: workspace, name: known?.name ?? workspace }
}

export const workspaceKeys = {
  connections: (slug: string) => [...keys.workspace(slug), 'connections'] as const,
  members: (slug: string) => [...keys.workspace(slug), 'members'] as const,
  secondaries: (slug: string) => [...keys.workspace(slug), 'secondaries'] as const,
  catalogZone: (slug: string) => [...keys.workspace(slug), 'catalog-zone'] as const,
}

export function useConnections(slug: string | undefined) {
  const client = useClient()
  return useQuery({
    queryKey: workspaceKeys.connections(slug ?? ''),
    queryFn: ({ signal }) =>
      client
        .workspace(slug ?? '')
        .connections.list({ signal })
        .all(),
    enabled: slug !== undefined,
  })
}

export function useMembers(slug: string) {
  const { members } = useClient().workspace(slug)
  return useQuery({
    queryKey: workspaceKeys.members(slug),
    queryFn: ({ signal }) => members.list({ signal }).all(),
  })
}

export function useSecondaries(slug: string) {
  const { secondaries } = useClient().workspace(slug)
  return useQuery({
    queryKey: workspaceKeys.secondaries(slug),
    queryFn: ({ signal }) => secondaries.list({ signal }).all(),
  })
}

/** Asked for again every ten seconds, as transfers come and go. */
export function useCatalogZone(slug: string) {
  const { catalogZone } = useClient().workspace(slug)
  return useQuery({
    queryKey: workspaceKeys.catalogZone(slug),
    queryFn: ({ signal }) => catalogZone.get({ signal }),
    refetchInterval: 10_000,
  })
}

/** What there is to connect to. It stays the same for as long as the server runs. */
export function useProviders() {
  const client = useClient()
  return useQuery({
    queryKey: keys.providers,
    queryFn: ({ signal }) => client.providers.list({ signal }).all(),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
