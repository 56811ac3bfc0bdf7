import type { Selectable } from 'kysely'
import type { Backend } from './backend.ts'
import type { Domain, Domains } from './store.ts'
import type { Tables } from './tables.ts'
import { orTaken } from './taken.ts'

export function domains({ queries }: Backend): Domains {
  const ofProject = (projectId: number) => queries.selectFrom('domains').selectAll().where('project_id', '=', projectId)

  return {
    async create({ projectId, domain, zoneId, internalPurchase, verified, configured, now }) {
      const row = await queries
        .insertInto('domains')
        .values({
          project_id: projectId,
          domain,
          zone_id: zoneId,
          internal_purchase: Number(internalPurchase),
          verified: Number(verified),
          configured: Number(configured),
          created_at: now,
        })
        .onConflict(conflict => conflict.doNothing())
        .returningAll()
        .executeTakeFirst()
      return domainOf(orTaken(row, `The domain ${domain}`))
    },

    async list(projectId) {
      const rows = await ofProject(projectId).orderBy('id').execute()
      return rows.map(domainOf)
    },

    async find(projectId, domain) {
      const row = await ofProject(projectId).where('domain', '=', domain).executeTakeFirst()
      return row && domainOf(row)
    },

    async delete(projectId, id) {
      const { numDeletedRows } = await queries
        .deleteFrom('domains')
        .where('project_id', '=', projectId)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numDeletedRows > 0n
    },

    async deleteOfZone(zoneId) {
      await queries.deleteFrom('domains').where('zone_id', '=', zoneId).execute()
    },
  }
}

function domainOf(row: Selectable<Tables['domains']>): Domain {
  return {
    id: row.id,
    projectId: row.project_id,
    domain: row.domain,
    zoneId: row.zone_id,
    internalPurchase: row.internal_purchase === 1,
    verified: row.verified === 1,
    configured: row.configured === 1,
    createdAt: row.created_at,
  }
}
