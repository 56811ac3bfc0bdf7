import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Whether a request that is repeated under its key has been stored already. */
export const keyedChangeSets: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createIndex('change_sets_by_key')
      .on('change_sets')
      .columns(['zone_id', 'idempotency_key'])
      .where(sql.ref('idempotency_key'), 'is not', null)
      .execute()
  },
}
