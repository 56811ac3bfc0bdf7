import { AppError } from '../contract/errors.ts'
import { nameWithoutFinalDot } from '../dns/name.ts'
import type { Problem } from '../dns/problem.ts'
import { setKey } from '../plan/set-key.ts'
import type { Failure } from '../plan/types.ts'
import type { ConnectionStep, LeftSet, MadeRecords, Resource, ResourceConnection, Store, Zone } from '../store/store.ts'
import type { Operation, OperationEnd } from './connection-operation.ts'
import type { Caller, Deps } from './deps.ts'
import { failureError } from './provider-errors.ts'
import { activityOf } from './record-activity.ts'
import type { Submitted } from './zone-writers.ts'

export interface Sent {
  zone: Zone
  step: ConnectionStep
  /** Undefined where nothing had to be sent. */
  submitted: Submitted | undefined
}

/**
 * Stores what came of an operation: how the sets were left, and what the connection has made of them. Where the provider made a
 * part of the changes only, that part is stored, and its refusal of the others is thrown.
 */
export async function finishOperation(
  deps: Deps,
  caller: Caller,
  { connection, operation }: Operation,
  sent: Sent,
): Promise<OperationEnd> {
  const { sets, failed, failure } = outcomeOf(sent)
  const made = [
    ...sent.step.made.filter(records => !failed.has(setKey(records))),
    ...connection.made.filter(records => failed.has(setKey(records))),
  ]
  const problems = failure === undefined ? sent.step.problems : (failureError(failure).details ?? [])
  const end: End = { ending: endingOf(operation.goal, failure), made, problems, sets, now: deps.now() }
  const isOurs = await deps.store.transaction(tx => store(tx, caller, { connection, operation }, sent.zone, end))
  if (!isOurs) throw new AppError('conflict', `The resource connection ${connection.id} was changed at the same time.`)
  if (failure !== undefined) throw failureError(failure)
  const left = sent.step.problems
  return { connection: await deps.store.resourceConnections.get(connection.id), left }
}

type Ending = 'connect' | 'disconnect' | 'delete' | 'fail'

/** What is kept of an operation that has come to its end. */
interface End {
  ending: Ending
  made: readonly MadeRecords[]
  problems: readonly Problem[]
  sets: readonly LeftSet[]
  now: number
}

const statuses = { connect: 'connected', disconnect: 'disconnected', delete: 'disconnected', fail: 'failed' } as const

function endingOf(goal: Operation['operation']['goal'], failure: Failure | undefined): Ending {
  if (failure !== undefined) return 'fail'
  return goal === 'connected' ? 'connect' : goal === 'disconnected' ? 'disconnect' : 'delete'
}

/** False, and nothing is done, where the operation is somebody else's by now. */
async function store(
  tx: Store,
  caller: Caller,
  { connection, operation }: Operation,
  zone: Zone,
  end: End,
): Promise<boolean> {
  const { ending, made, problems, sets, now } = end
  // Before the connection's row, as whoever deletes the zone does.
  const [resource] = await tx.resources.lock([zone.resource.id])
  const fields = { status: statuses[ending], made, problems, operation: null, now }
  if (!(await tx.resourceConnections.update(connection.id, operation.id, fields))) return false
  await keepSets(tx, zone.resource.id, sets)
  if (ending === 'delete') await tx.resourceConnections.delete(connection.id)
  if (ending === 'connect' && resource !== undefined) await activate(tx, resource, now)
  await tx.activities.add([deedOf(caller, connection, end, await workspaceOf(tx, connection))])
  return true
}

export interface Outcome {
  sets: LeftSet[]
  /** Keys of sets whose change was not made. */
  failed: ReadonlySet<string>
  failure: Failure | undefined
}

/** The sets as the provider says that it has stored them. */
export function outcomeOf({ step, submitted }: Pick<Sent, 'step' | 'submitted'>): Outcome {
  if (submitted === undefined) return { sets: [...step.sets], failed: new Set(), failure: undefined }
  const unmade = submitted.outcomes.filter(({ status }) => status !== 'applied')
  const positions = new Set(unmade.map(({ position }) => position))
  const isMade = ({ intent }: LeftSet) => intent === null || !positions.has(intent)
  const sets = step.sets.filter(isMade).map(set => {
    const stored = set.intent === null ? undefined : submitted.results[set.intent]?.stored
    return { ...set, rrset: set.rrset && (stored ?? set.rrset) }
  })
  const failure = unmade.map(({ failure }) => failure).find(found => found !== null)
  const skipped: Failure = { code: 'rejected', message: 'some changes were not made' }
  return {
    sets,
    failed: new Set(step.sets.filter(set => !isMade(set)).map(setKey)),
    failure: unmade.length === 0 ? undefined : (failure ?? skipped),
  }
}

async function keepSets(tx: Store, zoneId: number, sets: readonly LeftSet[]): Promise<void> {
  for (const { name, type, rrset } of sets) {
    if (rrset === null) await tx.resourceConnections.forgetSet(zoneId, name, type)
    else await tx.resourceConnections.keepSet(zoneId, rrset)
  }
}

/** Something points into the zone from now on, as far as is known here; `sync` asks whether it is served. */
async function activate(tx: Store, { id, metadata }: Resource, now: number): Promise<void> {
  if (metadata.dns_active === true) return
  await tx.resources.update(id, { metadata: { ...metadata, dns_active: true }, now })
}

async function workspaceOf(tx: Store, { projectId }: ResourceConnection): Promise<number> {
  const project = await tx.projects.get(projectId)
  if (project === undefined) throw new Error(`the project ${projectId} of a resource connection is gone`)
  return project.workspaceId
}

function deedOf(
  caller: Caller,
  connection: ResourceConnection,
  { ending, made, problems, now }: End,
  workspaceId: number,
) {
  const { id, source, target, projectId, environmentId, zoneId, recordName, made: before } = connection
  return activityOf(caller, {
    workspaceId,
    projectId,
    environmentId,
    resourceId: source.resourceId,
    action: `resource_connection.${ending}`,
    subject: recordName === null ? `connection ${id}` : nameWithoutFinalDot(recordName),
    before: { id, source, target, dnsResourceId: zoneId, made: before },
    after: { id, made, problems },
    now,
  })
}
