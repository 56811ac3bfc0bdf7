import { setImmediate as turn } from 'node:timers/promises'
import type { Problem } from '../dns/problem.ts'
import { setOf } from '../plan/change.ts'
import { resolveAll } from '../plan/resolve-all.ts'
import { setKey } from '../plan/set-key.ts'
import type { Change, Failure, Intent, Outcome } from '../plan/types.ts'
import type { ChangeRecord, ChangeSet } from '../store/history.ts'
import type { Sending } from './apply-batch.ts'
import { applyPlan, type SentOutcome } from './apply-plan.ts'
import type { ImportChanges } from './import-changes.ts'
import { importEnd } from './import-end.ts'
import { readSets } from './read-sets.ts'

/**
 * Changes that are made, and told of, in one step; on the built-in provider that's one transaction, during which the embedded
 * database lets nothing else be done.
 */
const stepSize = 2_500

/** How often a step is planned anew because somebody else had changed one of its sets. */
const maxAttempts = 5

/** How far an import has come. */
interface Tally {
  applied: number
  /** Of the next change. */
  position: number
  /** Why it can't go on. */
  stoppedBy: Problem | undefined
}

/**
 * Makes the changes of a large import step by step, with nothing else written to the zone meanwhile, and settles its change
 * set. It ends early where the provider can't go on, or where the process is about to end: what was done stays, and importing
 * the same file again does the rest.
 */
export async function applyImport(
  sending: Sending,
  changeSet: ChangeSet,
  changes: ImportChanges,
  signal: AbortSignal,
): Promise<ChangeSet> {
  const tally: Tally = { applied: 0, position: 0, stoppedBy: undefined }
  try {
    for await (const chunk of changes.chunks(stepSize)) {
      if (signal.aborted) tally.stoppedBy = { path: '', code: 'interrupted', message: 'Zoneplane was about to end' }
      if (tally.stoppedBy !== undefined) break
      await makeStep(sending, changeSet, chunk, tally)
      await turn()
    }
  } catch (error) {
    sending.deps.log.error({ err: error, changeSetId: changeSet.id }, 'an import could not be brought to its end')
    tally.stoppedBy = { path: '', code: 'internal_error', message: 'something went wrong here; the log has it' }
  }
  return settle(sending, changeSet, tally, changes.count)
}

/** Those that met somebody else's changes are planned anew, and so are those that were skipped for another's sake. */
async function makeStep(sending: Sending, changeSet: ChangeSet, chunk: readonly Change[], tally: Tally): Promise<void> {
  let left = chunk
  for (let attempt = 1; left.length > 0; attempt++) {
    const sent = await send(sending, changeSet, left, tally)
    const again = sent.filter(({ outcome }) => attempt < maxAttempts && isForAnotherAttempt(outcome))
    const isOver = tally.stoppedBy !== undefined || again.length === 0
    await note(sending, changeSet, isOver ? sent : sent.filter(one => !again.includes(one)), tally)
    if (isOver) return
    const { changes, settled } = await planAnew(sending, again)
    await note(sending, changeSet, settled, tally)
    left = changes
  }
}

/** What was carried by a ledger is told of already. */
interface Told extends SentOutcome {
  told?: boolean
}

/** On a provider with a ledger each batch's changes are told of with the records, in one transaction. */
async function send(
  sending: Sending,
  { id, zoneId }: ChangeSet,
  changes: readonly Change[],
  tally: Tally,
): Promise<Told[]> {
  const { open, lease, deps } = sending
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
      const isUnclear = all.some(({ status }) => status === 'unknown')
      const isCommitted = isUnclear
        ? ((await deps.store.changeSets.get(zoneId, id))?.done ?? 0) > tally.position
        : all.every(({ status }) => status === 'applied')
      if (isCommitted) advance(tally, all.length)
    },
    carried: () => undefined,
  })
  const sent = changes.map(change => outcomes.get(setKey(setOf(change)))!)
  const fatal = sent.find(({ outcome }) => isFatal(outcome))?.outcome
  if (fatal !== undefined && 'failure' in fatal) tally.stoppedBy = problemOf(fatal.failure)
  return hasLedger ? sent.filter(({ outcome }) => outcome.status !== 'applied' && outcome.status !== 'unknown') : sent
}

function advance(tally: Tally, count: number): void {
  tally.position += count
  tally.applied += count
}

async function note({ deps }: Sending, { id }: ChangeSet, sent: readonly SentOutcome[], tally: Tally): Promise<void> {
  if (sent.length === 0) return
  const records = sent.map(({ outcome, receipt }, index) => recordOf(outcome, receipt, tally.position + index))
  await deps.store.changeSets.addChanges(id, records)
  tally.position += records.length
  tally.applied += records.filter(record => record.status === 'applied').length
}

function recordOf(outcome: Outcome, receipt: string | null, position: number): ChangeRecord {
  const { change, status } = outcome
  const failure = 'failure' in outcome ? outcome.failure : null
  return { position, change, status: status === 'unknown' ? 'failed' : status, failure, receipt }
}

function isFatal(outcome: Outcome): boolean {
  return 'failure' in outcome && !isOfOneSet(outcome.failure)
}

function isForAnotherAttempt(outcome: Outcome): boolean {
  return outcome.status === 'skipped' || (outcome.status === 'failed' && outcome.failure.code === 'conflict')
}

function isOfOneSet({ code }: Failure): boolean {
  return code === 'rejected' || code === 'conflict'
}

function problemOf({ code, message, details }: Failure): Problem {
  return { path: 'provider', code: details?.code ?? code, message: details?.message ?? message }
}

/** What the changes come to in the zone as it is now. */
async function planAnew(
  { open }: Sending,
  sent: readonly SentOutcome[],
): Promise<{ changes: Change[]; settled: SentOutcome[] }> {
  const names = new Set(sent.map(({ outcome }) => setOf(outcome.change).name))
  const requests = sent.map(({ outcome }) => ({ owner: outcome.change, intents: [intentOf(outcome.change)] }))
  const rules = { zone: open.remote.name, service: open.kind.capabilities }
  const { changes, owners } = resolveAll(requests, await readSets(open, [...names]), rules)
  const changed = new Set(changes.map(change => setKey(setOf(change))))
  const settled = owners.flatMap(({ owner, accepted, problems }): SentOutcome[] => {
    const failure: Failure = { code: 'conflict', message: problems.map(({ problem }) => problem.message).join('; ') }
    if (!accepted) return [{ outcome: { status: 'failed', change: owner, failure }, receipt: null }]
    // Somebody else has made it what it was to be.
    return changed.has(setKey(setOf(owner))) ? [] : [{ outcome: { status: 'applied', change: owner }, receipt: null }]
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
  { deps, open }: Sending,
  changeSet: ChangeSet,
  { applied, stoppedBy }: Tally,
  total: number,
): Promise<ChangeSet> {
  const { store, now } = deps
  await store.changeSets.settle(
    importEnd(changeSet, { domain: open.zone.domain, applied, total, now: now(), stoppedBy }),
  )
  const settled = await store.changeSets.get(changeSet.zoneId, changeSet.id)
  if (settled === undefined) throw new Error(`the change set ${changeSet.id} is gone`)
  return settled
}
