import { sql } from 'kysely'
import { activityNotices, addActivities } from './activities.ts'
import type { Backend, Dialect } from './backend.ts'
import type { ChangeRecord, Ledger, Notice, Settlement } from './history.ts'
import { keepLastWrites } from './last-writes.ts'
import { columnList, rowList } from './row-list.ts'
import { StoreError } from './store.ts'
import type { Queries } from './tables.ts'

/**
 * To be run in a transaction. Throws `StoreError('settled')`, or 'lease_lost', and then all of it is to be rolled back. Gives what
 * is to be published with it.
 */
export async function settle({ queries, dialect, leases }: Backend, ledger: Ledger): Promise<Notice[]> {
  if (ledger.lease !== undefined) await leases.check(queries, ledger.lease)
  // In one order everywhere, so that two who settle the same sets wait for each other instead of both.
  const settlements = ledger.settlements.toSorted((one, other) => one.changeSetId - other.changeSetId)
  const zones = await endChangeSets(queries, dialect, settlements)
  await insertChanges(queries, dialect, zones, settlements)
  const parts: Notice[] = []
  for (const { changeSetId, changes } of ledger.progress ?? []) {
    parts.push({ kind: 'ended', ...(await addChanges(queries, dialect, changeSetId, changes)) })
  }
  await addActivities(queries, dialect, ledger.activities)
  const zoneIds = [...new Set([...zones.values()].map(({ zoneId }) => zoneId))]
  const settled: Notice[] = ledger.tellOthers ? zoneIds.map(zoneId => ({ kind: 'settled', zoneId })) : []
  return [...settled, ...endNotices(zones, settlements), ...parts, ...activityNotices(ledger.activities)]
}

/** More change sets that end at once aren't told one by one: whoever follows the zone looks at it again anyway. */
const mostNamed = 50

/** One for each zone. */
function endNotices(zones: ReadonlyMap<number, Place>, settlements: readonly Settlement[]): Notice[] {
  const byZone = Map.groupBy(settlements, ({ changeSetId }) => zones.get(changeSetId)!.zoneId)
  return [...byZone.values()].map(ended => {
    const changeSets = ended.map(({ changeSetId, status }): [number, Settlement['status']] => [changeSetId, status])
    const place = zones.get(ended[0]!.changeSetId)!
    return { kind: 'ended', ...place, ...(ended.length <= mostNamed && { changeSets }) }
  })
}

/** Where a change set belongs. */
interface Place {
  environmentId: number
  zoneId: number
}

/** To be run in a transaction. Throws `StoreError('settled')` where the set isn't pending. */
export async function addChanges(
  queries: Queries,
  dialect: Dialect,
  id: number,
  changes: readonly ChangeRecord[],
): Promise<Place> {
  const { rows } = await sql<{ zone_id: number; environment_id: number }>`
    update change_sets set ${advanceBy(sql`cast(${changes.length} as bigint)`)}
    where id = ${id} and status = 'pending' returning zone_id, environment_id`.execute(queries)
  if (rows[0] === undefined) throw settledError()
  const place = placeOf(rows[0])
  await insertChanges(queries, dialect, new Map([[id, place]]), [{ changeSetId: id, changes }])
  return place
}

function placeOf(row: { zone_id: number; environment_id: number }): Place {
  return { environmentId: row.environment_id, zoneId: row.zone_id }
}

const ending = { id: 'bigint', status: 'text', problems: 'text', settled_at: 'bigint', count: 'bigint' } as const

/** Gives where each set belongs. */
async function endChangeSets(
  queries: Queries,
  dialect: Dialect,
  settlements: readonly Settlement[],
): Promise<Map<number, Place>> {
  if (settlements.length === 0) return new Map()
  const items = settlements.map(({ changeSetId, status, problems, changes, settledAt }) => ({
    id: changeSetId,
    status,
    problems,
    settled_at: settledAt,
    count: changes.length,
  }))
  const { rows } = await sql<{ id: number; zone_id: number; environment_id: number }>`
    update change_sets set status = item.status, problems = item.problems, settled_at = item.settled_at,
      ${advanceBy(sql.ref('item.count'))}
    from ${rowList(dialect, ending, items)}
    where change_sets.id = item.id and change_sets.status = 'pending'
    returning change_sets.id, change_sets.zone_id, change_sets.environment_id`.execute(queries)
  if (rows.length !== settlements.length) throw settledError()
  return new Map(rows.map(row => [row.id, placeOf(row)]))
}

/** So many changes more are settled, of as many as were foretold or turn out to be. */
function advanceBy(count: ReturnType<typeof sql>) {
  const done = sql`change_sets.done + ${count}`
  return sql`done = ${done}, total = case when change_sets.total > ${done} then change_sets.total else ${done} end`
}

const inserted = {
  change_set_id: 'bigint',
  position: 'bigint',
  change: 'text',
  status: 'text',
  failure: 'text',
  receipt: 'text',
} as const

type Part = Pick<Settlement, 'changeSetId' | 'changes'>

/** What one statement takes, lest its text of JSON become too long to handle. */
const chunkSize = 10_000

/** `zones`: where each change set belongs. */
async function insertChanges(
  queries: Queries,
  dialect: Dialect,
  zones: ReadonlyMap<number, Place>,
  parts: readonly Part[],
): Promise<void> {
  const all = parts.flatMap(({ changeSetId, changes }) => changes.map(record => ({ changeSetId, ...record })))
  for (let at = 0; at < all.length; at += chunkSize) {
    const chunk = all.slice(at, at + chunkSize)
    const rows = chunk.map(({ changeSetId, ...record }) => ({ change_set_id: changeSetId, ...record }))
    await sql`
      insert into changes (${columnList(inserted)})
      select ${columnList(inserted, 'item')} from ${rowList(dialect, inserted, rows)}`.execute(queries)
    const applied = chunk.filter(({ status }) => status === 'applied')
    await keepLastWrites(
      queries,
      dialect,
      applied.map(({ changeSetId, change }) => ({ zoneId: zones.get(changeSetId)!.zoneId, changeSetId, change })),
    )
  }
}

function settledError(): StoreError {
  return new StoreError('settled', 'Somebody else has settled the change set')
}
