import type { RRset } from '../../dns/rrset.ts'
import { afterOf, beforeOf, setOf } from '../../plan/change.ts'
import type { Change, Weight } from '../../plan/types.ts'
import { toServiceValue } from './values.ts'

/** What one request may hold ("Maximums on ChangeResourceRecordSets requests" in the quotas of the developer guide). */
export const requestLimits = { elements: 1000, characters: 32_000 }

/**
 * How much of a request a change takes. A replace is sent as a DELETE of exactly what was there and a CREATE, which counts the
 * values of both; an UPSERT counts the new values twice, the same for most changes, and overwrites whatever it finds.
 */
export function weigh(change: Change): Weight {
  const exact = sumOf([beforeOf(change), afterOf(change)])
  const upsert = weighUpsert(change)
  // The NS set at the apex is always upserted, and which name that is can't be told from a change.
  if (upsert !== undefined && setOf(change).type === 'NS') return larger(exact, upsert)
  return upsert !== undefined && !fits(exact) && fits(upsert) ? upsert : exact
}

/** Whether a replace is too large for a DELETE and a CREATE in one request, but not for an UPSERT. */
export function needsUpsert(change: Change): boolean {
  const upsert = weighUpsert(change)
  return upsert !== undefined && !fits(sumOf([beforeOf(change), afterOf(change)])) && fits(upsert)
}

function weighUpsert(change: Change): Weight | undefined {
  return change.op === 'replace' ? sumOf([change.after, change.after]) : undefined
}

function sumOf(sets: readonly (RRset | undefined)[]): Weight {
  const given = sets.filter(set => set !== undefined)
  return {
    // An alias has no values; counted as one it can't make a request of thousands.
    elements: given.reduce((sum, { records }) => sum + Math.max(1, records.length), 0),
    characters: given.reduce((sum, set) => sum + charactersOf(set), 0),
  }
}

function charactersOf({ type, records }: RRset): number {
  return records.reduce((sum, record) => sum + toServiceValue(type, record).length, 0)
}

function larger(one: Weight, other: Weight): Weight {
  return Object.fromEntries(
    Object.keys(one).map(counter => [counter, Math.max(one[counter] ?? 0, other[counter] ?? 0)]),
  )
}

function fits(weight: Weight): boolean {
  return Object.entries(requestLimits).every(([counter, limit]) => (weight[counter] ?? 0) <= limit)
}
