import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from './backend.ts'

/**
 * Rows as `item`, with these columns, for statements that write or change many at once: any number of them through a single
 * parameter, in a statement whose text never varies. Objects and lists inside a row become JSON text.
 */
export function rowList<Columns extends Record<string, 'text' | 'bigint'>>(
  dialect: Dialect,
  columns: Columns,
  rows: readonly Record<keyof Columns, unknown>[],
): RawBuilder<unknown> {
  const json = JSON.stringify(rows)
  const names = Object.keys(columns)
  if (dialect === 'sqlite') {
    const selected = names.map(name => sql`value->>${sql.lit(name)} as ${sql.id(name)}`)
    return sql`(select ${sql.join(selected)} from json_each(${json})) as item`
  }
  const typed = names.map(name => sql`${sql.id(name)} ${sql.raw(columns[name]!)}`)
  return sql`json_to_recordset(${json}::json) as item(${sql.join(typed)})`
}

/** The columns of a row list, in order. */
export function columnList(columns: Record<string, unknown>, table?: string): RawBuilder<unknown> {
  return sql.join(Object.keys(columns).map(name => (table === undefined ? sql.id(name) : sql.id(table, name))))
}
