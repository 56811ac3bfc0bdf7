import { setOf } from '../plan/change.ts'
import type { OwnerResult } from '../plan/resolve-all.ts'
import { setKey } from '../plan/set-key.ts'
import type { Change, Outcome } from '../plan/types.ts'
import type { Ledger, Settlement } from '../store/history.ts'
import type { NewActivity } from '../store/store.ts'
import type { Sending } from './apply-batch.ts'
import { changeSetActivities } from './change-set-activities.ts'
import { settled, settlementOf } from './change-set-end.ts'
import { recordsOf } from './change-set-results.ts'
import type { WriteUnit } from './change-set-unit.ts'

/** Which change sets end with which batch of a plan: with the last one that carries a change of theirs, if all went well. */
export interface WriteLedger {
  /** What a provider with a ledger commits together with a batch. */
  ledgerFor(batch: readonly Change[]): Ledger
  /** To be told of every batch that was sent. */
  afterBatch(outcomes: readonly Outcome[]): Promise<void>
  /** The end of a change set that was committed with a batch; undefined for those that are still to be settled. */
  carried(unit: WriteUnit): Settlement | undefined
}

interface Entry {
  unit: WriteUnit
  /** Its sets that haven't been written yet. */
  left: Set<string>
  settlement(): Settlement
  riding?: Settlement
  carried?: Settlement
}

export function createWriteLedger(
  { deps, open, lease }: Sending,
  accepted: readonly OwnerResult<WriteUnit>[],
  changes: readonly Change[],
): WriteLedger {
  const hasLedger = open.kind.capabilities.ledger
  const changed = new Set(changes.map(change => setKey(setOf(change))))
  const entries = accepted.map(entryOf)
  const byUnit = new Map(entries.map(entry => [entry.unit, entry]))

  function entryOf({ owner, intents }: OwnerResult<WriteUnit>): Entry {
    const keys = intents.flatMap(({ resolution }) =>
      resolution.status === 'change' ? [setKey(setOf(resolution.change))] : [],
    )
    const settlement = () => settlementOf(owner.changeSet, recordsOf(owner, intents, new Map()), deps.now())
    const left = new Set(keys.filter(key => changed.has(key)))
    return { unit: owner, left, settlement }
  }

  /** Those that are whole once the batch is applied. Sets that come to no change have nothing to ride on. */
  function riders(keys: ReadonlySet<string>): Entry[] {
    return entries.filter(({ left }) => left.size > 0 && left.size <= keys.size && left.isSubsetOf(keys))
  }

  return {
    ledgerFor(batch) {
      if (!hasLedger) return { activities: [], settlements: [] }
      const riding = riders(new Set(batch.map(change => setKey(setOf(change)))))
      for (const entry of riding) entry.riding = entry.settlement()
      const settlements = riding.flatMap(entry => entry.riding ?? [])
      return {
        activities: riding.flatMap(entry => activitiesOf(entry, open.zone.domain, deps.now())),
        settlements,
        lease,
      }
    },
    async afterBatch(outcomes) {
      const applied = new Set(
        outcomes.flatMap(({ status, change }) => (status === 'applied' ? [setKey(setOf(change))] : [])),
      )
      for (const entry of entries) {
        if (entry.left.size === 0) continue
        entry.left = entry.left.difference(applied)
        if (entry.left.size === 0 && entry.riding) entry.carried = entry.riding
        delete entry.riding
      }
    },
    carried: unit => byUnit.get(unit)?.carried,
  }
}

function activitiesOf({ unit: { changeSet }, riding }: Entry, domain: string, now: number): NewActivity[] {
  if (riding === undefined) return []
  return changeSetActivities(settled(changeSet, riding), riding.changes, { domain, now })
}
