import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Dialect } from '../backend.ts'
import { columnTypes, required } from './columns.ts'

/** What machine keys sign DNS messages with. See tables.ts. */
export function tsigKeys(dialect: Dialect): Migration {
  return {
    async up(database: Kysely<unknown>) {
      const { idType } = columnTypes(dialect)
      await database.schema
        .createTable('machine_tsig_keys')
        .addColumn('machine_key_id', idType, column =>
          column.primaryKey().notNull().references('machine_keys.id').onDelete('cascade'),
        )
        .addColumn('name', 'text', required)
        .addColumn('algorithm', 'text', required)
        .addColumn('secret', 'text', required)
        .addUniqueConstraint('machine_tsig_keys_name', ['name'])
        .execute()
    },
  }
}
