import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import { nameSortKey, parentOf } from '../dns/name.ts'
import type { Name, Rdata } from '../dns/rrset.ts'
import type { Backend } from './backend.ts'
import { bumpCatalogOf, isCatalog } from './catalog-zones.ts'
import { commitChanges } from './hosted-zone-commit.ts'
import { countRRsets, pageOfRRsets } from './hosted-zone-pages.ts'
import { rrsetsAt, streamRRsets } from './hosted-zone-reads.ts'
import { writeRRsets } from './hosted-zone-writes.ts'
import { goingOn, keepSerial } from './last-serials.ts'
import { soaRows } from './soa-rows.ts'
import { type HostedZones, StoreError } from './store.ts'
import type { Queries, Tables } from './tables.ts'
import { orTaken } from './taken.ts'

const columns = ['id', 'domain', 'workspace_id as workspaceId'] as const

export function hostedZones(backend: Backend): HostedZones {
  const { queries, dialect } = backend
  const zones = () => queries.selectFrom('hosted_zones').select(columns).orderBy('id')

  return {
    create: zone => backend.transaction(queries => create({ ...backend, queries }, zone)),

    get: id => zones().where('id', '=', id).executeTakeFirst(),

    list: () => zones().execute(),

    async soas() {
      const rows = await soaRows(queries)
        .select(['hosted_zones.id', 'domain', 'records'])
        .orderBy('hosted_zones.id')
        .execute()
      return rows.map(({ id, domain, records }) => ({ id, domain, soa: (JSON.parse(records) as [Rdata])[0] }))
    },

    overlapping: domain =>
      zones()
        .where(builder => overlaps(builder, domain))
        .execute(),

    delete: id => backend.transaction(queries => remove({ ...backend, queries }, id)),

    rrsets: (id, chunk) => streamRRsets(backend, id, chunk),
    rrsetsAt: (id, names) => rrsetsAt(queries, dialect, id, names),
    page: (id, query) => pageOfRRsets(backend, id, query),
    count: (id, filter) => countRRsets(backend, id, filter),
    commit: (id, changes, ledger, receipt) =>
      backend.grouped(queries => commitChanges({ ...backend, queries }, id, changes, ledger, receipt)),
  }
}

type NewHostedZone = Parameters<HostedZones['create']>[0]

async function create({ queries, dialect, news }: Backend, zone: NewHostedZone): Promise<{ id: number; domain: Name }> {
  const { domain, reference, workspaceId, rrsets, now } = zone
  if (await isCatalog(queries, domain)) throw new StoreError('taken', `The domain ${domain} is a catalog zone's`)
  const row = await queries
    .insertInto('hosted_zones')
    .values({ domain, sort_key: nameSortKey(domain), reference, workspace_id: workspaceId, created_at: now })
    .onConflict(conflict => conflict.doNothing())
    .returning(['id', 'domain'])
    .executeTakeFirst()
  if (row === undefined) return orTaken(await findByReference(queries, zone), `The domain ${domain}`)
  await writeRRsets(queries, dialect, row.id, await goingOn(queries, domain, rrsets))
  await bumpCatalogOf(queries, workspaceId)
  await news.publish(queries, [{ kind: 'committed', domain: row.domain, hostedZoneId: row.id }])
  return row
}

async function remove({ queries, news }: Backend, id: number): Promise<void> {
  await keepSerial(queries, id)
  const row = await queries
    .deleteFrom('hosted_zones')
    .where('id', '=', id)
    .returning(['domain', 'workspace_id as workspaceId'])
    .executeTakeFirst()
  if (row === undefined) return
  await queries.deleteFrom('secondary_states').where('domain', '=', row.domain).execute()
  await bumpCatalogOf(queries, row.workspaceId)
  await news.publish(queries, [{ kind: 'committed', domain: row.domain, hostedZoneId: id }])
}

/** References are the workspace's own, so that nobody is given another's zone by guessing. */
function findByReference(queries: Queries, { workspaceId, reference }: NewHostedZone) {
  return queries
    .selectFrom('hosted_zones')
    .select(['id', 'domain'])
    .where('workspace_id', '=', workspaceId)
    .where('reference', '=', reference)
    .executeTakeFirst()
}

/** At a name or above it: the keys of its ancestors. Below it: the keys that begin with its own, see nameSortKey. */
function overlaps(builder: ExpressionBuilder<Tables, 'hosted_zones'>, domain: Name): Expression<SqlBool> {
  if (domain === '.') return builder.lit(true)
  const key = nameSortKey(domain)
  return builder.or([
    builder('sort_key', 'in', withAncestors(domain).map(nameSortKey)),
    builder.and([builder('sort_key', '>=', `${key}!`), builder('sort_key', '<', `${key}"`)]),
  ])
}

function withAncestors(name: Name): Name[] {
  return name === '.' ? [name] : [name, ...withAncestors(parentOf(name))]
}
