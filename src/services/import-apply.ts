import { setTimeout, setImmediate as turn } from 'node:timers/promises'
import type { Problem } from '../dns/problem.ts'
import { setOf } from '../plan/change.ts'
import { resolveAll } from '../plan/resolve-all.ts'
import { setKey } from '../plan/set-key.ts'
import type { Change, Failure, Intent, Outcome } from '../plan/types.ts'
import type { ChangeRecord, ChangeSet } from '../store/history.ts'
import type { Zone } from '../store/store.ts'
import type { Sending } from './apply-batch.ts'
import { applyPlan, type SentOutcome } from './apply-plan.ts'
import type { Deps } from './deps.ts'
import type { ImportChanges } from './import-changes.ts'
import { importEnd } from './import-end.ts'
import { pauseBeforeRetry } from './pause-before-retry.ts'
import { readSets } from './read-sets.ts'
import { rulesOf } from './zone-rules.ts'

/**
 * Changes that are made, and told of, in one step; on the built-in provider that's one transaction, during which the embedded
 * database lets nothing else be done.
 */
const stepSize = 2_500

/** How far an import has come. */
interface Tally {
  applied: number
  /** Of the next change. */
  position: number
  /** Why it can't go on. */
  stoppedBy: Problem | undefined
}

interface ImportWork {
  zone: Zone
  changeSet: ChangeSet
  changes: ImportChanges
  /** The process is about to end. */
  signal: AbortSignal
}

/**
 * Makes the changes of a large import step by step, and settles its change set. Others write to the zone before and between the
 * steps, so each is planned anew from what is there. It ends early where the provider can't go on, or where the process is about to end: what was
 * done stays, and importing the same file again does the rest.
 */
export async function applyImport(deps: Deps, work: ImportWork): Promise<ChangeSet> {
  const { zone, changeSet, changes, signal } = work
  const tally: Tally = { applied: 0, position: 0, stoppedBy: undefined }
  try {
    for await (const chunk of changes.chunks(stepSize)) {
      if (signal.aborted) tally.stoppedBy = { path: '', code: 'interrupted', message: 'Zoneplane was about to end' }
      if (tally.stoppedBy !== undefined) break
      await deps.writers.exclusive(zone, (_, sending) => makeStep({ sending, changeSet, tally }, chunk))
      await turn()
    }
  } catch (error) {
    deps.log.error({ err: error, changeSetId: changeSet.id }, 'an import could not be brought to its end')
    tally.stoppedBy = { path: '', code: 'internal_error', message: 'something went wrong here; the log has it' }
  }
  return settle(deps, work, tally)
}

interface Step {
  sending: Sending
  changeSet: ChangeSet
  tally: Tally
}

/**
 * Those that met somebody else's changes are planned anew, and so are those that were skipped for another's sake and those that no
 * answer came to.
 */
async function makeStep(step: Step, chunk: readonly Change[]): Promise<void> {
  let left = await replan(step, chunk)
  for (let attempt = 0; left.length > 0; attempt++) {
    const sent = await send(step, left)
    const pause = pauseBeforeRetry(attempt, sent.some(isUnclear) ? 'unsent' : 'conflict', Math.random())
    const again = sent.filter(({ outcome }) => isForAnotherAttempt(outcome))
    if (pause === undefined || again.length === 0 || step.tally.stoppedBy !== undefined) return endStep(step, sent)
    const ended = sent.filter(one => !again.includes(one))
    await note(step, ended)
    await setTimeout(pause)
    left = await replan(step, again.map(changeOf))
  }
}

/** What is left of some changes in the zone as it is now; of the others it's told how they ended. */
async function replan(step: Step, changes: readonly Change[]): Promise<Change[]> {
  const planned = await planAnew(step.sending, changes)
  await note(step, planned.settled)
  return planned.changes
}

/** What no answer came to is looked for in the zone once more; where that isn't there the provider can't go on. */
async function endStep(step: Step, sent: readonly SentOutcome[]): Promise<void> {
  const unclear = sent.filter(isUnclear)
  const ended = sent.filter(one => !isUnclear(one))
  await note(step, ended)
  if (unclear.length === 0) return
  const left = new Set((await replan(step, unclear.map(changeOf))).map(keyOf))
  const lost = unclear.filter(one => left.has(keyOf(changeOf(one))))
  await note(step, lost)
  step.tally.stoppedBy ??= lost.flatMap(({ outcome }) => problemsOf(outcome))[0]
}

/**
 * Gives what is to be told of. On a provider with a ledger each batch's changes are told of with the records, in one transaction,
 * and only the others are given.
 */
async function send({ sending, changeSet, tally }: Step, changes: readonly Change[]): Promise<SentOutcome[]> {
  const { open, lease, deps } = sending
  const { id, zoneId } = changeSet
  const hasLedger = open.kind.capabilities.ledger
  const base = { activities: [], settlements: [], lease }
  const { outcomes } = await applyPlan(sending, changes, {
    ledgerFor: batch => {
      const records = batch.map((change, index) =>
        recordOf({ status: 'applied', change }, null, tally.position + index),
      )
      return { ...base, progress: [{ changeSetId: id, changes: records }] }
    },
    afterBatch: async all => {
      if (!hasLedger) return
      // Where the store didn't answer, how far the change set has come says whether it has the batch.
      const isCommitted = all.some(({ status }) => status === 'unknown')
        ? ((await deps.store.changeSets.get(zoneId, id))?.done ?? 0) > tally.position
        : all.every(({ status }) => status === 'applied')
      if (isCommitted) advance(tally, all.length)
    },
    carried: () => undefined,
  })
  const sent = changes.map(change => outcomes.get(keyOf(change))!)
  const isFatal = ({ outcome }: SentOutcome) => hasLedger || outcome.status !== 'unknown'
  tally.stoppedBy ??= sent.filter(isFatal).flatMap(({ outcome }) => problemsOf(outcome))[0]
  return hasLedger ? sent.filter(({ outcome }) => outcome.status !== 'applied' && outcome.status !== 'unknown') : sent
}

function advance(tally: Tally, count: number): void {
  tally.position += count
  tally.applied += count
}

async function note({ sending, changeSet, tally }: Step, sent: readonly SentOutcome[]): Promise<void> {
  if (sent.length === 0) return
  const records = sent.map(({ outcome, receipt }, index) => recordOf(outcome, receipt, tally.position + index))
  await sending.deps.store.changeSets.addChanges(changeSet.id, records)
  tally.position += records.length
  tally.applied += records.filter(record => record.status === 'applied').length
}

function recordOf(outcome: Outcome, receipt: string | null, position: number): ChangeRecord {
  const { change, status } = outcome
  const failure = 'failure' in outcome ? outcome.failure : null
  return { position, change, status: status === 'unknown' ? 'failed' : status, failure, receipt }
}

function isForAnotherAttempt(outcome: Outcome): boolean {
  if (outcome.status === 'failed') return outcome.failure.code === 'conflict'
  return outcome.status === 'skipped' || outcome.status === 'unknown'
}

function isUnclear({ outcome }: SentOutcome): boolean {
  return outcome.status === 'unknown'
}

function changeOf({ outcome }: SentOutcome): Change {
  return outcome.change
}

function keyOf(change: Change): string {
  return setKey(setOf(change))
}

/** What says that the provider can't go on, and nothing of a single set. */
function problemsOf(outcome: Outcome): Problem[] {
  if (!('failure' in outcome)) return []
  const { code, message, details } = outcome.failure
  if (code === 'rejected' || code === 'conflict') return []
  return [{ path: 'provider', code: details?.code ?? code, message: details?.message ?? message }]
}

/** What the changes come to in the zone as it is now. */
async function planAnew(
  { open }: Sending,
  planned: readonly Change[],
): Promise<{ changes: Change[]; settled: SentOutcome[] }> {
  const names = new Set(planned.map(change => setOf(change).name))
  const requests = planned.map(change => ({ owner: change, intents: [intentOf(change)] }))
  const current = await readSets(open, [...names])
  const there = new Set(current.map(setKey))
  const { changes, owners } = resolveAll(requests, current, rulesOf(open))
  const changed = new Set(changes.map(keyOf))
  const settled = owners.flatMap(({ owner, accepted, problems }): SentOutcome[] => {
    // Somebody else has made it what it was to be, or an answer was lost.
    const isMade = accepted ? !changed.has(keyOf(owner)) : owner.op === 'delete' && !there.has(keyOf(owner))
    if (isMade) return [{ outcome: { status: 'applied', change: owner }, receipt: null }]
    const failure: Failure = { code: 'conflict', message: problems.map(({ problem }) => problem.message).join('; ') }
    return accepted ? [] : [{ outcome: { status: 'failed', change: owner, failure }, receipt: null }]
  })
  return { changes, settled }
}

/** What a change of a plan asks for; a set that is not what it was any more is not deleted. */
export function intentOf(change: Change): Intent {
  if (change.op !== 'delete') return { op: 'put', rrset: change.after }
  const { name, type, variant, records } = change.before
  return { op: 'delete', name, type, expected: records, ...(variant === undefined ? {} : { variant }) }
}

async function settle(
  { store, now }: Deps,
  { zone, changeSet, changes }: ImportWork,
  { applied, stoppedBy }: Tally,
): Promise<ChangeSet> {
  const about = { domain: zone.domain, applied, total: changes.count, now: now(), stoppedBy }
  await store.changeSets.settle(importEnd(changeSet, about))
  const settled = await store.changeSets.get(changeSet.zoneId, changeSet.id)
  if (settled === undefined) throw new Error(`the change set ${changeSet.id} is gone`)
  return settled
}
