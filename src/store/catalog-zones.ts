import { sql } from 'kysely'
import type { Backend } from './backend.ts'
import { firstSerial, noteSerial } from './last-serials.ts'
import { type CatalogZone, type CatalogZones, StoreError } from './store.ts'
import type { Queries } from './tables.ts'
import { orTaken } from './taken.ts'

const columns = ['workspace_id as workspaceId', 'domain', 'serial'] as const

export function catalogZones({ queries, transaction, snapshot }: Backend): CatalogZones {
  const catalogs = (from: Queries) => from.selectFrom('catalog_zones').select(columns).orderBy('workspace_id')
  const get = (from: Queries, workspaceId: number): Promise<CatalogZone | undefined> =>
    catalogs(from).where('workspace_id', '=', workspaceId).executeTakeFirst()

  return {
    get: workspaceId => get(queries, workspaceId),
    list: () => catalogs(queries).execute(),
    put: (workspaceId, domain, now) => transaction(queries => put(queries, { workspaceId, domain, now })),
    async read(workspaceId) {
      const { queries, end } = await snapshot()
      try {
        const catalog = await get(queries, workspaceId)
        return catalog && { catalog, members: await membersOf(queries, workspaceId) }
      } finally {
        await end()
      }
    },
  }
}

/** To be called in every transaction that changes which zones are in it. Serials go round, past 0 (RFC 1982 §3.1). */
export async function bumpCatalogOf(queries: Queries, workspaceId: number): Promise<void> {
  await queries
    .updateTable('catalog_zones')
    .set({ serial: sql<number>`serial % 4294967295 + 1` })
    .where('workspace_id', '=', workspaceId)
    .execute()
}

/** A domain is a zone's or a catalog's. */
export async function isCatalog(queries: Queries, domain: string): Promise<boolean> {
  const row = await queries
    .selectFrom('catalog_zones')
    .select('workspace_id')
    .where('domain', '=', domain)
    .executeTakeFirst()
  return row !== undefined
}

async function put(
  queries: Queries,
  { workspaceId, domain, now }: { workspaceId: number; domain: string | null; now: number },
) {
  const before = await queries
    .selectFrom('catalog_zones')
    .select(['domain', 'serial'])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  if (before?.domain === domain) return
  if (before !== undefined) await remove(queries, workspaceId, before)
  if (domain === null) return
  const zone = await queries.selectFrom('hosted_zones').select('id').where('domain', '=', domain).executeTakeFirst()
  if (zone !== undefined) throw new StoreError('taken', `The domain ${domain} is a zone's`)
  const serial = Math.max(Math.floor(now / 1000), await firstSerial(queries, domain))
  const made = await queries
    .insertInto('catalog_zones')
    .values({ workspace_id: workspaceId, domain, serial })
    .onConflict(conflict => conflict.doNothing())
    .returning('workspace_id')
    .executeTakeFirst()
  orTaken(made, `The domain ${domain}`)
}

async function remove(
  queries: Queries,
  workspaceId: number,
  { domain, serial }: Pick<CatalogZone, 'domain' | 'serial'>,
): Promise<void> {
  await noteSerial(queries, domain, serial)
  await queries.deleteFrom('catalog_zones').where('workspace_id', '=', workspaceId).execute()
  await queries.deleteFrom('secondary_states').where('domain', '=', domain).execute()
}

function membersOf(queries: Queries, workspaceId: number) {
  return queries
    .selectFrom('hosted_zones')
    .select(['id', 'domain'])
    .where('workspace_id', '=', workspaceId)
    .where('own_secondaries', '=', 0)
    .orderBy('id')
    .execute()
}
