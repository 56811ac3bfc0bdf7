import type { Backend } from './backend.ts'
import { shareReads } from './share-reads.ts'
import type { Workspaces } from './store.ts'
import { orTaken } from './taken.ts'

const columns = ['id', 'slug', 'name', 'created_at as createdAt'] as const

export function workspaces(backend: Backend): Workspaces {
  const { queries, dialect } = backend
  return {
    async create({ slug, name, now }) {
      const row = await queries
        .insertInto('workspaces')
        .values({ slug, name, created_at: now })
        .onConflict(conflict => conflict.doNothing())
        .returning(columns)
        .executeTakeFirst()
      return orTaken(row, `The workspace ${slug}`)
    },

    get: id => queries.selectFrom('workspaces').select(columns).where('id', '=', id).executeTakeFirst(),

    findBySlug: slug => queries.selectFrom('workspaces').select(columns).where('slug', '=', slug).executeTakeFirst(),

    listOf: shareReads(backend, (userId: number) =>
      queries
        .selectFrom('workspaces')
        .innerJoin('members', 'members.workspace_id', 'workspaces.id')
        .where('user_id', '=', userId)
        .select(['id', 'slug', 'name', 'workspaces.created_at as createdAt', 'role'])
        .orderBy('id')
        .execute(),
    ),

    members: workspaceId =>
      queries
        .selectFrom('members')
        .innerJoin('users', 'users.id', 'members.user_id')
        .select(['user_id as userId', 'email', 'name', 'role', 'members.created_at as createdAt'])
        .where('workspace_id', '=', workspaceId)
        .orderBy('members.created_at')
        .orderBy('user_id')
        .execute(),

    async roleOf(workspaceId, userId) {
      const row = await queries
        .selectFrom('members')
        .select('role')
        .where('workspace_id', '=', workspaceId)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return row?.role
    },

    async putMember(workspaceId, userId, role, now) {
      await queries
        .insertInto('members')
        .values({ workspace_id: workspaceId, user_id: userId, role, created_at: now })
        .onConflict(conflict => conflict.columns(['workspace_id', 'user_id']).doUpdateSet({ role }))
        .execute()
    },

    async removeMember(workspaceId, userId) {
      const { numDeletedRows } = await queries
        .deleteFrom('members')
        .where('workspace_id', '=', workspaceId)
        .where('user_id', '=', userId)
        .executeTakeFirstOrThrow()
      return numDeletedRows > 0n
    },

    async lock(id) {
      // The embedded database runs one transaction at a time, so whoever is in one has the workspace already.
      if (dialect === 'sqlite') return
      await queries.selectFrom('workspaces').select('id').where('id', '=', id).forUpdate().execute()
    },
  }
}
