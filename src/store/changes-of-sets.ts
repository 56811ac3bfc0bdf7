import { type Expression, type SqlBool, sql } from 'kysely'
import type { Change } from '../plan/types.ts'
import { type Dialect, jsonRows } from './backend.ts'
import type { ChangeFilter } from './history.ts'
import type { Queries } from './tables.ts'

/** A change set's first changes stand within so many positions, of which not every one is there. */
const firstPositions = 20
const shown = 3

/** Whether a change set has such a change. */
export function hasChange(filter: ChangeFilter): Expression<SqlBool> {
  const matches = conditions(filter)
  return sql<SqlBool>`exists (
    select 1 from changes where changes.change_set_id = change_sets.id and ${sql.join(matches, sql` and `)}
  )`
}

/** The first few of each, or of those that the filter leaves. */
export async function firstChangesOf(
  queries: Queries,
  dialect: Dialect,
  ids: readonly number[],
  filter: ChangeFilter,
): Promise<ReadonlyMap<number, Change[]>> {
  if (ids.length === 0) return new Map()
  // A name has few changes in any change set; whatever else is asked for may have all of them.
  const bounds = filter.name === undefined ? [sql`position < ${firstPositions}`] : []
  const { rows } = await sql<{ change_set_id: number; change: string }>`
    select change_set_id, change from changes
    where change_set_id in (select cast(cast(item.value as text) as bigint) from ${jsonRows(dialect, ids)})
    and ${sql.join([sql`1 = 1`, ...bounds, ...conditions(filter)], sql` and `)}
    order by change_set_id, position`.execute(queries)
  const grouped = Map.groupBy(rows, row => Number(row.change_set_id))
  return new Map(
    [...grouped].map(([id, own]) => [id, own.slice(0, shown).map(row => JSON.parse(row.change) as Change)]),
  )
}

/** Changes are kept as JSON, in which a value can't look like a field, since its quotes are escaped. */
function conditions({ name, type }: ChangeFilter) {
  const fields = Object.entries({ name, type }).filter(([, value]) => value !== undefined)
  return fields.map(([field, value]) => {
    const text = `${JSON.stringify(field)}:${JSON.stringify(value)}`
    return sql`changes.change like ${`%${text.replaceAll(/[\\%_]/g, '\\$&')}%`} escape '\\'`
  })
}
