import type { Change, Outcome } from '../plan/types.ts'
import { ProviderError, type Turn } from '../providers/provider.ts'
import type { Lease, Ledger } from '../store/history.ts'
import type { WriteUnit } from './change-set-unit.ts'
import type { EngineDeps } from './engine-deps.ts'
import type { OpenZone } from './open-provider.ts'

/** A zone that is being written to, under its lease. */
export interface Sending {
  deps: EngineDeps
  open: OpenZone
  lease: Lease
  /** Units of which attempts are stored. */
  attempted: Set<WriteUnit>
}

export interface Sent {
  /** One for each change, in the order given. */
  outcomes: Outcome[]
  receipt: string | null
}

/** Sends one batch, once. What no answer came to is `unknown`: the zone, or with a ledger the store, has to be asked for it. */
export async function sendBatch(sending: Sending, batch: readonly Change[], ledger: Ledger): Promise<Sent> {
  const { outcomes, receipt = null } = await sendOnce(sending, batch, ledger)
  sending.deps.recorder.outcomes(sending.open.kind.id, outcomes)
  return { outcomes, receipt }
}

async function sendOnce(
  { deps, open, lease }: Sending,
  batch: readonly Change[],
  ledger: Ledger,
): Promise<{ outcomes: Outcome[]; receipt?: string }> {
  const { provider, remote, kind } = open
  const hasLedger = kind.capabilities.ledger
  const call = open.call()
  // With a ledger the store itself refuses what is written without the lease.
  if (!hasLedger) await lease.confirm()
  await deps.checkpoint('before-send')
  // There the call and the settling are one commit.
  if (hasLedger) await deps.checkpoint('before-settle')
  try {
    const turn = call.turn && (hasLedger ? call.turn : underLease(call.turn, lease))
    return await provider.apply(remote, batch, { ...call, ...(turn && { turn }), ...(hasLedger && { ledger }) })
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    const { failure } = error
    return { outcomes: batch.map(change => ({ status: 'failed', change, failure })) }
  } finally {
    await deps.checkpoint('after-send')
  }
}

/** The account's rate may have kept the call waiting for longer than the lease lasts, so it's confirmed when the turn has come. */
function underLease(turn: Turn, lease: Lease): Turn {
  return {
    async begin() {
      await turn.begin()
      await lease.confirm()
    },
    end: () => turn.end(),
  }
}
