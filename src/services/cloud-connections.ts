import type { ConnectionBody, ConnectionChange, ConnectionData } from '../contract/connections.ts'
import { AppError, problemsError } from '../contract/errors.ts'
import { isoTime } from '../contract/time.ts'
import type { Problem } from '../dns/problem.ts'
import type { ProviderKind } from '../providers/provider.ts'
import type { Connection, Store, Workspace } from '../store/store.ts'
import type { Caller, Deps } from './deps.ts'
import { kindOf } from './open-provider.ts'
import { activityOf } from './record-activity.ts'
import { testCredentials } from './test-connection.ts'

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
  refuseProblems(credentialProblems(kindOf(deps, provider), credentials))
  const { status, statusDetail } = await testCredentials(deps, { provider, workspaceId: workspace.id }, credentials)
  const now = deps.now()
  return deps.store.transaction(async tx => {
    const sealed = { credentials: JSON.stringify(credentials), status }
    const { id } = await tx.connections.create({ workspaceId: workspace.id, name, provider, ...sealed, now })
    if (statusDetail !== null) await tx.connections.update(id, { statusDetail, now })
    return tell(tx, caller, { action: 'connection.create', workspaceId: workspace.id, id, now })
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
  if (credentials !== undefined) refuseProblems(credentialProblems(kindOf(deps, before.provider), credentials))
  const tested = credentials && {
    credentials: JSON.stringify(credentials),
    ...(await testCredentials(deps, before, credentials)),
  }
  const now = deps.now()
  return deps.store.transaction(async tx => {
    await tx.connections.update(id, { ...(name === undefined ? {} : { name }), ...tested, now })
    return tell(tx, caller, { action: 'connection.update', workspaceId: workspace.id, id, before, now })
  })
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
  const state = await testCredentials(deps, before, JSON.parse(stored) as object)
  const now = deps.now()
  return deps.store.transaction(async tx => {
    await tx.connections.update(id, { ...state, now })
    return tell(tx, caller, { action: 'connection.test', workspaceId: workspace.id, id, before, now })
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
    message: `the zone ${domain} (${resourceId}) is bound through the connection`,
  }))
  const domains = zones.map(({ domain }) => domain).join(', ')
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

function credentialProblems({ settings }: ProviderKind, credentials: object): Problem[] {
  const known = new Set(settings.map(({ name }) => name))
  const unknown = Object.keys(credentials).filter(name => !known.has(name))
  const missing = settings.filter(({ name, required }) => required && !Object.hasOwn(credentials, name))
  return [
    ...unknown.map(name => problem(name, 'unknown_field', 'is not a field of this provider')),
    ...missing.map(({ name }) => problem(name, 'required', 'is required')),
  ]
}

function problem(name: string, code: string, message: string): Problem {
  return { path: `credentials.${name}`, code, message }
}

function refuseProblems(problems: Problem[]): void {
  if (problems.length > 0) throw problemsError(problems)
}
