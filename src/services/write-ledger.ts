import { setOf } from '../plan/change.ts'
import { targetOf } from '../plan/resolve.ts'
import type { OwnerResult } from '../plan/resolve-all.ts'
import { setKey } from '../plan/set-key.ts'
import type { Change } from '../plan/types.ts'
import type { Ledger } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import type { WriteUnit } from './write-group.ts'

/** What the history is to tell of a plan. Each caller's rows go with one of the batches that carry their changes. */
export interface WriteLedger {
  /** What a provider with a ledger commits together with a batch. */
  ledgerFor(batch: readonly Change[]): Ledger
  /** Stores the rows of these callers that no batch has carried. */
  addRest(done: readonly WriteUnit[]): Promise<void>
}

export function createWriteLedger(
  store: Store,
  accepted: readonly OwnerResult<WriteUnit>[],
  changes: readonly Change[],
  carried: boolean,
): WriteLedger {
  const changed = new Set(changes.map(change => setKey(setOf(change))))
  const entries = accepted.map(({ owner, intents }) => ({
    owner,
    rows: owner.activities(intents),
    // The set whose batch the rows go with. There is none where later callers have undone what this one did.
    anchor: owner.intents.map(intent => setKey(targetOf(intent))).find(key => changed.has(key)),
  }))
  return {
    ledgerFor: batch => {
      const keys = new Set(batch.map(change => setKey(setOf(change))))
      const carriedBy = entries.filter(({ anchor }) => anchor !== undefined && keys.has(anchor))
      return { activities: carriedBy.flatMap(({ rows }) => rows), settlements: [] }
    },
    addRest: async done => {
      const owners = new Set(done)
      const rest = entries.filter(({ owner, anchor }) => owners.has(owner) && !(carried && anchor !== undefined))
      const rows = rest.flatMap(entry => entry.rows)
      if (rows.length > 0) await store.activities.add(rows)
    },
  }
}
