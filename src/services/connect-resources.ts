import { AppError, problemsError } from '../contract/errors.ts'
import type { CreateResourceConnectionBody, ResourceConnectionData } from '../contract/resource-connections.ts'
import { isTargetType } from '../contract/resource-types.ts'
import type { Problem } from '../dns/problem.ts'
import type { Name } from '../dns/rrset.ts'
import type { ConnectionEnd, Resource, ResourceConnection, Store, Zone } from '../store/store.ts'
import { isNameBusy } from './connection-begin.ts'
import { carryOut, isCallersFault, newOperation, type Operation, whenFree } from './connection-operation.ts'
import { readRecordName } from './connection-records.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { missingConnection } from './find-resource-connection.ts'
import { findZone } from './find-zone.ts'
import { factsOf } from './parse-record-set.ts'
import { activityOf, actorOf } from './record-activity.ts'
import { resourceConnectionData } from './resource-connection-data.ts'
import { subdomainNameOf } from './resource-data.ts'

/**
 * Connects two resources. With a zone, a subdomain and a target get their records there, and the reply is sent once the
 * provider has accepted them. Where it fails the connection stays, as `failed`, and the same request takes it up again.
 */
export async function connectResources(
  deps: Deps,
  caller: Caller,
  place: Place,
  body: CreateResourceConnectionBody,
): Promise<ResourceConnectionData> {
  const wanted = await readWanted(deps, place, body)
  const taken = await whenFree(() => deps.store.transaction(tx => take(tx, { deps, caller, place, body }, wanted)))
  if ('done' in taken) return resourceConnectionData(taken.done)
  const { isNew, ...operation } = taken
  const { id } = operation.connection
  try {
    const { connection } = await carryOut(deps, caller, operation)
    if (connection === undefined) throw missingConnection(id)
    return resourceConnectionData(connection)
  } catch (error) {
    if (isNew && isCallersFault(error)) await forgetUnmade(deps, id)
    else if (error instanceof AppError) throw withConnection(error, id)
    throw error
  }
}

/** What a connection with records is about. */
interface WantedRecords {
  zone: Zone
  recordName: Name
}

async function readWanted(
  deps: Deps,
  place: Place,
  body: CreateResourceConnectionBody,
): Promise<WantedRecords | undefined> {
  const resources = await Promise.all([findEnd(deps, place, 'source', body), findEnd(deps, place, 'target', body)])
  const { dnsResourceId } = body.connectionDetails ?? {}
  if (dnsResourceId === undefined) return undefined
  const zone = await findZone(deps, place, String(dnsResourceId))
  const recordName = recordNameIn(deps, zone, resources)
  return { zone, recordName }
}

async function findEnd(
  deps: Deps,
  place: Place,
  end: 'source' | 'target',
  body: CreateResourceConnectionBody,
): Promise<Resource> {
  const id = body[`${end}ResourceId`]
  const resource = await deps.store.resources.get(id)
  const path = `${end}ResourceId`
  if (resource === undefined) throw endError('not_found', path, `There is no resource ${id}.`)
  const { project, environment } = place
  if (resource.projectId !== project.id || resource.environmentId !== environment.id) {
    throw endError('wrong_environment', path, `The resource ${id} belongs to another project or environment.`)
  }
  const type = body[`${end}ResourceType`]
  if (resource.resourceType === type) return resource
  const message = `the resource ${id} is of type ${resource.resourceType}, not ${type}`
  throw problemsError([{ path: `${end}ResourceType`, code: 'wrong_resource_type', message }])
}

function endError(code: 'not_found' | 'wrong_environment', path: string, message: string): AppError {
  return new AppError(code, message, { details: [{ path, code, message }] })
}

/** The name that a subdomain has in the zone. Throws where the pair is none of a subdomain and a target. */
export function recordNameIn(deps: Pick<Deps, 'kinds'>, zone: Zone, pair: readonly Resource[]): Name {
  const subdomain = pair.find(({ resourceType }) => resourceType === 'subdomain')
  const target = pair.find(({ resourceType }) => isTargetType(resourceType))
  if (subdomain === undefined || target === undefined) {
    const message = 'records are made between a subdomain and a target; leave dnsResourceId out to connect others'
    throw problemsError([{ path: 'connectionDetails.dnsResourceId', code: 'no_records_for_pair', message }])
  }
  const { value, problems } = readRecordName(subdomainNameOf(subdomain), factsOf(deps, zone))
  if (value === undefined) throw problemsError(problems)
  return value
}

interface Request {
  deps: Deps
  caller: Caller
  place: Place
  body: CreateResourceConnectionBody
}
type Taken = (Operation & { isNew: boolean }) | { done: ResourceConnection }

/** Takes the pair, and the records of the name, for this request: one that is new, or one that came to nothing before. */
async function take(tx: Store, request: Request, wanted: WantedRecords | undefined): Promise<Taken | 'busy'> {
  const { deps, caller, place, body } = request
  const { sourceResourceId, targetResourceId } = body
  const zoneId = wanted?.zone.resource.id ?? null
  await lockAll(tx, [sourceResourceId, targetResourceId, ...(zoneId === null ? [] : [zoneId])])
  const there = await tx.resourceConnections.between(sourceResourceId, targetResourceId)
  if (there?.operation) return 'busy'
  const requestKey = requestKeyOf(caller)
  if (there !== undefined) {
    const isRepeated = requestKey !== null && there.requestKey === requestKey
    if (isRepeated && (there.status === 'connected' || wanted === undefined)) return { done: there }
    refuseConnected(there, zoneId)
  }
  const recordName = wanted?.recordName ?? null
  if (await isNameBusy(tx, { id: there?.id ?? 0, zoneId, recordName })) return 'busy'
  const operation = wanted === undefined ? null : newOperation(deps, caller, 'connected')
  const now = deps.now()
  const fields = {
    details: { ...body.connectionDetails },
    zoneId,
    recordName,
    status: operation === null ? 'connected' : 'connecting',
    operation,
  } as const
  if (there !== undefined) {
    await tx.resourceConnections.update(there.id, null, { ...fields, now })
    return { connection: { ...there, ...fields }, operation: operation!, isNew: false }
  }
  const { project, environment } = place
  const connection = await tx.resourceConnections.create({
    projectId: project.id,
    environmentId: environment.id,
    ...endsOf(body),
    ...fields,
    problems: [],
    made: [],
    requestKey,
    now,
  })
  if (operation !== null) return { connection, operation, isNew: true }
  await tx.activities.add([createDeed(request, connection)])
  return { done: connection }
}

/** Nobody deletes the resources while they are being connected. */
async function lockAll(tx: Store, ids: readonly number[]): Promise<void> {
  const live = new Set((await tx.resources.lock(ids)).map(({ id }) => id))
  const missing = ids.find(id => !live.has(id))
  if (missing !== undefined) throw new AppError('not_found', `There is no resource ${missing}.`)
}

function refuseConnected({ id, status, zoneId }: ResourceConnection, wantedZoneId: number | null): void {
  if (zoneId !== null && zoneId === wantedZoneId && (status === 'failed' || status === 'disconnected')) return
  const where = zoneId === null ? '' : `, with records in the zone ${zoneId}`
  const message = `The two are connected already by the resource connection ${id}${where}.`
  const details: Problem[] = [{ path: 'targetResourceId', code: 'already_connected', message }]
  throw new AppError('already_connected', message, { details })
}

function endsOf(body: CreateResourceConnectionBody): { source: ConnectionEnd; target: ConnectionEnd } {
  return {
    source: { resourceType: body.sourceResourceType, resourceId: body.sourceResourceId },
    target: { resourceType: body.targetResourceType, resourceId: body.targetResourceId },
  }
}

function requestKeyOf(caller: Caller): string | null {
  if (caller.idempotencyKey === undefined) return null
  const { actorKind, actorId } = actorOf(caller)
  return `${actorKind}:${actorId}:${caller.idempotencyKey}`
}

function createDeed({ deps, caller, place }: Request, connection: ResourceConnection) {
  const { workspaceId, project, environment } = place
  const { id, source, target } = connection
  return activityOf(caller, {
    workspaceId,
    projectId: project.id,
    environmentId: environment.id,
    resourceId: source.resourceId,
    action: 'resource_connection.create',
    subject: `connection ${id}`,
    after: { id, source, target },
    now: deps.now(),
  })
}

/** A request that was refused leaves nothing behind. */
async function forgetUnmade(deps: Deps, id: number): Promise<void> {
  await deps.store.transaction(async tx => {
    const connection = await tx.resourceConnections.get(id)
    const isUnmade = connection?.operation === null && connection.status === 'failed' && connection.made.length === 0
    if (isUnmade) await tx.resourceConnections.delete(id)
  })
}

/** Tells whoever asked by which id the connection can be looked at, and tried again. */
function withConnection({ code, message, details = [], retryAfter, cause }: AppError, id: number): AppError {
  const place = { path: 'resourceConnectionId', code: 'failed', message: String(id) }
  return new AppError(code, message, {
    details: [...details, place],
    ...(retryAfter !== undefined && { retryAfter }),
    cause,
  })
}
