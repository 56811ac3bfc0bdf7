import { type RawBuilder, sql } from 'kysely'
import { type Backend, jsonRows } from './backend.ts'
import type { Queries } from './tables.ts'

/** Changes that one transaction deletes: a large change set goes bit by bit, and writers get their turns in between. */
const chunkSize = 5_000

/** The changes go first, so that whatever breaks it off leaves nothing that the next run doesn't find. */
export async function deleteSettledBefore(backend: Backend, time: number, limit: number): Promise<number> {
  const { queries, dialect } = backend
  const found = queries.selectFrom('change_sets').select('id').where('settled_at', '<', time)
  const rows = await found.orderBy('settled_at').orderBy('id').limit(limit).execute()
  if (rows.length === 0) return 0
  const ids = sql`(select cast(cast(item.value as text) as bigint) from ${jsonRows(
    dialect,
    rows.map(({ id }) => id),
  )})`
  let deleted = chunkSize
  while (deleted === chunkSize) deleted = await deleteChunk(queries, ids)
  const { numAffectedRows } = await sql`delete from change_sets where id in ${ids}`.execute(queries)
  return Number(numAffectedRows)
}

async function deleteChunk(queries: Queries, ids: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from changes where (change_set_id, position) in (
      select change_set_id, position from changes where change_set_id in ${ids} limit ${sql.lit(chunkSize)}
    )`.execute(queries)
  return Number(numAffectedRows)
}
