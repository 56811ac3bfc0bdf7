import type { ConnectionBody, ConnectionChange, ConnectionData } from '../contract/connections.ts'
import { domainText } from '../contract/domain-name.ts'
import { AppError } from '../contract/errors.ts'
import { isoTime } from '../contract/time.ts'
import type { Problem } from '../dns/problem.ts'
import type { Connection, Store, Workspace } from '../store/store.ts'
import { checkCredentials } from './check-credentials.ts'
import type { Caller, Deps } from './deps.ts'
import { activityOf } from './record-activity.ts'
import { serviceIn } from './service-place.ts'
import { isTaken } from './slugs.ts'
import { type ConnectionState, testCredentials } from './test-connection.ts'

/** A workspace's credentials for accounts at providers. They go in and never come out. */
export async function listConnections(deps: Deps, workspace: Workspace): Promise<ConnectionData[]> {
  return (await deps.store.connections.list(workspace.id)).map(connectionData)
}

export async function getConnection(deps: Deps, workspace: Workspace, id: number): Promise<ConnectionData> {
  return connectionData(await findConnection(deps.store, workspace.id, id))
}

/** Stored whether or not the provider accepts the credentials; `status` tells. Throws `provider_not_supported`. */
export async function createConnection(
  deps: Deps,
  caller: Caller,
  workspace: Workspace,
  { name, provider, credentials }: ConnectionBody,
): Promise<ConnectionData> {
  checkCredentials(deps, caller, workspace, { provider, credentials })
  const { status, statusDetail, ...said } = await testCredentials(
    deps,
    { provider, workspaceId: workspace.id },
    credentials,
  )
  const now = deps.now()
  return deps.store.transaction(async tx => {
    const sealed = { credentials: JSON.stringify(credentials), status }
    const { id } = await tx.connections.create({ workspaceId: workspace.id, name, provider, ...sealed, now })
    if (statusDetail !== null) await tx.connections.update(id, { statusDetail, now })
    const data = await tell(tx, caller, { action: 'connection.create', workspaceId: workspace.id, id, now })
    return { ...data, ...said }
  })
}

export async function updateConnection(
  deps: Deps,
  caller: Caller,
  workspace: Workspace,
  id: number,
  { name, credentials }: ConnectionChange,
): Promise<ConnectionData> {
  const before = await findConnection(deps.store, workspace.id, id)
  if (credentials !== undefined) {
    checkCredentials(deps, caller, workspace, { provider: before.provider, credentials })
  }
  const { said, ...state } = credentials ? partOf(await testCredentials(deps, before, credentials)) : untested
  // Those that are there go on working; a slip must not take all zones of the connection down.
  if (state.status === 'failed' && before.status === 'connected')
    throw credentialsRefused(state.statusDetail, said.problems)
  const tested = credentials && { credentials: JSON.stringify(credentials), ...state }
  const now = deps.now()
  return deps.store.transaction(async tx => {
    await tx.connections.update(id, { ...(name === undefined ? {} : { name }), ...tested, now })
    if (credentials !== undefined) await moveZones(tx, before, credentials)
    const data = await tell(tx, caller, { action: 'connection.update', workspaceId: workspace.id, id, before, now })
    return { ...data, ...said }
  })
}

function credentialsRefused(reason: string | null | undefined, problems: Problem[] = []): AppError {
  const message = `The new credentials don't work, and the old ones stay: ${reason ?? 'they were refused'}.`
  return new AppError('credentials_refused', message, {
    details: problems.map(({ path, code, message }) => ({ path: `credentials.${path}`, code, message })),
  })
}

/** Its zones are at another place of the service where the endpoint is another one. */
async function moveZones(tx: Store, { id, name }: Connection, credentials: object): Promise<void> {
  try {
    await tx.zones.moveService(id, serviceIn(credentials))
  } catch (error) {
    if (!isTaken(error)) throw error
    throw new AppError('conflict', `Another zone is bound to a hosted zone of "${name}" at that endpoint.`, {
      cause: error,
    })
  }
}

/** Asks the provider again. What comes of it is the status, not an error. */
export async function testConnection(
  deps: Deps,
  caller: Caller,
  workspace: Workspace,
  id: number,
): Promise<ConnectionData> {
  const before = await findConnection(deps.store, workspace.id, id)
  const stored = (await deps.store.connections.credentials(id)) ?? '{}'
  const { said, ...state } = partOf(await testCredentials(deps, before, JSON.parse(stored) as object))
  const now = deps.now()
  return deps.store.transaction(async tx => {
    await tx.connections.update(id, { ...state, now })
    const data = await tell(tx, caller, { action: 'connection.test', workspaceId: workspace.id, id, before, now })
    return { ...data, ...said }
  })
}

/** Throws `connection_in_use` while zones are bound through it. */
export async function deleteConnection(
  deps: Deps,
  caller: Caller,
  workspace: Workspace,
  id: number,
): Promise<ConnectionData> {
  const connection = await findConnection(deps.store, workspace.id, id)
  const now = deps.now()
  try {
    return await deps.store.transaction(async tx => {
      await refuseUsed(tx, connection)
      await tx.connections.delete(id)
      const before = connectionData(connection)
      const deed = { workspaceId: workspace.id, action: 'connection.delete', subject: connection.name, before, now }
      await tx.activities.add([activityOf(caller, deed)])
      return before
    })
  } catch (error) {
    // A zone may have been bound at the same time; then the store has refused.
    if (!(error instanceof AppError)) await refuseUsed(deps.store, connection)
    throw error
  }
}

export async function findConnection(store: Store, workspaceId: number, id: number): Promise<Connection> {
  const connection = await store.connections.get(workspaceId, id)
  if (connection !== undefined) return connection
  throw new AppError('connection_not_found', `The workspace has no cloud connection ${id}.`)
}

/** `projectId`: only the zones of that project count. */
export async function refuseUsed(store: Store, connection: Connection, projectId?: number): Promise<void> {
  const used = await store.connections.zonesUsing(connection.id)
  const resources = await Promise.all(used.map(({ resourceId }) => store.resources.get(resourceId)))
  const zones = used.filter((_, index) => projectId === undefined || resources[index]?.projectId === projectId)
  if (zones.length === 0) return
  const details = zones.map(({ resourceId, domain }) => ({
    path: `zones[${resourceId}]`,
    code: 'connection_in_use',
    message: `the zone ${domainText(domain)} (${resourceId}) is bound through the connection`,
  }))
  const domains = zones.map(({ domain }) => domainText(domain)).join(', ')
  throw new AppError('connection_in_use', `The connection "${connection.name}" holds ${domains}.`, { details })
}

export function connectionData(connection: Connection): ConnectionData {
  const { id, name, provider, status, statusDetail, createdAt, updatedAt } = connection
  return { id, name, provider, status, statusDetail, createdAt: isoTime(createdAt), updatedAt: isoTime(updatedAt) }
}

/** Says what was done to a connection, and gives it as it is now. */
async function tell(
  tx: Store,
  caller: Caller,
  done: { action: string; workspaceId: number; id: number; before?: Connection; now: number },
): Promise<ConnectionData> {
  const { before, id, ...place } = done
  const connection = await findConnection(tx, place.workspaceId, id)
  const after = connectionData(connection)
  const deed = { ...place, subject: connection.name, before: before && connectionData(before), after }
  await tx.activities.add([activityOf(caller, deed)])
  return after
}

/** What is stored of a test, and what is only said when it was made. */
interface Tested extends Partial<Pick<ConnectionState, 'status' | 'statusDetail'>> {
  said: Partial<Pick<ConnectionState, 'problems' | 'warnings'>>
}

const untested: Tested = { said: {} }

function partOf({ problems, warnings, ...state }: ConnectionState): Tested {
  return { ...state, said: { problems, warnings } }
}
