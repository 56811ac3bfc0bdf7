import { sql } from 'kysely'
import { attemptsOf, deleteAttempts, storeAttempts } from './attempts.ts'
import { type Backend, type Dialect, jsonRows } from './backend.ts'
import { changeRecordOf, changeSetOf, insertChangeSets, lastWriteOf, listedColumns } from './change-set-rows.ts'
import { firstChangesOf, hasChange } from './changes-of-sets.ts'
import { deleteSettledBefore } from './delete-settled.ts'
import { gather } from './gather.ts'
import type { ChangeSets } from './history.ts'
import { lastWritesOf } from './last-writes.ts'
import { latestChanges } from './latest-changes.ts'
import { addChanges, settle } from './settle.ts'
import { StoreError } from './store.ts'

/** Written as a literal, since a database only uses an index on some rows where it sees that the query asks for those alone. */
const pending = sql.lit('pending' as const)

export function changeSets(backend: Backend): ChangeSets {
  const { queries, dialect } = backend
  const create: ChangeSets['create'] = sets => backend.single(queries => insertChangeSets(queries, dialect, sets))

  return {
    create: backend.inTransaction ? create : gather(create),

    async get(zoneId, id) {
      const found = queries.selectFrom('change_sets').selectAll().where('id', '=', id).where('zone_id', '=', zoneId)
      const row = await found.executeTakeFirst()
      return row && changeSetOf(row)
    },

    async list(zoneId, { limit, before, ...filter }) {
      let found = queries.selectFrom('change_sets').select(listedColumns).where('zone_id', '=', zoneId)
      if (before !== undefined) found = found.where('id', '<', before)
      if (filter.name !== undefined || filter.type !== undefined) found = found.where(hasChange(filter))
      const rows = await found.orderBy('id', 'desc').limit(limit).execute()
      return rows.map(row => changeSetOf({ ...row, intents: '[]' }))
    },

    async changes(id, { limit, after = -1 }) {
      const found = queries.selectFrom('changes').selectAll().where('change_set_id', '=', id)
      const rows = await found.where('position', '>', after).orderBy('position').limit(limit).execute()
      return rows.map(changeRecordOf)
    },

    async lastWrites(zoneId, page) {
      const rows = await lastWritesOf(queries, zoneId, page)
      return rows.map(lastWriteOf)
    },

    async underKey({ zoneId, actorKind, actorId, idempotencyKey, since }) {
      const found = queries.selectFrom('change_sets').selectAll().where('zone_id', '=', zoneId)
      const rows = await found
        .where('idempotency_key', '=', idempotencyKey)
        .where('actor_kind', '=', actorKind)
        .where('actor_id', actorId === null ? 'is' : '=', actorId)
        .where('created_at', '>', since)
        .orderBy('id')
        .execute()
      return rows.map(changeSetOf)
    },

    async pending(zoneId, except = []) {
      let found = queries.selectFrom('change_sets').selectAll().where('zone_id', '=', zoneId)
      if (except.length > 0) found = found.where('id', 'not in', idsOf(dialect, except))
      const rows = await found.where('status', '=', pending).orderBy('id').execute()
      return rows.map(changeSetOf)
    },

    async settledOf(zoneId, ids) {
      const found = queries.selectFrom('change_sets').select(listedColumns).where('id', 'in', idsOf(dialect, ids))
      const rows = await found.where('zone_id', '=', zoneId).where('status', '!=', pending).execute()
      return rows.map(row => changeSetOf({ ...row, intents: '[]' }))
    },

    async changesOf(ids, { limit, after }) {
      let found = queries.selectFrom('changes').selectAll().where('change_set_id', 'in', idsOf(dialect, ids))
      if (after !== undefined) {
        const { changeSetId, record } = after
        found = found.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('change_set_id', 'position'), '>', tuple(changeSetId, record.position)),
        )
      }
      const rows = await found.orderBy('change_set_id').orderBy('position').limit(limit).execute()
      return rows.map(row => ({ changeSetId: row.change_set_id, record: changeRecordOf(row) }))
    },

    async zonesWithPending() {
      const found = queries.selectFrom('change_sets').select('zone_id').where('status', '=', pending)
      const rows = await found.distinct().orderBy('zone_id').execute()
      return rows.map(row => row.zone_id)
    },

    firstChanges: (ids, filter = {}) => firstChangesOf(queries, dialect, ids, filter),
    latest: zoneIds => latestChanges(queries, dialect, zoneIds),

    storeAttempts: (attempts, lease) =>
      backend.grouped(queries => storeAttempts({ ...backend, queries }, attempts, lease)),
    attempts: zoneId => attemptsOf(queries, zoneId),

    async progress(id, done, total) {
      await backend.unsynced(queries =>
        queries
          .updateTable('change_sets')
          .set({ done, total })
          .where('id', '=', id)
          .where('status', '=', pending)
          .execute(),
      )
    },

    async addChanges(id, changes) {
      await backend.grouped(async queries => {
        const place = await addChanges(queries, dialect, id, changes)
        await backend.news.publish(queries, [{ kind: 'ended', ...place }])
      })
    },

    async settle(ledger) {
      try {
        await backend.grouped(async queries => {
          const notices = await settle({ ...backend, queries }, ledger)
          await deleteAttempts(queries, dialect, ledger.settlements)
          if (notices.length > 0) await backend.news.publish(queries, notices)
        })
        return true
      } catch (error) {
        if (error instanceof StoreError && error.code === 'settled') return false
        throw error
      }
    },

    deleteSettledBefore: (time, limit) => deleteSettledBefore(backend, time, limit),
  }
}

/** Any number of ids through a single parameter. */
function idsOf(dialect: Dialect, ids: readonly number[]) {
  return sql<number>`(select cast(cast(item.value as text) as bigint) from ${jsonRows(dialect, ids)})`
}
