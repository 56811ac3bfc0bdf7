import type { Backend } from './backend.ts'
import type { Sessions } from './store.ts'
import { orTaken } from './taken.ts'

const columns = ['id', 'user_id as userId', 'created_at as createdAt', 'expires_at as expiresAt'] as const

export function sessions({ queries }: Backend): Sessions {
  return {
    async create({ id, userId, createdAt, expiresAt }) {
      const row = await queries
        .insertInto('sessions')
        .values({ id, user_id: userId, created_at: createdAt, expires_at: expiresAt })
        .onConflict(conflict => conflict.doNothing())
        .returning('id')
        .executeTakeFirst()
      orTaken(row, 'The session id')
    },

    get: id => queries.selectFrom('sessions').select(columns).where('id', '=', id).executeTakeFirst(),

    async delete(id) {
      await queries.deleteFrom('sessions').where('id', '=', id).execute()
    },

    async deleteExpired(now) {
      const { numDeletedRows } = await queries
        .deleteFrom('sessions')
        .where('expires_at', '<=', now)
        .executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },
  }
}
