import { sql } from 'kysely'
import { type Backend, type Dialect, jsonRows } from './backend.ts'
import type { Attempt, Lease, Settlement } from './history.ts'
import { columnList, rowList } from './row-list.ts'
import type { Queries } from './tables.ts'

const columns = { change_set_id: 'bigint', plans: 'text', made: 'text' } as const

/** To be run in a transaction. */
export async function storeAttempts(
  { queries, dialect, leases }: Backend,
  attempts: readonly Attempt[],
  lease: Lease,
): Promise<void> {
  await leases.check(queries, lease)
  const rows = attempts.map(({ changeSetId, plans, made }) => ({ change_set_id: changeSetId, plans, made }))
  // `where true` parts the join's `on` from that of the conflict for SQLite's parser.
  await sql`
    insert into attempts (${columnList(columns)})
    select ${columnList(columns, 'item')} from ${rowList(dialect, columns, rows)} where true
    on conflict (change_set_id) do update set plans = excluded.plans, made = excluded.made`.execute(queries)
}

export async function attemptsOf(queries: Queries, zoneId: number): Promise<Attempt[]> {
  const rows = await queries
    .selectFrom('attempts')
    .innerJoin('change_sets', 'change_sets.id', 'attempts.change_set_id')
    .select(['change_set_id', 'plans', 'made'])
    .where('zone_id', '=', zoneId)
    .where('status', '=', sql.lit('pending' as const))
    .orderBy('change_set_id')
    .execute()
  return rows.map(row => ({
    changeSetId: row.change_set_id,
    plans: JSON.parse(row.plans),
    made: JSON.parse(row.made),
  }))
}

/** Nobody asks for those of sets that are settled. */
export async function deleteAttempts(
  queries: Queries,
  dialect: Dialect,
  settlements: readonly Settlement[],
): Promise<void> {
  if (settlements.length === 0) return
  const ids = jsonRows(
    dialect,
    settlements.map(({ changeSetId }) => changeSetId),
  )
  await sql`delete from attempts where change_set_id in
    (select cast(cast(item.value as text) as bigint) from ${ids})`.execute(queries)
}
