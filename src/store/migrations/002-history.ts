import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Dialect } from '../backend.ts'
import { columnTypes, index, required, type Schema } from './columns.ts'

/** What was asked of zones and what became of it, and the requests that may be repeated. See tables.ts. */
export function history(dialect: Dialect): Migration {
  return {
    async up(database: Kysely<unknown>) {
      const schema = { database, ...columnTypes(dialect) }
      // Without a row id the rows lie on disk in the order they're read in.
      const clustered = dialect === 'sqlite' ? sql`without rowid` : sql``
      await changeSets(schema)
      await changes(schema, clustered)
      await lastWrites(schema, clustered)
      await idempotencyKeys(schema, clustered)
    },
  }
}

async function changeSets({ database, id, idType }: Schema) {
  await database.schema
    .createTable('change_sets')
    .addColumn('id', idType, id)
    .addColumn('zone_id', 'bigint', required)
    .addColumn('workspace_id', 'bigint', required)
    .addColumn('project_id', 'bigint', required)
    .addColumn('environment_id', 'bigint', required)
    .addColumn('kind', 'text', required)
    .addColumn('status', 'text', required)
    .addColumn('intents', 'text', required)
    .addColumn('comment', 'text')
    .addColumn('revert_of', 'bigint')
    .addColumn('actor_kind', 'text', required)
    .addColumn('actor_id', 'bigint')
    .addColumn('actor_name', 'text', required)
    .addColumn('request_id', 'text', required)
    .addColumn('address', 'text')
    .addColumn('idempotency_key', 'text')
    .addColumn('problems', 'text', required)
    .addColumn('done', 'integer', required)
    .addColumn('total', 'integer', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('deadline', 'bigint', required)
    .addColumn('settled_at', 'bigint')
    .execute()
  await index(database, 'change_sets', ['zone_id', 'id'])
  await index(database, 'change_sets', ['settled_at', 'id'])
  // Few are ever pending, however long the history grows.
  await database.schema
    .createIndex('change_sets_pending')
    .on('change_sets')
    .columns(['zone_id', 'id'])
    .where(sql.ref('status'), '=', sql.lit('pending'))
    .execute()
}

/** No column refers to the change set's row, because checking each of ten thousand would double what they cost. */
async function changes({ database }: Schema, clustered: ReturnType<typeof sql>) {
  await database.schema
    .createTable('changes')
    .addColumn('change_set_id', 'bigint', required)
    .addColumn('position', 'integer', required)
    .addColumn('change', 'text', required)
    .addColumn('status', 'text', required)
    .addColumn('failure', 'text')
    .addColumn('receipt', 'text')
    .addPrimaryKeyConstraint('changes_key', ['change_set_id', 'position'])
    .modifyEnd(clustered)
    .execute()
}

async function lastWrites({ database, byteText }: Schema, clustered: ReturnType<typeof sql>) {
  await database.schema
    .createTable('last_writes')
    .addColumn('zone_id', 'bigint', required)
    .addColumn('sort_key', byteText, required)
    .addColumn('type', byteText, required)
    .addColumn('variant', byteText, required)
    .addColumn('change_set_id', 'bigint', required)
    .addColumn('change', 'text', required)
    .addPrimaryKeyConstraint('last_writes_key', ['zone_id', 'sort_key', 'type', 'variant'])
    .modifyEnd(clustered)
    .execute()
}

async function idempotencyKeys({ database }: Schema, clustered: ReturnType<typeof sql>) {
  await database.schema
    .createTable('idempotency_keys')
    .addColumn('principal', 'text', required)
    .addColumn('key', 'text', required)
    .addColumn('fingerprint', 'text', required)
    .addColumn('status', 'integer')
    .addColumn('body', 'text')
    .addColumn('taken_at', 'bigint', required)
    .addColumn('expires_at', 'bigint', required)
    .addPrimaryKeyConstraint('idempotency_keys_key', ['principal', 'key'])
    .modifyEnd(clustered)
    .execute()
  await index(database, 'idempotency_keys', ['expires_at'])
}
