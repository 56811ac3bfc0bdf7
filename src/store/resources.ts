import type { Selectable } from 'kysely'
import type { Backend } from './backend.ts'
import { type SealedPlace, seal, unseal } from './seal.ts'
import type { Resource, Resources } from './store.ts'
import type { Queries, Tables } from './tables.ts'

export const resourceColumns = [
  'resources.id',
  'resources.project_id',
  'resources.environment_id',
  'resources.resource_type',
  'resources.name',
  'resources.status',
  'resources.comment',
  'resources.position_x',
  'resources.position_y',
  'resources.metadata',
  'resources.created_at',
  'resources.updated_at',
] as const
type ResourceRow = Omit<Selectable<Tables['resources']>, 'secret_data' | 'deleted_at'>

export function resourceOf(row: ResourceRow): Resource {
  return {
    id: row.id,
    projectId: row.project_id,
    environmentId: row.environment_id,
    resourceType: row.resource_type,
    name: row.name,
    status: row.status,
    comment: row.comment,
    positionX: row.position_x,
    positionY: row.position_y,
    metadata: JSON.parse(row.metadata),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

const placeOf = (row: number): SealedPlace => ({ table: 'resources', column: 'secret_data', row })

export function resources({ queries, transaction, dialect }: Backend, secretKey: Uint8Array): Resources {
  const live = () => queries.selectFrom('resources').where('deleted_at', 'is', null)

  return {
    create: resource => transaction(queries => create(queries, secretKey, resource)),

    async get(id) {
      const row = await live().select(resourceColumns).where('id', '=', id).executeTakeFirst()
      return row && resourceOf(row)
    },

    async list(environmentId, resourceType) {
      const all = live().select(resourceColumns).where('environment_id', '=', environmentId).orderBy('id')
      const rows = await (resourceType === undefined ? all : all.where('resource_type', '=', resourceType)).execute()
      return rows.map(resourceOf)
    },

    async update(id, { name, status, comment, positionX, positionY, metadata, secretData, now }) {
      await queries
        .updateTable('resources')
        .set({
          name,
          status,
          comment,
          position_x: positionX,
          position_y: positionY,
          metadata: metadata && JSON.stringify(metadata),
          secret_data: secretData === undefined ? undefined : seal(secretKey, placeOf(id), secretData),
          updated_at: now,
        })
        .where('id', '=', id)
        .execute()
    },

    async secretData(id) {
      const row = await live().select('secret_data').where('id', '=', id).executeTakeFirst()
      return row?.secret_data ? unseal(secretKey, placeOf(id), row.secret_data) : undefined
    },

    async softDelete(id, now) {
      await queries
        .updateTable('resources')
        .set({ deleted_at: now, secret_data: null, updated_at: now })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .execute()
    },

    async countInProject(projectId) {
      const { count } = await live()
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('project_id', '=', projectId)
        .executeTakeFirstOrThrow()
      return count
    },

    async counts(projectIds) {
      if (projectIds.length === 0) return []
      const columns = ['project_id', 'environment_id', 'resource_type', 'status'] as const
      const rows = await live()
        .select(columns)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('project_id', 'in', projectIds)
        .groupBy(columns)
        .orderBy('project_id')
        .orderBy('environment_id')
        .orderBy('resource_type')
        .orderBy('status')
        .execute()
      return rows.map(row => ({
        projectId: row.project_id,
        environmentId: row.environment_id,
        resourceType: row.resource_type,
        status: row.status,
        count: row.count,
      }))
    },

    async lock(ids) {
      const rows = await live()
        .select(resourceColumns)
        .where('id', 'in', ids)
        .orderBy('id')
        // The embedded database has one writer at a time.
        .$if(dialect === 'postgres', query => query.forNoKeyUpdate())
        .execute()
      return rows.map(resourceOf)
    },

    async deleteForgotten(deletedBefore, limit) {
      const forgotten = queries
        .selectFrom('resources')
        .select('id')
        .where('deleted_at', '<', deletedBefore)
        .orderBy('id')
        .limit(limit)
      const { numDeletedRows } = await queries
        .deleteFrom('resources')
        .where('id', 'in', forgotten)
        .executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },
  }
}

type NewResource = Parameters<Resources['create']>[0]

/** The secret comes second: what it's sealed for is the row, and that has its id only once it's there. */
async function create(queries: Queries, secretKey: Uint8Array, resource: NewResource): Promise<Resource> {
  const row = await queries
    .insertInto('resources')
    .values(rowOf(resource))
    .returning(resourceColumns)
    .executeTakeFirstOrThrow()
  if (resource.secretData !== undefined) {
    const sealed = seal(secretKey, placeOf(row.id), resource.secretData)
    await queries.updateTable('resources').set({ secret_data: sealed }).where('id', '=', row.id).execute()
  }
  return resourceOf(row)
}

function rowOf(resource: NewResource) {
  return {
    project_id: resource.projectId,
    environment_id: resource.environmentId,
    resource_type: resource.resourceType,
    name: resource.name,
    status: resource.status,
    comment: resource.comment,
    position_x: resource.positionX,
    position_y: resource.positionY,
    metadata: JSON.stringify(resource.metadata),
    created_at: resource.now,
    updated_at: resource.now,
  }
}
