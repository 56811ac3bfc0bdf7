import { sql } from 'kysely'
import { nameSortKey } from '../dns/name.ts'
import { setOf } from '../plan/change.ts'
import type { SetId } from '../plan/set-key.ts'
import type { Dialect } from './backend.ts'
import type { LastWrite } from './history.ts'
import { columnList, rowList } from './row-list.ts'
import type { Queries } from './tables.ts'

type Written = LastWrite & { zoneId: number }

const columns = {
  zone_id: 'bigint',
  sort_key: 'text',
  type: 'text',
  variant: 'text',
  change_set_id: 'bigint',
  change: 'text',
} as const

/** In the order of names (RFC 4034 §6.1), then types and variants. */
export async function lastWritesOf(
  queries: Queries,
  zoneId: number,
  { limit, after }: { limit: number; after?: SetId },
): Promise<{ change_set_id: number; change: string }[]> {
  let found = queries.selectFrom('last_writes').select(['change_set_id', 'change']).where('zone_id', '=', zoneId)
  if (after !== undefined) {
    const { sort_key, type, variant } = keyOf(after)
    found = found.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('sort_key', 'type', 'variant'), '>', tuple(sort_key, type, variant)),
    )
  }
  return found.orderBy('sort_key').orderBy('type').orderBy('variant').limit(limit).execute()
}

/** Of several to one set the one of the newest change set stays, and of one change set's the last. */
export async function keepLastWrites(queries: Queries, dialect: Dialect, writes: readonly Written[]): Promise<void> {
  if (writes.length === 0) return
  const rows = [...newestOf(writes).values()]
  await sql`
    insert into last_writes (${columnList(columns)})
    select ${columnList(columns, 'item')} from ${rowList(dialect, columns, rows)} where true
    on conflict (zone_id, sort_key, type, variant)
    do update set change_set_id = excluded.change_set_id, change = excluded.change
    where excluded.change_set_id >= last_writes.change_set_id`.execute(queries)
}

type Row = ReturnType<typeof rowOf>

function newestOf(writes: readonly Written[]): Map<string, Row> {
  const newest = new Map<string, Row>()
  for (const write of writes) {
    const row = rowOf(write)
    const key = JSON.stringify([row.zone_id, row.sort_key, row.type, row.variant])
    const other = newest.get(key)
    if (other === undefined || other.change_set_id <= row.change_set_id) newest.set(key, row)
  }
  return newest
}

function rowOf({ zoneId, changeSetId, change }: Written) {
  return { zone_id: zoneId, ...keyOf(setOf(change)), change_set_id: changeSetId, change }
}

function keyOf({ name, type, variant = '' }: SetId) {
  return { sort_key: nameSortKey(name), type, variant }
}
