import type { DatabaseSync } from 'node:sqlite'
import type { SealedPlace } from './seal.ts'

/** Every column that holds sealed values, and how its rows are told apart in what they're sealed for (see SealedPlace). */
export interface SealedColumn {
  table: string
  /** In the database. */
  column: string
  /** What identifies a row. */
  keys: readonly string[]
  placeOf(keys: readonly (string | number)[]): SealedPlace
}

export const sealedColumns: readonly SealedColumn[] = [
  byId('connections', 'credentials'),
  byId('resources', 'secret_data'),
  byId('secondaries', 'tsig_secret'),
  {
    table: 'machine_tsig_keys',
    column: 'secret',
    keys: ['machine_key_id'],
    placeOf: ([row = 0]) => ({ table: 'machine_tsig_keys', column: 'secret', row }),
  },
  {
    table: 'idempotency_keys',
    column: 'body',
    keys: ['principal', 'key'],
    placeOf: ([principal, key]) => ({
      table: 'idempotency_keys',
      column: 'body',
      row: JSON.stringify([principal, key]),
    }),
  },
]

function byId(table: string, column: string): SealedColumn {
  return { table, column, keys: ['id'], placeOf: ([row = 0]) => ({ table, column, row }) }
}

/** Ids of the keys that an embedded database's values are sealed with, of whatever version it is. */
export function keyIdsIn(database: DatabaseSync): string[] {
  const ids = sealedColumns.flatMap(({ table, column }) => {
    const isThere =
      database.prepare('select 1 from pragma_table_info(?) where name = ?').get(table, column) !== undefined
    if (!isThere) return []
    const values = database.prepare(
      `select distinct substr(${column}, 1, 11) as head from ${table} where ${column} is not null`,
    )
    return values.all().map(({ head }) => String(head).split('.')[1] ?? '')
  })
  return [...new Set(ids)].sort()
}
