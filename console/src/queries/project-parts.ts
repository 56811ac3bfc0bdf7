import { useQuery } from '@tanstack/react-query'
import { useClient } from '../session/session-context.tsx'
import { keys } from './keys.ts'

export const projectKeys = {
  connections: (slug: string) => [...keys.project(slug), 'connections'] as const,
  domains: (slug: string) => [...keys.project(slug), 'domains'] as const,
  machineKeys: (slug: string) => [...keys.project(slug), 'machine-keys'] as const,
}

/** The connections of the workspace that the project uses. */
export function useProjectConnections(slug: string) {
  const { connections } = useClient().project(slug)
  return useQuery({
    queryKey: projectKeys.connections(slug),
    queryFn: ({ signal }) => connections.list({ signal }).all(),
  })
}

export function useDomains(slug: string) {
  const { domains } = useClient().project(slug)
  return useQuery({ queryKey: projectKeys.domains(slug), queryFn: ({ signal }) => domains.list({ signal }).all() })
}

export function useMachineKeys(slug: string) {
  const { machineKeys } = useClient().project(slug)
  return useQuery({
    queryKey: projectKeys.machineKeys(slug),
    queryFn: ({ signal }) => machineKeys.list({ signal }).all(),
  })
}
