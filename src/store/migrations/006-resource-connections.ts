import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Dialect } from '../backend.ts'
import { type Column, columnTypes, index, required, type Schema } from './columns.ts'

/** Subdomains and connections between resources. See tables.ts. */
export function resourceConnections(dialect: Dialect): Migration {
  return {
    async up(database: Kysely<unknown>) {
      const schema = { database, ...columnTypes(dialect) }
      await subdomains(schema)
      await connections(schema)
      await sets(schema)
    },
  }
}

const partOf =
  (table: string): Column =>
  column =>
    column.references(`${table}.id`).onDelete('cascade')

async function subdomains({ database, idType }: Schema) {
  await database.schema
    .createTable('subdomains')
    .addColumn('resource_id', idType, column => partOf('resources')(column).primaryKey().notNull())
    .addColumn('environment_id', 'bigint', column => required(partOf('environments')(column)))
    .addColumn('name', 'text', required)
    .addUniqueConstraint('subdomains_name', ['environment_id', 'name'])
    .execute()
}

async function connections({ database, id, idType }: Schema) {
  await database.schema
    .createTable('resource_connections')
    .addColumn('id', idType, id)
    .addColumn('project_id', 'bigint', column => required(partOf('projects')(column)))
    .addColumn('environment_id', 'bigint', column => required(partOf('environments')(column)))
    .addColumn('source_type', 'text', required)
    .addColumn('source_id', 'bigint', column => required(partOf('resources')(column)))
    .addColumn('target_type', 'text', required)
    .addColumn('target_id', 'bigint', column => required(partOf('resources')(column)))
    .addColumn('low_id', 'bigint', required)
    .addColumn('high_id', 'bigint', required)
    .addColumn('details', 'text', required)
    .addColumn('zone_id', 'bigint', partOf('resources'))
    .addColumn('record_name', 'text')
    .addColumn('status', 'text', required)
    .addColumn('problems', 'text', required)
    .addColumn('made', 'text', required)
    .addColumn('operation_id', 'text')
    .addColumn('operation', 'text')
    .addColumn('operation_at', 'bigint')
    .addColumn('request_key', 'text')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addUniqueConstraint('resource_connections_pair', ['low_id', 'high_id'])
    .execute()
  await index(database, 'resource_connections', ['environment_id'])
  await index(database, 'resource_connections', ['source_id'])
  await index(database, 'resource_connections', ['target_id'])
  await index(database, 'resource_connections', ['zone_id', 'record_name'])
  await database.schema
    .createIndex('resource_connections_under_way')
    .on('resource_connections')
    .column('operation_at')
    .where(sql.ref('operation_id'), 'is not', null)
    .execute()
}

async function sets({ database }: Schema) {
  await database.schema
    .createTable('connection_sets')
    .addColumn('zone_id', 'bigint', column => required(partOf('resources')(column)))
    .addColumn('name', 'text', required)
    .addColumn('type', 'text', required)
    .addColumn('rrset', 'text', required)
    .addPrimaryKeyConstraint('connection_sets_key', ['zone_id', 'name', 'type'])
    .execute()
}
