import { type ColumnDefinitionBuilder, type Kysely, type RawBuilder, sql } from 'kysely'
import type { Dialect } from '../backend.ts'

export type Column = (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder

export interface Schema {
  database: Kysely<unknown>
  /** Integer keys that are never given twice. */
  id: Column
  idType: 'integer' | 'bigint'
  /** Text that sorts by its bytes. */
  byteText: RawBuilder<unknown>
}

export function columnTypes(dialect: Dialect): Omit<Schema, 'database'> {
  if (dialect === 'sqlite')
    return { id: column => column.primaryKey().autoIncrement(), idType: 'integer', byteText: sql`text` }
  return {
    id: column => column.primaryKey().generatedAlwaysAsIdentity(),
    idType: 'bigint',
    byteText: sql`text collate "C"`,
  }
}

export const required: Column = column => column.notNull()

export async function index(database: Kysely<unknown>, table: string, columns: string[]) {
  await database.schema
    .createIndex(`${table}_by_${columns.join('_')}`)
    .on(table)
    .columns(columns)
    .execute()
}
