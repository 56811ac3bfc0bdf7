import { problemsError } from '../contract/errors.ts'
import { targetOf } from '../plan/resolve.ts'
import { type IntentResult, type OwnerResult, resolveAll } from '../plan/resolve-all.ts'
import { setKey } from '../plan/set-key.ts'
import type { Failure, Intent, Outcome } from '../plan/types.ts'
import type { NewActivity } from '../store/store.ts'
import { applyPlan, type Outcomes } from './apply-plan.ts'
import type { Log } from './deps.ts'
import { atIntent } from './managed-sets.ts'
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
  const { failure, failed, refused } = left
  const unsettled = new Set([...failed, ...refused].map(({ owner }) => owner))
  const again = units.filter(unit => unsettled.has(unit))
  if (failure.code === 'conflict' && attempt < maxConflicts) return writeGroup(deps, open, again, attempt + 1)
  const isOnesFault = failure.code === 'rejected' || failure.code === 'conflict'
  if (!isOnesFault || again.length === 1) {
    for (const { owner } of failed) owner.reject(failureError(failure))
    refuse(refused)
    return
  }
  const middle = Math.ceil(again.length / 2)
  await writeGroup(deps, open, again.slice(0, middle))
  await writeGroup(deps, open, again.slice(middle))
}

type Result = OwnerResult<WriteUnit>

interface Left {
  /** Whoever the provider has not done what they want for. */
  failed: Result[]
  /** The first thing that stood against one of them. */
  failure: Failure
  /** Whoever has problems, which may come from what those wanted that have failed. */
  refused: Result[]
}

/** Settles every unit that can be settled; undefined where that is all of them. */
async function tryWrite(deps: WriterDeps, open: OpenZone, units: readonly WriteUnit[]): Promise<Left | undefined> {
  const names = new Set(units.flatMap(({ intents }) => intents.map(intent => targetOf(intent).name)))
  const current = await readSets(open, [...names]).catch(error => Promise.reject(callerError(error)))
  const requests = units.map(unit => ({ owner: unit, intents: unit.intents }))
  const plan = resolveAll(requests, current, { zone: open.remote.name, service: open.kind.capabilities })
  const accepted = plan.owners.filter(result => result.accepted)
  const refused = plan.owners.filter(result => !result.accepted)
  const ledger = createWriteLedger(deps.store, accepted, plan.changes, open.kind.capabilities.ledger)
  const outcomes = await applyPlan(open, plan.changes, ledger.ledgerFor)
  const left = await settle(deps, accepted, outcomes, ledger)
  if (left !== undefined) return { ...left, refused }
  refuse(refused)
  return undefined
}

/** Tells each everything that speaks against what they want. */
function refuse(refused: readonly Result[]): void {
  for (const { owner, problems } of refused)
    owner.reject(problemsError(problems.map(({ intent, problem }) => atIntent(owner.intents, intent, problem))))
}

async function settle(
  deps: WriterDeps,
  accepted: readonly Result[],
  outcomes: Outcomes,
  ledger: WriteLedger,
): Promise<Omit<Left, 'refused'> | undefined> {
  const isDone = (outcome: Outcome | undefined) => outcome === undefined || outcome.status === 'applied'
  const outcomesOf = ({ owner }: Result) => owner.intents.map(intent => outcomes.get(setKey(targetOf(intent))))
  const done = new Set(accepted.filter(result => outcomesOf(result).every(isDone)))
  const failed = accepted.filter(result => !done.has(result))
  await ledger.addRest([...done].map(({ owner }) => owner)).catch(error => {
    // The records are with the provider; a caller who was told otherwise would write them again.
    deps.log.error({ err: error }, 'records were written, but not who wrote them')
  })
  for (const result of done) result.owner.resolve(resultsOf(result, outcomesOf(result)))
  if (failed.length === 0) return undefined
  const worst = [...failed.flatMap(outcomesOf), ...outcomes.values()].find(outcome => outcome?.status === 'failed')
  return { failed, failure: worst?.status === 'failed' ? worst.failure : neverSent }
}

const neverSent: Failure = { code: 'unavailable', message: 'the provider was not asked, and did not say why' }

/** With the sets as the provider stored them, where that is not what was sent. */
function resultsOf({ intents }: Result, outcomes: readonly (Outcome | undefined)[]): IntentResult[] {
  return intents.map((result, index) => {
    const outcome = outcomes[index]
    if (outcome?.status !== 'applied' || outcome.stored === undefined || result.stored === undefined) return result
    return { ...result, stored: outcome.stored }
  })
}
