import type { Problem } from '../dns/problem.ts'
import type { Name } from '../dns/rrset.ts'
import { batches } from '../plan/batches.ts'
import { setOf } from '../plan/change.ts'
import { setKey } from '../plan/set-key.ts'
import type { Change, Failure, Outcome } from '../plan/types.ts'
import type { Capabilities } from '../providers/provider.ts'
import { type Sending, sendBatch } from './apply-batch.ts'
import { createFooting, stepsOf } from './plan-steps.ts'
import type { WriteLedger } from './write-ledger.ts'

/** What became of one change of a plan, and the provider's word for the call that carried it. */
export interface SentOutcome {
  outcome: Outcome
  receipt: string | null
}

/** By set (`setKey`). */
export type SentOutcomes = ReadonlyMap<string, SentOutcome>

export interface Applied {
  outcomes: SentOutcomes
  calls: number
}

/**
 * Sends a plan in as many calls as the provider's limits ask for, and gives one outcome for each change. After a call that the
 * provider refused to take, or didn't answer, nothing more is sent; and what stands on a change that failed isn't either.
 */
export async function applyPlan(sending: Sending, changes: readonly Change[], ledger: WriteLedger): Promise<Applied> {
  const { kind, remote } = sending.open
  const plan = splitPlan(changes, kind.capabilities, remote.name)
  const outcomes = new Map<string, SentOutcome>()
  const lost = createFooting(remote.name)
  let calls = 0
  let broken = false
  const note = (all: readonly Outcome[], receipt: string | null) => {
    for (const outcome of all) {
      if (outcome.status !== 'applied') lost.add(outcome.change)
      outcomes.set(setKey(setOf(outcome.change)), { outcome, receipt })
    }
  }
  note(plan.oversize, null)
  for (const batch of plan.batches) {
    const [skipped, sendable] = partition(batch, change => broken || lost.carries(change))
    note(
      skipped.map(change => ({ status: 'skipped', change })),
      null,
    )
    if (sendable.length === 0) continue
    calls++
    const sent = await sendBatch(sending, sendable, ledger.ledgerFor(sendable))
    note(sent.outcomes, sent.receipt)
    broken = sent.outcomes.some(endsAll)
    await ledger.afterBatch(sent.outcomes)
  }
  return { outcomes, calls }
}

/** How many calls some changes take; what is too large for any is a problem. */
export function callsOf(
  changes: readonly Change[],
  capabilities: Capabilities,
  zone: Name,
): { count: number; problems: Problem[] } {
  const plan = splitPlan(changes, capabilities, zone)
  const problems = batches(changes, capabilities.batch).oversize.map(({ problem: { path, code, message } }) => ({
    path,
    code,
    message,
  }))
  return { count: plan.batches.length, problems }
}

/** Within the provider's limits; where it may make a part of a batch, also by what stands on what. */
export function splitPlan(
  changes: readonly Change[],
  { batch }: Capabilities,
  zone: Name,
): { batches: Change[][]; oversize: Outcome[] } {
  const plan = batches(changes, batch)
  const oversize = plan.oversize.flatMap(({ changes, problem }) =>
    changes.map((change): Outcome => ({ status: 'failed', change, failure: tooLarge(problem.message) })),
  )
  return { batches: batch.atomic ? plan.batches : plan.batches.flatMap(one => stepsOf(one, zone)), oversize }
}

/** Whether it says something about the account, the zone or the service, rather than about the set. */
function endsAll(outcome: Outcome): boolean {
  if (outcome.status === 'unknown') return true
  return outcome.status === 'failed' && outcome.failure.code !== 'rejected' && outcome.failure.code !== 'conflict'
}

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  const [first, second]: [T[], T[]] = [[], []]
  for (const one of all) (isFirst(one) ? first : second).push(one)
  return [first, second]
}

function tooLarge(message: string): Failure {
  return { code: 'rejected', message, details: { code: 'change_too_large', message } }
}
