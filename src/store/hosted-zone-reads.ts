import { nameSortKey } from '../dns/name.ts'
import type { Name, RRset } from '../dns/rrset.ts'
import { type Backend, type Dialect, isOneOf } from './backend.ts'
import { StoreError } from './store.ts'
import type { Queries } from './tables.ts'

export interface RRsetRow {
  name: string
  type: string
  ttl: number
  records: string
}

const columns = ['name', 'type', 'ttl', 'records'] as const
export const rrsetOf = ({ name, type, ttl, records }: RRsetRow): RRset => ({
  name,
  type,
  ttl,
  records: JSON.parse(records),
})

/**
 * Reads a snapshot chunk by chunk, each from where the one before ended, so that one chunk is in memory at a time. Inside a
 * transaction that's on a database where others' commits would show up, they're kept out until it ends.
 */
export async function* streamRRsets(backend: Backend, id: number, chunk: number): AsyncGenerator<RRset[]> {
  if (backend.inTransaction && backend.dialect === 'postgres') await keepWritersOut(backend.queries, id)
  const snapshot = await backend.snapshot()
  try {
    let rrsets = await orMissing(snapshot.queries, id, await readChunk(snapshot.queries, id, chunk))
    while (rrsets.length > 0) {
      yield rrsets
      const { name, type } = rrsets.at(-1)!
      rrsets = rrsets.length < chunk ? [] : await readChunk(snapshot.queries, id, chunk, { name, type })
    }
  } finally {
    await snapshot.end()
  }
}

async function readChunk(
  queries: Queries,
  id: number,
  limit: number,
  after?: { name: Name; type: string },
): Promise<RRset[]> {
  let found = queries.selectFrom('record_sets').select(columns).where('hosted_zone_id', '=', id)
  if (after !== undefined) {
    found = found.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('sort_key', 'type'), '>', tuple(nameSortKey(after.name), after.type)),
    )
  }
  const rows = await found.orderBy('sort_key').orderBy('type').limit(limit).execute()
  return rows.map(rrsetOf)
}

export async function rrsetsAt(
  queries: Queries,
  dialect: Dialect,
  id: number,
  names: readonly Name[],
): Promise<RRset[]> {
  return orMissing(queries, id, await readRRsetsAt(queries, dialect, id, names))
}

export async function readRRsetsAt(
  queries: Queries,
  dialect: Dialect,
  id: number,
  names: readonly Name[],
): Promise<RRset[]> {
  const rows = await queries
    .selectFrom('record_sets')
    .select(columns)
    .where('hosted_zone_id', '=', id)
    .where(isOneOf(dialect, 'sort_key', names.map(nameSortKey)))
    .orderBy('sort_key')
    .orderBy('type')
    .execute()
  return rows.map(rrsetOf)
}

/** A zone that isn't there never looks like one without records. */
export async function orMissing(queries: Queries, id: number, rrsets: RRset[]): Promise<RRset[]> {
  if (rrsets.length > 0) return rrsets
  await domainOf(queries, id)
  return rrsets
}

/** All writers of the zone wait until the transaction ends. */
async function keepWritersOut(queries: Queries, id: number): Promise<void> {
  const zone = queries.selectFrom('hosted_zones').select('id').where('id', '=', id)
  if ((await zone.forShare().executeTakeFirst()) === undefined) throw missing(id)
}

async function domainOf(queries: Queries, id: number): Promise<Name> {
  const row = await queries.selectFrom('hosted_zones').select('domain').where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw missing(id)
  return row.domain
}

export function missing(id: number): StoreError {
  return new StoreError('missing', `The hosted zone ${id} is not there`)
}
