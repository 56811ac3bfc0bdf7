import type { Backend } from './backend.ts'
import { shareReads } from './share-reads.ts'
import type { ApiKeys } from './store.ts'
import { orTaken } from './taken.ts'

const columns = [
  'id',
  'user_id as userId',
  'name',
  'prefix',
  'hash',
  'expires_at as expiresAt',
  'last_used_at as lastUsedAt',
  'created_at as createdAt',
] as const

export function apiKeys(backend: Backend): ApiKeys {
  const { queries, unsynced } = backend
  return {
    async create({ userId, name, prefix, hash, expiresAt, now }) {
      const row = await queries
        .insertInto('api_keys')
        .values({ user_id: userId, name, prefix, hash, expires_at: expiresAt, created_at: now })
        .onConflict(conflict => conflict.doNothing())
        .returning(columns)
        .executeTakeFirst()
      return orTaken(row, `The API key ${prefix}`)
    },

    list: userId =>
      queries.selectFrom('api_keys').select(columns).where('user_id', '=', userId).orderBy('id').execute(),

    findByHash: shareReads(backend, (hash: string) =>
      queries.selectFrom('api_keys').select(columns).where('hash', '=', hash).executeTakeFirst(),
    ),

    async delete(userId, id) {
      const { numDeletedRows } = await queries
        .deleteFrom('api_keys')
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numDeletedRows > 0n
    },

    async touch(id, now) {
      await unsynced(queries =>
        queries.updateTable('api_keys').set({ last_used_at: now }).where('id', '=', id).execute(),
      )
    },
  }
}
