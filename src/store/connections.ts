import type { Backend, Dialect } from './backend.ts'
import { type SealedPlace, seal, unseal } from './seal.ts'
import type { Connection, Connections } from './store.ts'
import type { Queries } from './tables.ts'

export const connectionColumns = [
  'connections.id',
  'connections.workspace_id as workspaceId',
  'connections.name',
  'connections.provider',
  'connections.status',
  'connections.status_detail as statusDetail',
  'connections.created_at as createdAt',
  'connections.updated_at as updatedAt',
] as const

const placeOf = (row: number): SealedPlace => ({ table: 'connections', column: 'credentials', row })

export function connections({ queries, transaction, dialect }: Backend, secretKey: Uint8Array): Connections {
  const ofWorkspace = (workspaceId: number) =>
    queries.selectFrom('connections').select(connectionColumns).where('workspace_id', '=', workspaceId)

  return {
    create: connection => transaction(queries => create(queries, secretKey, connection)),

    get: (workspaceId, id) => ofWorkspace(workspaceId).where('id', '=', id).executeTakeFirst(),

    list: workspaceId => ofWorkspace(workspaceId).orderBy('id').execute(),

    async update(id, { name, status, statusDetail, credentials, now }) {
      const sealed = credentials === undefined ? undefined : seal(secretKey, placeOf(id), credentials)
      await queries
        .updateTable('connections')
        .set({
          name,
          status,
          status_detail: statusDetail,
          credentials: sealed,
          updated_at: now,
          ...(status !== undefined && { refused_at: null }),
        })
        .where('id', '=', id)
        .execute()
    },

    noteRefusal: (id, refusal) => transaction(queries => noteRefusal(queries, dialect, secretKey, { id, ...refusal })),

    refuse: (id, refused) => transaction(queries => refuse(queries, dialect, secretKey, { id, ...refused })),

    async credentials(id) {
      const row = await queries.selectFrom('connections').select('credentials').where('id', '=', id).executeTakeFirst()
      return row && unseal(secretKey, placeOf(id), row.credentials)
    },

    zonesUsing: id =>
      queries
        .selectFrom('bindings')
        .innerJoin('zones', 'zones.resource_id', 'bindings.zone_id')
        .select(['zones.resource_id as resourceId', 'domain'])
        .where('connection_id', '=', id)
        .orderBy('zones.resource_id')
        .execute(),

    async delete(id) {
      await queries.deleteFrom('connections').where('id', '=', id).execute()
    },
  }
}

async function noteRefusal(
  queries: Queries,
  dialect: Dialect,
  secretKey: Uint8Array,
  { id, credentials, since, now }: Parameters<Connections['noteRefusal']>[1] & { id: number },
): Promise<boolean> {
  const row = await connected(queries, dialect, id)
  if (row === undefined || unseal(secretKey, placeOf(id), row.credentials) !== credentials) return false
  if (row.refused_at !== null && row.refused_at > since) return false
  await queries.updateTable('connections').set({ refused_at: now }).where('id', '=', id).execute()
  return true
}

async function refuse(
  queries: Queries,
  dialect: Dialect,
  secretKey: Uint8Array,
  { id, credentials, statusDetail, now }: Parameters<Connections['refuse']>[1] & { id: number },
): Promise<boolean> {
  const row = await connected(queries, dialect, id)
  if (row === undefined || unseal(secretKey, placeOf(id), row.credentials) !== credentials) return false
  const failed = { status: 'failed', status_detail: statusDetail, updated_at: now } as const
  await queries.updateTable('connections').set(failed).where('id', '=', id).execute()
  return true
}

/** Where others may write at the same time the row is locked, or new credentials could be told to be refused. */
function connected(queries: Queries, dialect: Dialect, id: number) {
  const select = queries.selectFrom('connections').select(['credentials', 'refused_at']).where('id', '=', id)
  const found = select.where('status', '=', 'connected')
  return (dialect === 'postgres' ? found.forUpdate() : found).executeTakeFirst()
}

type NewConnection = Parameters<Connections['create']>[0]

/** The credentials come second: what they're sealed for is the row, and it has its id only once it's there. */
async function create(queries: Queries, secretKey: Uint8Array, connection: NewConnection): Promise<Connection> {
  const { workspaceId, name, provider, status, credentials, now } = connection
  const row = await queries
    .insertInto('connections')
    .values({ workspace_id: workspaceId, name, provider, status, credentials: '', created_at: now, updated_at: now })
    .returning(connectionColumns)
    .executeTakeFirstOrThrow()
  const sealed = seal(secretKey, placeOf(row.id), credentials)
  await queries.updateTable('connections').set({ credentials: sealed }).where('id', '=', row.id).execute()
  return row
}
