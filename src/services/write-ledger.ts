import { setOf } from '../plan/change.ts'
import type { OwnerResult } from '../plan/resolve-all.ts'
import { setKey } from '../plan/set-key.ts'
import type { Change, Outcome } from '../plan/types.ts'
import type { ChangeRecord, Ledger, Settlement } from '../store/history.ts'
import type { Sending } from './apply-batch.ts'
import type { SentOutcomes } from './apply-plan.ts'
import { changeSetActivities } from './change-set-activities.ts'
import { settlementOf } from './change-set-end.ts'
import { recordsOf } from './change-set-results.ts'
import type { WriteUnit } from './change-set-unit.ts'
import { joinByKeys } from './join-by-keys.ts'

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
  records: readonly ChangeRecord[]
  carried?: Settlement
}

/** Change sets that end together: each has a step of a record set that the plan leaves as it is, and that others have one of too. */
interface Carriage {
  entries: readonly Entry[]
  /** Their sets that haven't been written yet. */
  left: Set<string>
}

export function createWriteLedger(
  { deps, open, lease }: Sending,
  accepted: readonly OwnerResult<WriteUnit>[],
  changes: readonly Change[],
): WriteLedger {
  const hasLedger = open.kind.capabilities.ledger
  const changed = new Set(changes.map(change => setKey(setOf(change))))
  const entries = accepted.map(
    ({ owner, intents }): Entry => ({ unit: owner, records: recordsOf(owner, intents, none) }),
  )
  const netted = (entry: Entry) => newKeysOf(entry).filter(key => !changed.has(key))
  const carriages = joinByKeys(entries, netted).map(
    (group): Carriage => ({ entries: group, left: new Set(group.flatMap(newKeysOf).filter(key => changed.has(key))) }),
  )
  const byUnit = new Map(entries.map(entry => [entry.unit, entry]))
  let riding: Riding = { ends: new Map(), progress: [] }

  /** Those end that are whole once the batch is applied; of the others what is made so far is kept. Sets that come to no change have nothing to ride on. */
  function rideOn(keys: ReadonlySet<string>): Riding {
    const touched = carriages.filter(({ left }) => !left.isDisjointFrom(keys))
    const whole = touched.filter(({ left }) => left.isSubsetOf(keys)).flatMap(carriage => carriage.entries)
    const parts = touched.filter(({ left }) => !left.isSubsetOf(keys)).flatMap(carriage => carriage.entries)
    const now = deps.now()
    return {
      ends: new Map(whole.map(entry => [entry, settlementOf(entry.unit, entry.records, now)])),
      progress: parts.map(entry => ({ entry, changes: newRecordsOf(entry).filter(record => keys.has(keyOf(record))) })),
    }
  }

  return {
    ledgerFor(batch) {
      if (!hasLedger) return { activities: [], settlements: [] }
      riding = rideOn(new Set(batch.map(change => setKey(setOf(change)))))
      const about = { domain: open.zone.domain, now: deps.now() }
      const ended = [...riding.ends.keys()]
      return {
        activities: ended.flatMap(({ unit, records }) => changeSetActivities(unit.changeSet, records, about)),
        settlements: [...riding.ends.values()],
        progress: riding.progress
          .filter(({ changes }) => changes.length > 0)
          .map(({ entry, changes }) => ({ changeSetId: entry.unit.changeSet.id, changes })),
        lease,
        tellOthers: ended.some(({ unit }) => unit.isAdopted),
      }
    },
    async afterBatch(outcomes) {
      const isApplied = outcomes.length > 0 && outcomes.every(({ status }) => status === 'applied')
      if (!hasLedger || !isApplied) return
      const applied = new Set(outcomes.map(({ change }) => setKey(setOf(change))))
      for (const carriage of carriages) carriage.left = carriage.left.difference(applied)
      for (const [entry, settlement] of riding.ends) entry.carried = settlement
      for (const { entry, changes } of riding.progress) keep(entry.unit, changes)
    },
    carried: unit => byUnit.get(unit)?.carried,
  }
}

interface Riding {
  ends: ReadonlyMap<Entry, Settlement>
  progress: readonly { entry: Entry; changes: readonly ChangeRecord[] }[]
}

const none: SentOutcomes = new Map()

/** Notes changes of a set that goes on, which are in the store's history. */
export function keep({ made, kept }: WriteUnit, changes: readonly ChangeRecord[]): void {
  for (const record of changes) {
    made.set(record.position, record)
    kept.add(record.position)
  }
}

function newRecordsOf({ unit, records }: Entry): ChangeRecord[] {
  return records.filter(({ position }) => !unit.made.has(position))
}

function newKeysOf(entry: Entry): string[] {
  return newRecordsOf(entry).map(keyOf)
}

function keyOf({ change }: ChangeRecord): string {
  return setKey(setOf(change))
}
