import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Dialect } from '../backend.ts'
import { columnTypes, required } from './columns.ts'

/** Zones at services of others: each bound once, and made once; and connections that are refused there. See tables.ts. */
export function foreignZones(dialect: Dialect): Migration {
  return {
    async up(database: Kysely<unknown>) {
      await database.schema
        .alterTable('bindings')
        .addColumn('service', 'text', column => column.notNull().defaultTo(''))
        .execute()
      await database.schema
        .createIndex('bindings_hosted_zone')
        .unique()
        .on('bindings')
        .columns(['provider', 'service', 'hosted_zone_id'])
        .execute()
      await database.schema.alterTable('connections').addColumn('refused_at', 'bigint').execute()
      await database.schema
        .createTable('zone_references')
        .addColumn('connection_id', columnTypes(dialect).idType, column =>
          required(column).references('connections.id').onDelete('cascade'),
        )
        .addColumn('domain', 'text', required)
        .addColumn('reference', 'text', required)
        .addPrimaryKeyConstraint('zone_references_key', ['connection_id', 'domain'])
        .execute()
    },
  }
}
