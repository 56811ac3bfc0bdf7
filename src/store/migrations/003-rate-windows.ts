import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Dialect } from '../backend.ts'
import { required } from './columns.ts'

/** Requests of accounts, counted over all instances. See rate-windows.ts. The embedded database has one instance only. */
export function rateWindows(dialect: Dialect): Migration {
  return {
    async up(database: Kysely<unknown>) {
      if (dialect === 'sqlite') return
      await database.schema
        .createTable('rate_windows')
        .addColumn('account', 'text', column => column.primaryKey())
        .addColumn('ends', sql`bigint[]`, required)
        .addColumn('amounts', sql`integer[]`, required)
        .addColumn('stopped_until', 'bigint', required)
        .addColumn('wait', 'bigint', required)
        .addColumn('expires_at', 'bigint', required)
        // Rows are written again with each request; with room beside them and no index on what changes they stay where they are.
        .modifyEnd(sql`with (fillfactor = 50)`)
        .execute()
    },
  }
}
