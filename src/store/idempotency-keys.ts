import type { Backend } from './backend.ts'
import type { IdempotencyKeys } from './history.ts'
import { type SealedPlace, seal, unseal } from './seal.ts'
import type { Queries } from './tables.ts'

type Key = Parameters<IdempotencyKeys['take']>[0]
type State = Awaited<ReturnType<IdempotencyKeys['take']>>

export function idempotencyKeys({ queries, unsynced, grouped }: Backend, secretKey: Uint8Array): IdempotencyKeys {
  return {
    // Whatever is done under the key is synced later, and this with it.
    take: key => unsynced(queries => take(queries, secretKey, key)),

    async keep(principal, key, { status, body }) {
      const reply = { status, body: seal(secretKey, placeOf(principal, key), body) }
      const update = (queries: Queries) => queries.updateTable('idempotency_keys').set(reply)
      await grouped(queries =>
        update(queries).where('principal', '=', principal).where('key', '=', key).where('status', 'is', null).execute(),
      )
    },

    async release(principal, key) {
      const remove = (queries: Queries) => queries.deleteFrom('idempotency_keys').where('principal', '=', principal)
      await unsynced(queries => remove(queries).where('key', '=', key).where('status', 'is', null).execute())
    },

    async deleteExpired(now) {
      const expired = queries.deleteFrom('idempotency_keys').where('expires_at', '<=', now)
      const { numDeletedRows } = await expired.executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },
  }
}

/** Again where whoever had the key gave it back between the two looks. */
async function take(queries: Queries, secretKey: Uint8Array, key: Key): Promise<State> {
  if (await tryTake(queries, key)) return { state: 'taken' }
  const found = queries.selectFrom('idempotency_keys').selectAll().where('principal', '=', key.principal)
  const row = await found.where('key', '=', key.key).executeTakeFirst()
  if (row === undefined) return take(queries, secretKey, key)
  if (row.fingerprint !== key.fingerprint) return { state: 'other' }
  if (row.status === null || row.body === null) return { state: 'running' }
  const body = unseal(secretKey, placeOf(key.principal, key.key), row.body)
  return { state: 'replay', reply: { status: row.status, body } }
}

/** Of two who try at once the second finds the row of the first. */
async function tryTake(queries: Queries, taken: Key): Promise<boolean> {
  const { principal, key, fingerprint, now, expiresAt, abandonedBefore } = taken
  const fresh = { fingerprint, status: null, body: null, taken_at: now, expires_at: expiresAt }
  const row = await queries
    .insertInto('idempotency_keys')
    .values({ principal, key, ...fresh })
    .onConflict(conflict =>
      conflict
        .columns(['principal', 'key'])
        .doUpdateSet(fresh)
        .where(({ eb, or, and }) =>
          or([
            eb('idempotency_keys.expires_at', '<=', now),
            and([eb('idempotency_keys.status', 'is', null), eb('idempotency_keys.taken_at', '<', abandonedBefore)]),
          ]),
        ),
    )
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}

const placeOf = (principal: string, key: string): SealedPlace => ({
  table: 'idempotency_keys',
  column: 'body',
  row: JSON.stringify([principal, key]),
})
