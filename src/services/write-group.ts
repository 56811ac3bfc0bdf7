import { problemsError } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'
import { targetOf } from '../plan/resolve.ts'
import { type IntentResult, type OwnerResult, resolveAll } from '../plan/resolve-all.ts'
import { setKey } from '../plan/set-key.ts'
import type { Failure, Intent, Outcome } from '../plan/types.ts'
import type { NewActivity } from '../store/store.ts'
import { applyPlan, type Outcomes } from './apply-plan.ts'
import type { Log } from './deps.ts'
import type { OpenDeps, OpenZone } from './open-provider.ts'
import { callerError, failureError } from './provider-errors.ts'
import { readSets } from './read-sets.ts'
import { createWriteLedger, type WriteLedger } from './write-ledger.ts'

export interface WriterDeps extends OpenDeps {
  log: Log
}

/** What one caller wants, and where to tell what became of it. */
export interface WriteUnit {
  intents: readonly Intent[]
  activities(results: readonly IntentResult[]): NewActivity[]
  resolve(results: IntentResult[]): void
  reject(error: unknown): void
}

/** How often a group is planned anew because the zone had changed between reading and writing. */
const maxConflicts = 5

/**
 * Writes what several callers want as one plan, and tells each its own result. Where the provider refuses, the group is halved
 * until whoever is refused stands alone, so that one bad set takes nobody else down.
 */
export async function writeGroup(
  deps: WriterDeps,
  open: OpenZone,
  units: readonly WriteUnit[],
  attempt = 0,
): Promise<void> {
  const left = await tryWrite(deps, open, units)
  if (left === undefined) return
  const { failure } = left
  if (failure.code === 'conflict' && attempt < maxConflicts) return writeGroup(deps, open, left.units, attempt + 1)
  const isOnesFault = failure.code === 'rejected' || failure.code === 'conflict'
  if (!isOnesFault || left.units.length === 1) {
    for (const unit of left.units) unit.reject(failureError(failure))
    return
  }
  const middle = Math.ceil(left.units.length / 2)
  await writeGroup(deps, open, left.units.slice(0, middle))
  await writeGroup(deps, open, left.units.slice(middle))
}

interface Left {
  units: WriteUnit[]
  /** The first that stood against one of them. */
  failure: Failure
}

/** Settles every unit that can be settled, and gives those that can't. */
async function tryWrite(deps: WriterDeps, open: OpenZone, units: readonly WriteUnit[]): Promise<Left | undefined> {
  const names = new Set(units.flatMap(({ intents }) => intents.map(intent => targetOf(intent).name)))
  const current = await readSets(open, [...names]).catch(error => Promise.reject(callerError(error)))
  const requests = units.map(unit => ({ owner: unit, intents: unit.intents }))
  const plan = resolveAll(requests, current, { zone: open.remote.name, service: open.kind.capabilities })
  const accepted = plan.owners.filter(result => result.accepted)
  for (const { owner, problems, accepted } of plan.owners) {
    if (!accepted) owner.reject(problemsError(problems.map(toProblem(owner))))
  }
  const ledger = createWriteLedger(deps.store, accepted, plan.changes, open.kind.capabilities.ledger)
  const outcomes = await applyPlan(open, plan.changes, ledger.rowsFor)
  return settle(deps, accepted, outcomes, ledger)
}

function toProblem({ intents }: WriteUnit): (found: OwnerResult<WriteUnit>['problems'][number]) => Problem {
  if (intents.length === 1) return ({ problem }) => problem
  return ({ intent, problem }) => {
    const place = `changes[${intent}]`
    return { ...problem, path: problem.path === '' ? place : `${place}.${problem.path}` }
  }
}

async function settle(
  deps: WriterDeps,
  accepted: readonly OwnerResult<WriteUnit>[],
  outcomes: Outcomes,
  ledger: WriteLedger,
): Promise<Left | undefined> {
  const isDone = (outcome: Outcome | undefined) => outcome === undefined || outcome.status === 'applied'
  const outcomesOf = ({ owner }: OwnerResult<WriteUnit>) =>
    owner.intents.map(intent => outcomes.get(setKey(targetOf(intent))))
  const done = accepted.filter(result => outcomesOf(result).every(isDone))
  const left = accepted.filter(result => !done.includes(result))
  await ledger.addRest(done.map(({ owner }) => owner)).catch(error => {
    // The records are with the provider; a caller who was told otherwise would write them again.
    deps.log.error({ err: error }, 'records were written, but not who wrote them')
  })
  for (const result of done) result.owner.resolve(resultsOf(result, outcomesOf(result)))
  if (left.length === 0) return undefined
  const failed = [...left.flatMap(outcomesOf), ...outcomes.values()].find(outcome => outcome?.status === 'failed')
  const failure = failed?.status === 'failed' ? failed.failure : neverSent
  return { units: left.map(({ owner }) => owner), failure }
}

const neverSent: Failure = { code: 'unavailable', message: 'the provider was not asked, and did not say why' }

/** With the sets as the provider stored them, where that is not what was sent. */
function resultsOf({ intents }: OwnerResult<WriteUnit>, outcomes: readonly (Outcome | undefined)[]): IntentResult[] {
  return intents.map((result, index) => {
    const outcome = outcomes[index]
    if (outcome?.status !== 'applied' || outcome.stored === undefined || result.stored === undefined) return result
    return { ...result, stored: outcome.stored }
  })
}
