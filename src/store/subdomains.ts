import type { Backend } from './backend.ts'
import type { Subdomains } from './resource-tables.ts'
import { orTaken } from './taken.ts'

export function subdomains({ queries }: Backend): Subdomains {
  return {
    async create({ resourceId, environmentId, name }) {
      const row = await queries
        .insertInto('subdomains')
        .values({ resource_id: resourceId, environment_id: environmentId, name })
        .onConflict(conflict => conflict.doNothing())
        .returning('resource_id')
        .executeTakeFirst()
      orTaken(row, `The subdomain ${name}`)
    },

    async delete(resourceId) {
      await queries.deleteFrom('subdomains').where('resource_id', '=', resourceId).execute()
    },
  }
}
