import { AppError, problemsError } from '../contract/errors.ts'
import type {
  ConnectionDetails,
  RemovedConnectionData,
  ResourceConnectionData,
  UpdateResourceConnectionBody,
} from '../contract/resource-connections.ts'
import type { Resource, ResourceConnection } from '../store/store.ts'
import { recordNameIn } from './connect-resources.ts'
import { type Beginning, beginOperation } from './connection-begin.ts'
import { carryOut, type OperationEnd } from './connection-operation.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { findResourceConnection, missingConnection } from './find-resource-connection.ts'
import { findZone } from './find-zone.ts'
import { activityOf } from './record-activity.ts'
import { resourceConnectionData } from './resource-connection-data.ts'

/**
 * Changes a connection. One with records: `connecting` or `connected` makes them (again), `disconnected` takes them away and
 * keeps the edge. An edge without records takes any status, and gets records where a zone is named.
 */
export async function changeResourceConnection(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, body }: { id: string; body: UpdateResourceConnectionBody },
): Promise<ResourceConnectionData> {
  const connection = await findResourceConnection(deps, place, id)
  const { status, connectionDetails } = body
  const hasRecords = connection.zoneId !== null || connectionDetails?.dnsResourceId !== undefined
  if (!hasRecords) return setEdge(deps, caller, place, connection, body)
  if (status === 'pending' || status === 'failed') {
    const message = 'a connection with records can be set to connecting, connected or disconnected'
    throw problemsError([{ path: 'status', code: 'not_allowed', message }])
  }
  const goal = goalOf(connection, status)
  const change = connectionDetails && (await readChange(deps, place, connection, connectionDetails))
  const { connection: changed } = await operate(deps, caller, { id: connection.id, goal, ...change })
  if (changed === undefined) throw missingConnection(id)
  return resourceConnectionData(changed)
}

/** Takes a connection away, with the records that it has made and no others. */
export async function disconnectResources(
  deps: Deps,
  caller: Caller,
  place: Place,
  id: string,
): Promise<RemovedConnectionData> {
  const connection = await findResourceConnection(deps, place, id)
  if (connection.zoneId === null && (await removeEdge(deps, caller, place, connection))) {
    return { id: connection.id, leftAlone: [] }
  }
  const { left } = await operate(deps, caller, { id: connection.id, goal: 'removed' })
  return { id: connection.id, leftAlone: [...left] }
}

/** False where it has been given records in between. */
async function removeEdge(deps: Deps, caller: Caller, place: Place, connection: ResourceConnection): Promise<boolean> {
  return deps.store.transaction(async tx => {
    await tx.resources.lock([connection.source.resourceId, connection.target.resourceId])
    const now = await tx.resourceConnections.get(connection.id)
    if (now === undefined) throw missingConnection(connection.id)
    if (now.zoneId !== null) return false
    await tx.resourceConnections.delete(connection.id)
    const deed = { action: 'resource_connection.delete', before: resourceConnectionData(connection) }
    await tx.activities.add([edgeDeed(deps, caller, place, connection, deed)])
    return true
  })
}

/** Does an operation on a connection with records. Throws `not_found` where it is gone. */
export async function operate(deps: Deps, caller: Caller, beginning: Beginning): Promise<OperationEnd> {
  const operation = await beginOperation(deps, caller, beginning)
  if (operation === undefined) throw missingConnection(beginning.id)
  return carryOut(deps, caller, operation)
}

function goalOf(connection: ResourceConnection, status: UpdateResourceConnectionBody['status']) {
  const isOff = (status ?? connection.status) === 'disconnected'
  return isOff ? 'disconnected' : 'connected'
}

async function readChange(
  deps: Deps,
  place: Place,
  connection: ResourceConnection,
  details: ConnectionDetails,
): Promise<Pick<Beginning, 'change' | 'zoneId'>> {
  const zone = await findZone(deps, place, String(details.dnsResourceId ?? connection.zoneId))
  const recordName = recordNameIn(deps, zone, await endsOf(deps, connection))
  const { id: zoneId } = zone.resource
  return {
    zoneId,
    change(now) {
      if (now.zoneId !== null && now.zoneId !== zoneId && now.made.length > 0) throw otherZone(now)
      return { zoneId, recordName, details: { ...now.details, ...details } }
    },
  }
}

async function endsOf({ store }: Deps, { source, target }: ResourceConnection): Promise<Resource[]> {
  const ends = await Promise.all([source, target].map(({ resourceId }) => store.resources.get(resourceId)))
  return ends.filter(end => end !== undefined)
}

function otherZone({ id, zoneId }: ResourceConnection): AppError {
  const message = `the resource connection ${id} has records in the zone ${zoneId}: disconnect it first`
  const details = [{ path: 'connectionDetails.dnsResourceId', code: 'already_connected', message }]
  return new AppError('already_connected', `${message.charAt(0).toUpperCase()}${message.slice(1)}.`, { details })
}

async function setEdge(
  deps: Deps,
  caller: Caller,
  place: Place,
  connection: ResourceConnection,
  { status, connectionDetails }: UpdateResourceConnectionBody,
): Promise<ResourceConnectionData> {
  const fields = { ...(status && { status }), ...(connectionDetails && { details: { ...connectionDetails } }) }
  return deps.store.transaction(async tx => {
    await tx.resourceConnections.update(connection.id, null, { ...fields, now: deps.now() })
    const changed = await tx.resourceConnections.get(connection.id)
    if (changed === undefined) throw missingConnection(connection.id)
    const [before, after] = [resourceConnectionData(connection), resourceConnectionData(changed)]
    const deed = { action: 'resource_connection.update', before, after }
    await tx.activities.add([edgeDeed(deps, caller, place, connection, deed)])
    return after
  })
}

function edgeDeed(
  deps: Deps,
  caller: Caller,
  { workspaceId, project, environment }: Place,
  { id, source }: ResourceConnection,
  deed: { action: string; before?: unknown; after?: unknown },
) {
  return activityOf(caller, {
    workspaceId,
    projectId: project.id,
    environmentId: environment.id,
    resourceId: source.resourceId,
    subject: `connection ${id}`,
    ...deed,
    now: deps.now(),
  })
}
