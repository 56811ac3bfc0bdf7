import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { required } from './columns.ts'

/** What was sent of pending change sets to providers that keep no ledger. See tables.ts. */
export const attempts: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('attempts')
      .addColumn('change_set_id', 'bigint', column => required(column).primaryKey())
      .addColumn('plans', 'text', required)
      .addColumn('made', 'text', required)
      .execute()
  },
}
