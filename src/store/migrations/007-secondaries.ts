import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Dialect } from '../backend.ts'
import { type Column, columnTypes, index, required, type Schema } from './columns.ts'

/** Name servers that follow the built-in one, and what has changed in the zones they follow. See tables.ts. */
export function secondaries(dialect: Dialect): Migration {
  return {
    async up(database: Kysely<unknown>) {
      const schema = { database, ...columnTypes(dialect) }
      await servers(schema)
      await choices(schema)
      await states(schema)
      await journal(schema)
      await catalogs(schema)
      await lastSerials(schema)
    },
  }
}

const partOf =
  (table: string): Column =>
  column =>
    required(column).references(`${table}.id`).onDelete('cascade')

async function servers({ database, id, idType }: Schema) {
  await database.schema
    .createTable('secondaries')
    .addColumn('id', idType, id)
    .addColumn('workspace_id', idType, partOf('workspaces'))
    .addColumn('name', 'text', required)
    .addColumn('address', 'text', required)
    .addColumn('port', 'integer', required)
    .addColumn('hostname', 'text')
    .addColumn('notify', 'integer', required)
    .addColumn('transfer_from', 'text')
    .addColumn('tsig_name', 'text', column => column.unique())
    .addColumn('tsig_algorithm', 'text')
    .addColumn('tsig_secret', 'text')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addUniqueConstraint('secondaries_name', ['workspace_id', 'name'])
    .execute()
}

async function choices({ database, idType }: Schema) {
  await database.schema
    .alterTable('hosted_zones')
    .addColumn('own_secondaries', 'integer', column => column.notNull().defaultTo(0))
    .execute()
  await index(database, 'hosted_zones', ['workspace_id'])
  await database.schema
    .createTable('zone_secondaries')
    .addColumn('hosted_zone_id', idType, partOf('hosted_zones'))
    .addColumn('secondary_id', idType, partOf('secondaries'))
    .addPrimaryKeyConstraint('zone_secondaries_key', ['hosted_zone_id', 'secondary_id'])
    .execute()
  await index(database, 'zone_secondaries', ['secondary_id'])
}

async function states({ database, idType }: Schema) {
  await database.schema
    .createTable('secondary_states')
    .addColumn('secondary_id', idType, partOf('secondaries'))
    .addColumn('domain', 'text', required)
    .addColumn('seen_serial', 'bigint')
    .addColumn('busy_until', 'bigint', column => column.notNull().defaultTo(0))
    .addColumn('notified', 'text')
    .addColumn('transferred', 'text')
    .addColumn('seen', 'text')
    .addPrimaryKeyConstraint('secondary_states_key', ['secondary_id', 'domain'])
    .execute()
  await index(database, 'secondary_states', ['domain'])
}

async function journal({ database, idType }: Schema) {
  await database.schema
    .createTable('journal')
    .addColumn('hosted_zone_id', idType, partOf('hosted_zones'))
    .addColumn('position', 'bigint', required)
    .addColumn('before_serial', 'bigint', required)
    .addColumn('serial', 'bigint', required)
    .addColumn('end_bytes', 'bigint', required)
    .addColumn('difference', 'text', required)
    .addPrimaryKeyConstraint('journal_key', ['hosted_zone_id', 'position'])
    .execute()
  await index(database, 'journal', ['hosted_zone_id', 'before_serial'])
}

async function catalogs({ database, idType }: Schema) {
  await database.schema
    .createTable('catalog_zones')
    .addColumn('workspace_id', idType, column => partOf('workspaces')(column).primaryKey())
    .addColumn('domain', 'text', column => required(column).unique())
    .addColumn('serial', 'bigint', required)
    .execute()
}

async function lastSerials({ database }: Schema) {
  await database.schema
    .createTable('last_serials')
    .addColumn('domain', 'text', column => column.primaryKey())
    .addColumn('serial', 'bigint', required)
    .execute()
}
