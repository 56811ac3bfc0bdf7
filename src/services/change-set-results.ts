import { afterOf, setOf } from '../plan/change.ts'
import { placedChanges } from '../plan/placed-changes.ts'
import type { IntentResult } from '../plan/resolve-all.ts'
import { isSameSet } from '../plan/same-set.ts'
import { setKey } from '../plan/set-key.ts'
import type { Change, Intent } from '../plan/types.ts'
import type { ChangeRecord, ChangeSet } from '../store/history.ts'
import type { SentOutcome, SentOutcomes } from './apply-plan.ts'
import type { WriteUnit } from './change-set-unit.ts'

/**
 * One record for each change that an intent came to, with that intent's own change: of several callers who changed one set, each
 * has their step of it. A set that the plan doesn't touch in the end, because a later caller took the change back, counts as
 * applied.
 */
export function recordsOf(
  { made }: Pick<WriteUnit, 'made'>,
  results: readonly IntentResult[],
  outcomes: SentOutcomes,
): ChangeRecord[] {
  const fresh = placedChanges(results)
    .filter(({ position }) => !made.has(position))
    .map(({ position, change }) => recordOf(position, change, outcomes.get(setKey(setOf(change)))))
  return [...made.values(), ...fresh].sort((one, other) => one.position - other.position)
}

function recordOf(position: number, change: Change, sent: SentOutcome | undefined): ChangeRecord {
  if (sent === undefined) return { position, change, status: 'applied', failure: null, receipt: null }
  const { outcome, receipt } = sent
  switch (outcome.status) {
    case 'applied':
      return { position, change: asStored(change, sent), status: 'applied', failure: null, receipt }
    case 'failed':
      return { position, change, status: 'failed', failure: outcome.failure, receipt }
    default:
      return { position, change, status: 'skipped', failure: null, receipt: null }
  }
}

/** With the set as the provider keeps it, where this was the last step that made it. */
function asStored(change: Change, { outcome }: SentOutcome): Change {
  if (outcome.status !== 'applied' || outcome.stored === undefined || change.op === 'delete') return change
  const final = afterOf(outcome.change)
  return final !== undefined && isSameSet(final, change.after) ? { ...change, after: outcome.stored } : change
}

/** The results with the sets as they are stored. */
export function storedResults(results: readonly IntentResult[], records: readonly ChangeRecord[]): IntentResult[] {
  const changes = new Map(records.map(({ position, change }) => [position, change]))
  return results.map((result, position) => {
    const change = changes.get(position)
    if (change === undefined) return result
    const stored = afterOf(change)
    return { resolution: { status: 'change', change }, ...(stored && { stored }) }
  })
}

/** The results of a change set that somebody else has settled, from what is kept of it. */
export function resultsFromStore({ intents }: ChangeSet, records: readonly ChangeRecord[]): IntentResult[] {
  const unchanged = intents.map((intent): IntentResult => {
    const rrset = wantedSet(intent)
    return { resolution: { status: 'unchanged', ...(rrset && { rrset }) }, ...(rrset && { stored: rrset }) }
  })
  return storedResults(unchanged, records)
}

function wantedSet(intent: Intent) {
  return intent.op === 'put' || intent.op === 'create' ? intent.rrset : undefined
}
