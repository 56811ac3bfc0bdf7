import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Dialect } from '../backend.ts'
import { type Column, columnTypes, index, required, type Schema } from './columns.ts'

/** The tables of the first release. What each column holds is told in tables.ts. */
export function tables(dialect: Dialect): Migration {
  return {
    async up(database: Kysely<unknown>) {
      const schema = { database, ...columnTypes(dialect) }
      await people(schema)
      await workspaces(schema)
      await projects(schema)
      await connections(schema)
      await resources(schema)
      await zones(schema)
      await hostedZones(schema, dialect)
      await keysAndDomains(schema)
      await activities(schema)
      await counters(schema)
    },
  }
}

const key: Column = column => column.primaryKey().notNull()
const zero: Column = column => column.notNull().defaultTo(0)
/** A row that goes with the one it refers to. */
const partOf =
  (table: string, id = 'id'): Column =>
  column =>
    column.notNull().references(`${table}.${id}`).onDelete('cascade')
/** A row that must be deleted before the one it refers to. */
const madeIn =
  (table: string): Column =>
  column =>
    column.notNull().references(`${table}.id`)

async function people({ database, id, idType }: Schema) {
  await database.schema
    .createTable('users')
    .addColumn('id', idType, id)
    .addColumn('email', 'text', column => column.notNull().unique())
    .addColumn('name', 'text', required)
    .addColumn('password_hash', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .execute()
  await database.schema
    .createTable('sessions')
    .addColumn('id', 'text', key)
    .addColumn('user_id', 'bigint', partOf('users'))
    .addColumn('created_at', 'bigint', required)
    .addColumn('expires_at', 'bigint', required)
    .execute()
  await index(database, 'sessions', ['user_id'])
  await index(database, 'sessions', ['expires_at'])
  await database.schema
    .createTable('api_keys')
    .addColumn('id', idType, id)
    .addColumn('user_id', 'bigint', partOf('users'))
    .addColumn('name', 'text', required)
    .addColumn('prefix', 'text', required)
    .addColumn('hash', 'text', column => column.notNull().unique())
    .addColumn('expires_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .addColumn('created_at', 'bigint', required)
    .execute()
  await index(database, 'api_keys', ['user_id'])
}

async function workspaces({ database, id, idType }: Schema) {
  await database.schema
    .createTable('workspaces')
    .addColumn('id', idType, id)
    .addColumn('slug', 'text', column => column.notNull().unique())
    .addColumn('name', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .execute()
  await database.schema
    .createTable('members')
    .addColumn('workspace_id', 'bigint', partOf('workspaces'))
    .addColumn('user_id', 'bigint', partOf('users'))
    .addColumn('role', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addPrimaryKeyConstraint('members_key', ['workspace_id', 'user_id'])
    .execute()
  await index(database, 'members', ['user_id'])
}

async function projects({ database, id, idType }: Schema) {
  await database.schema
    .createTable('projects')
    .addColumn('id', idType, id)
    .addColumn('workspace_id', 'bigint', madeIn('workspaces'))
    .addColumn('slug', 'text', column => column.notNull().unique())
    .addColumn('name', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .execute()
  await index(database, 'projects', ['workspace_id'])
  await database.schema
    .createTable('environments')
    .addColumn('id', idType, id)
    .addColumn('project_id', 'bigint', partOf('projects'))
    .addColumn('slug', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addUniqueConstraint('environments_slug', ['project_id', 'slug'])
    .execute()
}

async function connections({ database, id, idType }: Schema) {
  await database.schema
    .createTable('connections')
    .addColumn('id', idType, id)
    .addColumn('workspace_id', 'bigint', madeIn('workspaces'))
    .addColumn('name', 'text', required)
    .addColumn('provider', 'text', required)
    .addColumn('status', 'text', required)
    .addColumn('status_detail', 'text')
    .addColumn('credentials', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .execute()
  await index(database, 'connections', ['workspace_id'])
  await database.schema
    .createTable('attachments')
    .addColumn('project_id', 'bigint', partOf('projects'))
    .addColumn('connection_id', 'bigint', partOf('connections'))
    .addColumn('provider', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addPrimaryKeyConstraint('attachments_key', ['project_id', 'connection_id'])
    .addUniqueConstraint('attachments_provider', ['project_id', 'provider'])
    .execute()
  await index(database, 'attachments', ['connection_id'])
}

async function resources({ database, id, idType }: Schema) {
  await database.schema
    .createTable('resources')
    .addColumn('id', idType, id)
    .addColumn('project_id', 'bigint', madeIn('projects'))
    .addColumn('environment_id', 'bigint', madeIn('environments'))
    .addColumn('resource_type', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('status', 'text', required)
    .addColumn('comment', 'text')
    .addColumn('position_x', 'double precision')
    .addColumn('position_y', 'double precision')
    .addColumn('metadata', 'text', required)
    .addColumn('secret_data', 'text')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addColumn('deleted_at', 'bigint')
    .execute()
  await index(database, 'resources', ['project_id'])
  await index(database, 'resources', ['environment_id', 'resource_type'])
}

async function zones({ database, id, idType }: Schema) {
  await database.schema
    .createTable('zones')
    .addColumn('resource_id', 'bigint', column => key(partOf('resources')(column)))
    .addColumn('environment_id', 'bigint', partOf('environments'))
    .addColumn('domain', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addUniqueConstraint('zones_domain', ['environment_id', 'domain'])
    .execute()
  await database.schema
    .createTable('bindings')
    .addColumn('id', idType, id)
    .addColumn('zone_id', 'bigint', partOf('zones', 'resource_id'))
    .addColumn('provider', 'text', required)
    .addColumn('connection_id', 'bigint', column => column.references('connections.id'))
    .addColumn('hosted_zone_id', 'text', required)
    .addColumn('name_servers', 'text', required)
    .execute()
  await index(database, 'bindings', ['zone_id'])
  await index(database, 'bindings', ['connection_id'])
}

async function hostedZones({ database, id, idType, byteText }: Schema, dialect: Dialect) {
  await database.schema
    .createTable('hosted_zones')
    .addColumn('id', idType, id)
    .addColumn('domain', 'text', required)
    .addColumn('sort_key', byteText, column => column.notNull().unique())
    .addColumn('reference', 'text', required)
    .addColumn('workspace_id', 'bigint', madeIn('workspaces'))
    .addColumn('created_at', 'bigint', required)
    .addUniqueConstraint('hosted_zones_reference', ['workspace_id', 'reference'])
    .execute()
  await database.schema
    .createTable('record_sets')
    .addColumn('hosted_zone_id', 'bigint', partOf('hosted_zones'))
    .addColumn('sort_key', byteText, required)
    .addColumn('type', byteText, required)
    .addColumn('name', 'text', required)
    .addColumn('ttl', 'integer', required)
    .addColumn('records', 'text', required)
    .addPrimaryKeyConstraint('record_sets_key', ['hosted_zone_id', 'sort_key', 'type'])
    // Without a row id the sets lie on disk in the order they're read in, and a change touches one tree instead of two.
    .modifyEnd(dialect === 'sqlite' ? sql`without rowid` : sql``)
    .execute()
  await index(database, 'record_sets', ['hosted_zone_id', 'type', 'sort_key'])
}

async function keysAndDomains({ database, id, idType }: Schema) {
  await database.schema
    .createTable('domains')
    .addColumn('id', idType, id)
    .addColumn('project_id', 'bigint', partOf('projects'))
    .addColumn('domain', 'text', required)
    .addColumn('zone_id', 'bigint', partOf('resources'))
    .addColumn('internal_purchase', 'integer', zero)
    .addColumn('verified', 'integer', zero)
    .addColumn('configured', 'integer', zero)
    .addColumn('created_at', 'bigint', required)
    .addUniqueConstraint('domains_domain', ['project_id', 'domain'])
    .execute()
  await index(database, 'domains', ['zone_id'])
  await database.schema
    .createTable('machine_keys')
    .addColumn('id', idType, id)
    .addColumn('project_id', 'bigint', partOf('projects'))
    .addColumn('name', 'text', required)
    .addColumn('access_key', 'text', column => column.notNull().unique())
    .addColumn('secret_hash', 'text', required)
    .addColumn('grants', 'text')
    .addColumn('expires_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .addColumn('created_at', 'bigint', required)
    .execute()
  await index(database, 'machine_keys', ['project_id'])
}

async function activities({ database, id, idType }: Schema) {
  await database.schema
    .createTable('activities')
    .addColumn('id', idType, id)
    .addColumn('workspace_id', 'bigint', required)
    .addColumn('project_id', 'bigint')
    .addColumn('environment_id', 'bigint')
    .addColumn('resource_id', 'bigint')
    .addColumn('actor_kind', 'text', required)
    .addColumn('actor_id', 'bigint')
    .addColumn('actor_name', 'text', required)
    .addColumn('action', 'text', required)
    .addColumn('subject', 'text', required)
    .addColumn('request_id', 'text', required)
    .addColumn('address', 'text')
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addColumn('created_at', 'bigint', required)
    .execute()
  await index(database, 'activities', ['workspace_id', 'id'])
  await index(database, 'activities', ['project_id', 'id'])
  await index(database, 'activities', ['resource_id', 'id'])
}

async function counters({ database }: Schema) {
  await database.schema
    .createTable('counters')
    .addColumn('key', 'text', required)
    .addColumn('window_seconds', 'integer', required)
    .addColumn('starts_at', 'bigint', required)
    .addColumn('expires_at', 'bigint', required)
    .addColumn('count', 'integer', required)
    .addPrimaryKeyConstraint('counters_key', ['key', 'window_seconds', 'starts_at'])
    .execute()
  await index(database, 'counters', ['expires_at'])
}
