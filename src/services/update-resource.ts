import { AppError, problemsError } from '../contract/errors.ts'
import { isTargetType } from '../contract/resource-types.ts'
import type { PositionBody, ResourceData, UpdateResourceBody } from '../contract/resources.ts'
import { changedTargetMetadata, type TargetMetadata } from '../contract/target-metadata.ts'
import type { Problem } from '../dns/problem.ts'
import type { Resource, ResourceConnection } from '../store/store.ts'
import { operate } from './change-resource-connection.ts'
import { reasonsOf } from './connection-operation.ts'
import { othersOf, wantedFor } from './connection-plan.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { findResource } from './find-zone.ts'
import { inChunks } from './in-chunks.ts'
import { activityOf } from './record-activity.ts'
import { resourceData } from './resource-data.ts'

/**
 * Changes what a resource is called, where it is on the canvas, and what is known of a target. Records that point at a target
 * follow it: all, or the error tells which don't, and the same request, sent again, goes on with those.
 */
export async function updateResource(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, body }: { id: string; body: UpdateResourceBody },
): Promise<ResourceData> {
  const resource = await findResource(deps, place, id)
  const { name, positionX, positionY, metadata: given } = body
  const metadata = given && readMetadata(resource, given)
  if (metadata !== undefined) await refuseImpossible(deps, { ...resource, metadata })
  const position = positionX === undefined ? {} : { positionX, positionY: positionY! }
  const changed = await store(deps, caller, place, resource, {
    ...(name !== undefined && { name }),
    ...position,
    ...(given && { given }),
  })
  if (given !== undefined) await followTarget(deps, caller, resource)
  return resourceData(changed, place, await deps.store.zones.get(resource.id))
}

export async function moveResource(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, body: { x, y } }: { id: string; body: PositionBody },
): Promise<ResourceData> {
  const resource = await findResource(deps, place, id)
  const moved = await store(deps, caller, place, resource, { positionX: x, positionY: y })
  return resourceData(moved, place, await deps.store.zones.get(resource.id))
}

function readMetadata({ resourceType, metadata }: Resource, given: object): TargetMetadata {
  if (!isTargetType(resourceType)) {
    const message = `the metadata of a resource of type ${resourceType} is not for callers to change`
    throw problemsError([{ path: 'metadata', code: 'not_allowed', message }])
  }
  const { value, problems } = changedTargetMetadata(resourceType, metadata as TargetMetadata, given)
  if (value === undefined) throw problemsError(problems)
  return value
}

/** Those that have records, or should have. */
async function pointingAt(deps: Deps, { id }: Resource): Promise<ResourceConnection[]> {
  const connections = await deps.store.resourceConnections.list({ resourceId: id })
  return connections.filter(({ zoneId, status }) => zoneId !== null && status !== 'disconnected')
}

/** Before anything is stored: what the zones of the connections can't hold. */
async function refuseImpossible(deps: Deps, target: Resource): Promise<void> {
  const problems: Problem[] = []
  for (const connection of await pointingAt(deps, target)) {
    const zone = connection.zoneId === null ? undefined : await deps.store.zones.get(connection.zoneId)
    if (zone === undefined) continue
    try {
      wantedFor(deps, zone, connection, { target, others: await othersOf(deps.store, connection) })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      problems.push(...problemsOf(connection, error))
    }
  }
  if (problems.length > 0) throw problemsError(problems)
}

async function store(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, resourceType }: Resource,
  { given, ...fields }: { name?: string; positionX?: number; positionY?: number; given?: object },
): Promise<Resource> {
  const now = deps.now()
  const { workspaceId, project, environment } = place
  return deps.store.transaction(async tx => {
    const [before] = await tx.resources.lock([id])
    if (before === undefined) throw new AppError('not_found', `There is no resource ${id}.`)
    // Read again with the row as it is by now, since others may have changed other fields.
    const changes = { ...fields, ...(given && { metadata: readMetadata(before, given) }) }
    await tx.resources.update(id, { ...changes, now })
    const after = { ...before, ...changes, updatedAt: now }
    const where = { workspaceId, projectId: project.id, environmentId: environment.id, resourceId: id }
    const deed = {
      action: 'resource.update',
      subject: after.name,
      before: picked(before, changes),
      after: { resourceType, ...changes },
    }
    await tx.activities.add([activityOf(caller, { ...where, ...deed, now })])
    return after
  })
}

function picked(resource: Resource, changes: object): object {
  return Object.fromEntries(Object.keys(changes).map(key => [key, resource[key as keyof Resource]]))
}

/** Brings the records of all connections in line with what the target is now. */
async function followTarget(deps: Deps, caller: Caller, target: Resource): Promise<void> {
  const connections = await pointingAt(deps, target)
  const failures: { connection: ResourceConnection; error: AppError }[] = []
  await inChunks(connections, async connection => {
    try {
      await operate(deps, caller, { id: connection.id, goal: 'connected' })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // Whoever has removed it has taken its records away.
      if (await deps.store.resourceConnections.get(connection.id)) failures.push({ connection, error })
    }
  })
  const [first] = failures
  if (first === undefined) return
  const { code, retryAfter } = first.error
  const told = `The target is changed, but ${failures.length} of ${connections.length} connection(s) could not follow it.`
  throw new AppError(code, `${told} ${first.error.message}`, {
    details: failures.flatMap(({ connection, error }) => problemsOf(connection, error)),
    ...(retryAfter !== undefined && { retryAfter }),
    cause: first.error,
  })
}

function problemsOf({ id }: ResourceConnection, error: AppError): Problem[] {
  return reasonsOf(error).map(({ path, code, message }) => {
    return { path: `resourceConnections[${id}]${path === '' ? '' : `.${path}`}`, code, message }
  })
}
