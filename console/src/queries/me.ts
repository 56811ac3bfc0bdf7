import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Client, MeData } from '../../../src/sdk/index.ts'
import { useClient } from '../session/session-context.tsx'
import { keys } from './keys.ts'

export function useMe() {
  return useQuery(meQuery(useClient()))
}

export function meQuery(client: Client) {
  return queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => client.auth.me({ signal }), staleTime: 60_000 })
}

export type Role = MeData['workspaces'][number]['role']

const roles: readonly Role[] = ['viewer', 'member', 'admin', 'owner']

/** Whether the caller has at least this role in a workspace; undefined until that is known. */
export function useHasRole(workspaceSlug: string | undefined, needed: Role): boolean | undefined {
  const { data } = useMe()
  if (data === undefined || workspaceSlug === undefined) return undefined
  const role = data.workspaces.find(({ slug }) => slug === workspaceSlug)?.role
  return role !== undefined && roles.indexOf(role) >= roles.indexOf(needed)
}
