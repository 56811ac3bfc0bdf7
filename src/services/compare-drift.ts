import type { DriftedSet } from '../contract/drift.ts'
import type { RRset } from '../dns/rrset.ts'
import { afterOf, setOf } from '../plan/change.ts'
import { isSameSet } from '../plan/same-set.ts'
import { type SetId, setKey } from '../plan/set-key.ts'
import type { LastWrite } from '../store/history.ts'

/** A set that isn't as it was last written. */
export interface Drifted {
  kind: DriftedSet['kind']
  set: SetId
  expected?: RRset
  actual?: RRset
  changeSetId?: number
}

export interface DriftComparison {
  written: number
  unsettled: number
  drifted: Drifted[]
  /** What the provider has and nobody has ever written here. */
  unmanaged: RRset[]
}

export interface DriftRules {
  /** A set as the provider stores it. */
  canonical(set: RRset): RRset
  /** Whether a difference may come from a write that is under way, or was while the zone was read. */
  isUnsettled(set: SetId, write?: LastWrite): boolean
  /** Whether the provider keeps the set by itself. */
  isKept(set: SetId): boolean
}

/** Compares what a provider has with the last write of each set. `actual` is used up. */
export async function compareDrift(
  actual: Map<string, RRset>,
  writes: AsyncIterable<LastWrite>,
  rules: DriftRules,
): Promise<DriftComparison> {
  const comparison: DriftComparison = { written: 0, unsettled: 0, drifted: [], unmanaged: [] }
  const note = (drifted: Drifted | undefined, write?: LastWrite) => {
    if (drifted === undefined) return
    if (rules.isUnsettled(drifted.set, write)) comparison.unsettled++
    else comparison.drifted.push(drifted)
  }
  for await (const write of writes) {
    comparison.written++
    const key = setKey(setOf(write.change))
    const there = actual.get(key)
    actual.delete(key)
    note(differenceOf(write, there, rules), write)
  }
  for (const set of actual.values()) {
    if (rules.isKept(set)) continue
    if (rules.isUnsettled(set)) comparison.unsettled++
    else comparison.unmanaged.push(set)
  }
  return comparison
}

function differenceOf(
  { change, changeSetId }: LastWrite,
  actual: RRset | undefined,
  { canonical }: DriftRules,
): Drifted | undefined {
  const after = afterOf(change)
  const known = { set: setOf(change), changeSetId }
  if (after === undefined) return actual && { kind: 'returned', ...known, actual }
  const expected = canonical(after)
  if (actual === undefined) return { kind: 'missing', ...known, expected }
  return isSameSet(expected, actual) ? undefined : { kind: 'changed', ...known, expected, actual }
}
