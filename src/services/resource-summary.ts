import type { ResourceSummary } from '../contract/resources.ts'
import type { ResourceCount } from '../store/zone-tables.ts'
import { userOf } from './access.ts'
import type { Caller, Deps } from './deps.ts'

/** How many resources there are of each type in all that the caller may see. */
export async function summarizeResources({ store }: Deps, caller: Caller): Promise<ResourceSummary> {
  const projects = await store.projects.listOf(userOf(caller).userId)
  const counts = await store.resources.counts(projects.map(({ id }) => id))
  const listed = await Promise.all(
    projects.map(async ({ id, slug, name }) => {
      const ofProject = counts.filter(({ projectId }) => projectId === id)
      const environments = (await store.projects.environments(id)).map(environment => ({
        id: environment.id,
        slug: environment.slug,
        name: environment.name,
        ...sumOf(ofProject.filter(({ environmentId }) => environmentId === environment.id)),
      }))
      return { id, slug, name, ...sumOf(ofProject), environments }
    }),
  )
  return { ...sumOf(counts), statuses: sumBy(counts, ({ status }) => status), projects: listed }
}

function sumOf(counts: readonly ResourceCount[]): { total: number; types: Record<string, number> } {
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  return { total, types: sumBy(counts, ({ resourceType }) => resourceType) }
}

function sumBy(counts: readonly ResourceCount[], keyOf: (row: ResourceCount) => string): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const row of counts) sums[keyOf(row)] = (sums[keyOf(row)] ?? 0) + row.count
  return sums
}
