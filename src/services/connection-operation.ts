import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { AppError, errorTable, problemsError } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'
import type { ConnectionOperation, ConnectionStep, ResourceConnection, Zone } from '../store/store.ts'
import { storedCaller } from './connection-caller.ts'
import { finishOperation } from './connection-finish.ts'
import { planConnection } from './connection-plan.ts'
import type { Caller, Deps } from './deps.ts'
import type { Submitted } from './zone-writers.ts'

/** Work on the records of one connection: whoever has begun it works on their name alone, over all instances. */
export interface Operation {
  connection: ResourceConnection
  operation: ConnectionOperation
}

/** What became of a connection. `left`: what was changed since and not touched. */
export interface OperationEnd {
  /** Undefined where it was removed. */
  connection: ResourceConnection | undefined
  left: readonly Problem[]
}

/** Nobody's operation takes as long, so whoever had it is gone: a caller waits for 30 s, and reads of a zone are bounded too. */
export const abandonedMilliseconds = 90_000

export function newOperation(deps: Deps, caller: Caller, goal: ConnectionOperation['goal']): ConnectionOperation {
  return { id: randomUUID(), goal, caller: storedCaller(caller), startedAt: deps.now() }
}

/**
 * Does what an operation is for: looks at the zone, writes down what will be sent, sends it, and stores what came of it. Throws
 * AppError where it came to nothing, with the connection `failed` and the reason kept; what was made is known all the same.
 * Where the end isn't known yet (`not_settled_yet`), or the process dies, recovery carries on with what is written down.
 */
export async function carryOut(
  deps: Deps,
  caller: Caller,
  { connection, operation }: Operation,
): Promise<OperationEnd> {
  let { step } = operation
  try {
    for (let attempt = 1; ; attempt++) {
      const zone = await zoneOf(deps, connection)
      step ??= await writeDown(deps, zone, { connection, operation })
      try {
        const submitted = await send(deps, caller, zone, connection, step)
        return await finishOperation(deps, caller, { connection, operation }, { zone, step, submitted })
      } catch (error) {
        // Somebody wrote to the same sets in between: they're looked at anew.
        if (!isOvertaken(error) || attempt === mostAttempts) throw error
        step = undefined
      }
    }
  } catch (error) {
    await giveUp(deps, { connection, operation }, error)
    if (error instanceof AppError && error.code === 'provider_rejected') await refuseDeletedZone(deps, connection)
    throw error
  }
}

/** A zone that is being deleted goes from its provider first: whoever is told so waits for the rest, and says that it's gone. */
async function refuseDeletedZone(deps: Deps, connection: ResourceConnection): Promise<void> {
  const zone = await zoneOf(deps, connection)
  await deps.writers.exclusive(zone, async () => {}).catch(() => {})
  await zoneOf(deps, connection)
}

const mostAttempts = 4

async function zoneOf(deps: Deps, { zoneId }: ResourceConnection): Promise<Zone> {
  const zone = zoneId === null ? undefined : await deps.store.zones.get(zoneId)
  if (zone === undefined) throw new AppError('not_found', `There is no zone ${zoneId}.`)
  return zone
}

async function writeDown(deps: Deps, zone: Zone, { connection, operation }: Operation): Promise<ConnectionStep> {
  const { step: planned, blocked } = await planConnection(deps, zone, connection, operation.goal)
  if (blocked.length > 0 && operation.goal === 'connected') throw problemsError(blocked)
  const step = { key: `${operation.id}/${randomUUID()}`, ...planned }
  const isOurs = await deps.store.resourceConnections.update(connection.id, operation.id, {
    operation: { ...operation, startedAt: deps.now(), step },
    now: deps.now(),
  })
  if (isOurs) return step
  throw new AppError('conflict', `The resource connection ${connection.id} is not there any more.`)
}

async function send(
  deps: Deps,
  caller: Caller,
  zone: Zone,
  { projectId }: ResourceConnection,
  { key, intents }: ConnectionStep,
): Promise<Submitted | undefined> {
  if (intents.length === 0) return undefined
  const project = await deps.store.projects.get(projectId)
  if (project === undefined) throw new AppError('not_found', 'There is no such project any more.')
  const writer = { caller: { ...caller, idempotencyKey: key }, workspaceId: project.workspaceId }
  return deps.writers.submit(zone, { ...writer, kind: 'write', intents, confirm: true }).catch(error => {
    throw withOwnPaths(error)
  })
}

/** The caller doesn't know of the sets that the engine counts in its problems, and all have the same TTL. */
function withOwnPaths(error: unknown): unknown {
  if (!(error instanceof AppError)) return error
  const { details = [] } = error
  if (!details.some(({ path }) => path.startsWith('changes['))) return error
  const problems = details.map(({ path, ...problem }) => {
    const own = path.replace(/^changes\[\d+\]\.?/, '')
    return { path: own === 'ttl' ? 'connectionDetails.ttl' : own, ...problem }
  })
  const each = new Map(problems.map(problem => [`${problem.path} ${problem.code} ${problem.message}`, problem]))
  return problemsError([...each.values()])
}

const overtaken: ReadonlySet<string> = new Set(['changed_since', 'record_exists', 'conflict'])

function isOvertaken(error: unknown): boolean {
  if (!(error instanceof AppError)) return false
  return overtaken.has(error.code) || (error.details ?? []).some(({ code }) => overtaken.has(code))
}

/** A fault of ours leaves the operation to recovery, as does an end that isn't known yet. */
async function giveUp(deps: Deps, { connection, operation }: Operation, error: unknown): Promise<void> {
  const { id } = connection
  const now = deps.now()
  const isKnown = error instanceof AppError && error.code !== 'not_settled_yet' && error.code !== 'internal_error'
  if (isKnown) {
    const problems = reasonsOf(error)
    await deps.store.resourceConnections.update(id, operation.id, { status: 'failed', problems, operation: null, now })
    return
  }
  const stored = await deps.store.resourceConnections.get(id)
  if (stored?.operation?.id !== operation.id) return
  await deps.store.resourceConnections.update(id, operation.id, {
    operation: { ...stored.operation, startedAt: 0 },
    now,
  })
}

export function reasonsOf({ code, message, details }: AppError): readonly Problem[] {
  return details !== undefined && details.length > 0 ? details : [{ path: '', code, message }]
}

/** Refused for what the caller asked for, as opposed to a provider's failure. */
export function isCallersFault(error: unknown): boolean {
  return error instanceof AppError && errorTable[error.code].status < 500
}

/** Waits until nobody else is at work on the same records, and tries again. What was abandoned is carried on by recovery. */
export async function whenFree<T>(attempt: () => Promise<T | 'busy'>): Promise<T> {
  let waited = 0
  for (let pause = 5; waited < mostWaiting; pause = Math.min(pause * 2, 200)) {
    const result = await attempt()
    if (result !== 'busy') return result
    const jittered = Math.ceil(pause * (0.5 + Math.random()))
    await setTimeout(jittered)
    waited += jittered
  }
  throw new AppError('overloaded', 'Others are still at work on the same records.', { retryAfter: 1 })
}

/** Milliseconds that a caller waits for others. */
const mostWaiting = 25_000
