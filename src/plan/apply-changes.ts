import type { RRset } from '../dns/rrset.ts'
import { setKey } from './set-key.ts'
import type { Change } from './types.ts'

/** The sets of a zone after some changes. `before` is believed: preconditions are checked by whoever keeps the zone. */
export function applyChanges(sets: Iterable<RRset>, changes: readonly Change[]): RRset[] {
  const zone = new Map<string, RRset>()
  for (const set of sets) zone.set(setKey(set), set)
  for (const change of changes) {
    if (change.op === 'delete') zone.delete(setKey(change.before))
    else zone.set(setKey(change.after), change.after)
  }
  return [...zone.values()]
}
