import { setTimeout } from 'node:timers/promises'
import type { RRset } from '../dns/rrset.ts'
import { afterOf, beforeOf, setOf } from '../plan/change.ts'
import { isSameSet } from '../plan/same-set.ts'
import { setKey } from '../plan/set-key.ts'
import type { Change, Outcome } from '../plan/types.ts'
import { ProviderError } from '../providers/provider.ts'
import type { Lease, Ledger } from '../store/history.ts'
import type { EngineDeps } from './engine-deps.ts'
import type { OpenZone } from './open-provider.ts'
import { readSets } from './read-sets.ts'

/** A zone that is being written to, under its lease. */
export interface Sending {
  deps: EngineDeps
  open: OpenZone
  lease: Lease
}

export interface Sent {
  /** One for each change, in the order given. */
  outcomes: Outcome[]
  receipt: string | null
  /** No answer came to one of the calls, whatever was found out afterwards. */
  wasUnclear: boolean
}

/** How often a batch is sent that no answer came to and that the zone doesn't show. */
const maxSends = 3
const firstPause = 100

/**
 * Sends one batch. Where no answer came the zone is read: what it shows is applied, what it doesn't show is sent again. Left
 * `unknown` is what can't be read; with a ledger everything is, since the store itself knows whether it was committed.
 */
export async function sendBatch(sending: Sending, batch: readonly Change[], ledger: Ledger): Promise<Sent> {
  const { deps, open } = sending
  const outcomes = new Map<string, Outcome>()
  let [left, receipt, wasUnclear]: [readonly Change[], string | null, boolean] = [batch, null, false]
  for (let send = 1; left.length > 0; send++) {
    if (send > 1) {
      deps.recorder.retry()
      await setTimeout(firstPause * 2 ** send)
    }
    const sent = await sendOnce(sending, left, ledger)
    receipt = sent.receipt ?? receipt
    const unclear = sent.outcomes.filter(outcome => outcome.status === 'unknown')
    wasUnclear ||= unclear.length > 0
    for (const outcome of sent.outcomes) outcomes.set(keyOf(outcome), outcome)
    if (open.kind.capabilities.ledger || unclear.length === 0) break
    const seen = await lookAfter(sending, unclear, send === maxSends)
    if (seen === undefined) break
    for (const outcome of seen) outcomes.set(keyOf(outcome), outcome)
    left = seen.filter(({ status }) => status === 'unknown').map(({ change }) => change)
  }
  const all = batch.map(change => outcomes.get(setKey(setOf(change))) ?? ({ status: 'skipped', change } as const))
  deps.recorder.outcomes(open.kind.id, all)
  return { outcomes: all, receipt, wasUnclear }
}

async function sendOnce(
  { deps, open, lease }: Sending,
  batch: readonly Change[],
  ledger: Ledger,
): Promise<{ outcomes: Outcome[]; receipt?: string }> {
  const { provider, remote, kind } = open
  const hasLedger = kind.capabilities.ledger
  return deps.turns.run(turnOf(open), async () => {
    // With a ledger the store itself refuses what is written without the lease.
    if (!hasLedger) await lease.confirm()
    await deps.checkpoint('before-send')
    // There the call and the settling are one commit.
    if (hasLedger) await deps.checkpoint('before-settle')
    try {
      return await provider.apply(remote, batch, hasLedger ? { ledger } : { interactive: true })
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      const { failure } = error
      return { outcomes: batch.map(change => ({ status: 'failed', change, failure })) }
    } finally {
      await deps.checkpoint('after-send')
    }
  })
}

/** Whose turn a call takes. */
export function turnOf({ workspaceId, zone }: OpenZone): { workspaceId: number; zoneId: number } {
  return { workspaceId, zoneId: zone.resource.id }
}

/** What the zone shows of changes that no answer came to; undefined where it can't be read. */
async function lookAfter(
  { deps, open }: Sending,
  unclear: readonly Outcome[],
  isLast: boolean,
): Promise<Outcome[] | undefined> {
  const names = new Set(unclear.map(({ change }) => setOf(change).name))
  try {
    const sets = await deps.turns.run(turnOf(open), () => readSets(open, [...names]))
    const there = new Map(sets.map(set => [setKey(set), set]))
    return unclear.map(outcome => judge(outcome, there.get(keyOf(outcome)), isLast))
  } catch (error) {
    deps.log.warn({ err: error, zone: open.remote.name }, 'a zone could not be read after a call that had no answer')
    return undefined
  }
}

function judge(outcome: Outcome, there: RRset | undefined, isLast: boolean): Outcome {
  const { change } = outcome
  if (outcome.status !== 'unknown' || isSame(there, afterOf(change))) return { status: 'applied', change }
  const { failure } = outcome
  if (isSame(there, beforeOf(change))) return isLast ? { status: 'failed', change, failure } : outcome
  const message = `${failure.message}; the set is neither as it was nor as it should be`
  return { status: 'failed', change, failure: { ...failure, code: 'conflict', message } }
}

function isSame(one: RRset | undefined, other: RRset | undefined): boolean {
  return one === undefined || other === undefined ? one === other : isSameSet(one, other)
}

function keyOf({ change }: Outcome): string {
  return setKey(setOf(change))
}
