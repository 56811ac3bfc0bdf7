import type { Backend } from './backend.ts'
import { shareReads } from './share-reads.ts'
import type { Users } from './store.ts'
import { orTaken } from './taken.ts'

const columns = ['id', 'email', 'name', 'password_hash as passwordHash', 'created_at as createdAt'] as const

export function users(backend: Backend): Users {
  const { queries } = backend
  return {
    async create({ email, name, passwordHash, now }) {
      const row = await queries
        .insertInto('users')
        .values({ email: email.toLowerCase(), name, password_hash: passwordHash, created_at: now })
        .onConflict(conflict => conflict.doNothing())
        .returning(columns)
        .executeTakeFirst()
      return orTaken(row, `The email ${email.toLowerCase()}`)
    },

    get: shareReads(backend, (id: number) =>
      queries.selectFrom('users').select(columns).where('id', '=', id).executeTakeFirst(),
    ),

    findByEmail: email =>
      queries.selectFrom('users').select(columns).where('email', '=', email.toLowerCase()).executeTakeFirst(),

    async count() {
      const { count } = await queries
        .selectFrom('users')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return count
    },
  }
}
