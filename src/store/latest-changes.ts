import { sql } from 'kysely'
import { type Dialect, jsonRows } from './backend.ts'
import type { Queries } from './tables.ts'

/** For each zone one look from the end of its history, which may be long. */
export async function latestChanges(
  queries: Queries,
  dialect: Dialect,
  zoneIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (zoneIds.length === 0) return new Map()
  const zoneId = sql`cast(cast(item.value as text) as bigint)`
  const { rows } = await sql<{ zone_id: number; settled_at: number | null }>`
    select ${zoneId} as zone_id, (
      select settled_at from change_sets
      where change_sets.zone_id = ${zoneId} and status in ('applied', 'partial')
      order by change_sets.id desc limit 1
    ) as settled_at
    from ${jsonRows(dialect, zoneIds)}`.execute(queries)
  return new Map(rows.flatMap(row => (row.settled_at === null ? [] : [[row.zone_id, row.settled_at] as const])))
}
