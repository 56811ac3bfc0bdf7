import type { Backend } from './backend.ts'
import { connectionColumns } from './connections.ts'
import { shareReads } from './share-reads.ts'
import type { Projects } from './store.ts'
import type { Queries } from './tables.ts'
import { orTaken } from './taken.ts'

const columns = [
  'projects.id',
  'projects.workspace_id as workspaceId',
  'slug',
  'projects.name',
  'projects.created_at as createdAt',
  'updated_at as updatedAt',
] as const
const environmentColumns = ['id', 'project_id as projectId', 'slug', 'name', 'created_at as createdAt'] as const

export function projects(backend: Backend): Projects {
  const { queries, transaction } = backend
  return {
    async create({ workspaceId, slug, name, now }) {
      const row = await queries
        .insertInto('projects')
        .values({ workspace_id: workspaceId, slug, name, created_at: now, updated_at: now })
        .onConflict(conflict => conflict.doNothing())
        .returning(columns)
        .executeTakeFirst()
      return orTaken(row, `The project ${slug}`)
    },

    get: id => queries.selectFrom('projects').select(columns).where('id', '=', id).executeTakeFirst(),

    findBySlug: shareReads(backend, (slug: string) =>
      queries.selectFrom('projects').select(columns).where('slug', '=', slug).executeTakeFirst(),
    ),

    listOf: userId =>
      queries
        .selectFrom('projects')
        .innerJoin('members', 'members.workspace_id', 'projects.workspace_id')
        .select(columns)
        .where('members.user_id', '=', userId)
        .orderBy('projects.id')
        .execute(),

    async rename(id, name, now) {
      await queries.updateTable('projects').set({ name, updated_at: now }).where('id', '=', id).execute()
    },

    delete: id => transaction(queries => deleteProject(queries, id)),
    ...environments(backend),
    ...attachments(queries),
  }
}

/** A resource that is still live makes this fail, whatever the caller has looked at before. */
async function deleteProject(queries: Queries, id: number) {
  await queries.deleteFrom('resources').where('project_id', '=', id).where('deleted_at', 'is not', null).execute()
  await queries.deleteFrom('projects').where('id', '=', id).execute()
}

function environments(backend: Backend): Pick<Projects, 'createEnvironment' | 'environments' | 'findEnvironment'> {
  const { queries } = backend
  const ofProject = (projectId: number) =>
    queries.selectFrom('environments').select(environmentColumns).where('project_id', '=', projectId)

  return {
    async createEnvironment({ projectId, slug, name, now }) {
      const row = await queries
        .insertInto('environments')
        .values({ project_id: projectId, slug, name, created_at: now })
        .onConflict(conflict => conflict.doNothing())
        .returning(environmentColumns)
        .executeTakeFirst()
      return orTaken(row, `The environment ${slug}`)
    },

    environments: projectId => ofProject(projectId).orderBy('id').execute(),

    findEnvironment: shareReads(backend, (projectId: number, slug: string) =>
      ofProject(projectId).where('slug', '=', slug).executeTakeFirst(),
    ),
  }
}

function attachments(queries: Queries): Pick<Projects, 'connections' | 'attach' | 'detach'> {
  return {
    connections: projectId =>
      queries
        .selectFrom('connections')
        .innerJoin('attachments', 'attachments.connection_id', 'connections.id')
        .select(connectionColumns)
        .where('attachments.project_id', '=', projectId)
        .orderBy('connections.id')
        .execute(),

    async attach(projectId, connection, now) {
      const row = await queries
        .insertInto('attachments')
        .values({
          project_id: projectId,
          connection_id: connection.id,
          provider: connection.provider,
          created_at: now,
        })
        .onConflict(conflict => conflict.doNothing())
        .returning('connection_id')
        .executeTakeFirst()
      orTaken(row, `The project's place for a connection to ${connection.provider}`)
    },

    async detach(projectId, connectionId) {
      const { numDeletedRows } = await queries
        .deleteFrom('attachments')
        .where('project_id', '=', projectId)
        .where('connection_id', '=', connectionId)
        .executeTakeFirstOrThrow()
      return numDeletedRows > 0n
    },
  }
}
