import type { RRset } from '../dns/rrset.ts'
import { batches } from '../plan/batches.ts'
import { afterOf, beforeOf, setOf } from '../plan/change.ts'
import { isSameSet } from '../plan/same-set.ts'
import type { BatchLimits } from '../plan/service-limits.ts'
import { setKey } from '../plan/set-key.ts'
import type { Change, Failure, Outcome } from '../plan/types.ts'
import { ProviderError } from '../providers/provider.ts'
import type { Ledger } from '../store/history.ts'
import type { OpenZone } from './open-provider.ts'
import { readSets } from './read-sets.ts'

/** What became of each change of a plan, by its set (`setKey`). */
export type Outcomes = ReadonlyMap<string, Outcome>

/**
 * Sends a plan in as many calls as the provider's limits ask for, and gives one outcome for each change; none is left
 * `unknown`. After a call that the provider refused to take, nothing more is sent.
 *
 * `ledgerOf`: what is to be committed together with a batch.
 */
export async function applyPlan(
  open: OpenZone,
  changes: readonly Change[],
  ledgerOf: (batch: readonly Change[]) => Ledger,
): Promise<Outcomes> {
  const plan = batches(changes, open.kind.capabilities.batch)
  const outcomes = plan.oversize.flatMap(({ changes, problem }) =>
    changes.map((change): Outcome => ({ status: 'failed', change, failure: tooLarge(problem.message) })),
  )
  let broken = false
  for (const batch of plan.batches) {
    const sent: Outcome[] = broken ? skip(batch) : await send(open, batch, ledgerOf(batch))
    broken ||= sent.some(outcome => outcome.status === 'failed' && !isOfOneSet(outcome.failure))
    outcomes.push(...sent)
  }
  return new Map(outcomes.map(outcome => [setKey(setOf(outcome.change)), outcome]))
}

/** How many calls some changes take; what is too large for any is a problem. */
export function callsOf(
  changes: readonly Change[],
  limits: BatchLimits,
): { count: number; problems: { path: string; code: string; message: string }[] } {
  const plan = batches(changes, limits)
  const problems = plan.oversize.map(({ problem: { path, code, message } }) => ({ path, code, message }))
  return { count: plan.batches.length, problems }
}

async function send(open: OpenZone, batch: readonly Change[], ledger: Ledger): Promise<Outcome[]> {
  const { provider, remote, kind } = open
  try {
    const call = kind.capabilities.ledger ? { ledger } : {}
    const { outcomes } = await provider.apply(remote, batch, call)
    return await Promise.all(outcomes.map(outcome => settleUnknown(open, outcome)))
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    const { failure } = error
    return batch.map(change => ({ status: 'failed', change, failure }))
  }
}

/** A change that no answer came to: applied if the zone says so, failed otherwise. */
async function settleUnknown(open: OpenZone, outcome: Outcome): Promise<Outcome> {
  if (outcome.status !== 'unknown') return outcome
  const { change, failure } = outcome
  const set = setOf(change)
  const there = (await readSets(open, [set.name])).find(found => setKey(found) === setKey(set))
  if (isSame(there, afterOf(change))) return { status: 'applied', change }
  const message = isSame(there, beforeOf(change)) ? failure.message : `${failure.message}; the set is in between`
  return { status: 'failed', change, failure: { ...failure, message } }
}

function isSame(one: RRset | undefined, other: RRset | undefined): boolean {
  return one === undefined || other === undefined ? one === other : isSameSet(one, other)
}

/** Whether the refusal says something about the set, rather than about the account, the zone or the service. */
function isOfOneSet({ code }: Failure): boolean {
  return code === 'rejected' || code === 'conflict'
}

function skip(batch: readonly Change[]): Outcome[] {
  return batch.map(change => ({ status: 'skipped', change }))
}

function tooLarge(message: string): Failure {
  return { code: 'rejected', message, details: { code: 'change_too_large', message } }
}
