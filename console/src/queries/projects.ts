import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Client } from '../../../src/sdk/index.ts'
import { useClient } from '../session/session-context.tsx'
import { keys } from './keys.ts'
import { type Role, useHasRole } from './me.ts'

export function useProjects() {
  const client = useClient()
  return useQuery({ queryKey: keys.projects, queryFn: ({ signal }) => client.projects.list({ signal }).all() })
}

/** A project with its environments and its workspace. */
export function useProject(slug: string | undefined) {
  const client = useClient()
  return useQuery({ ...projectQuery(client, slug ?? ''), enabled: slug !== undefined })
}

export function projectQuery(client: Client, slug: string) {
  return queryOptions({ queryKey: keys.project(slug), queryFn: ({ signal }) => client.project(slug).get({ signal }) })
}

/** Whether the caller has at least this role in the project's workspace; undefined until that is known. */
export function useHasProjectRole(slug: string | undefined, needed: Role): boolean | undefined {
  return useHasRole(useProject(slug).data?.workspace.slug, needed)
}
