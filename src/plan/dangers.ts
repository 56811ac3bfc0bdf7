import type { Name, RRset } from '../dns/rrset.ts'
import { setOf } from './change.ts'
import type { Change } from './types.ts'

/** Why a plan needs to be confirmed. */
export interface Danger {
  code: 'apex_ns_changed' | 'many_sets_lost' | 'zone_emptied'
  message: string
}

/** What a zone holds, in numbers. */
export interface ZoneSummary {
  /** All sets, SOA and apex NS among them where the provider shows them. */
  sets: number
  /** How many of these are SOA and apex NS sets, without which a zone still counts as empty. */
  managed: number
}

/** Below this a third of a zone is a handful of sets, which people change at once all the time. */
const smallZone = 10
const largeShare = 0.3

/**
 * What could take a zone off the net by mistake: deleting or replacing more than 30 % of its sets (of 10 or more), any change
 * of the apex NS set, and leaving nothing but SOA and NS where there were two sets or more (deleting the only one is no accident).
 */
export function dangers(summary: ZoneSummary, changes: readonly Change[], zone: Name): Danger[] {
  const lost = changes.filter(change => change.op !== 'create').length
  const found: Danger[] = []
  if (changes.some(change => isApexNs(setOf(change), zone))) {
    found.push({ code: 'apex_ns_changed', message: `the name servers of ${zone} itself would change` })
  }
  if (summary.sets >= smallZone && lost > summary.sets * largeShare) {
    found.push({ code: 'many_sets_lost', message: `${lost} of ${summary.sets} sets would be deleted or replaced` })
  }
  if (isEmptied(summary, changes, zone)) {
    found.push({ code: 'zone_emptied', message: `no set would be left in ${zone} but those the provider keeps` })
  }
  return found
}

/** Counts sets for `dangers` as they stream by. */
export async function summarize(zone: Name, sets: Iterable<RRset> | AsyncIterable<RRset>): Promise<ZoneSummary> {
  const summary: ZoneSummary = { sets: 0, managed: 0 }
  for await (const set of sets) {
    summary.sets++
    if (isManaged(set, zone)) summary.managed++
  }
  return summary
}

function isEmptied(summary: ZoneSummary, changes: readonly Change[], zone: Name): boolean {
  const own = changes.filter(change => !isManaged(setOf(change), zone))
  const deleted = own.filter(change => change.op === 'delete').length
  const isAllDeleted = deleted >= summary.sets - summary.managed
  return deleted > 1 && isAllDeleted && own.every(change => change.op === 'delete')
}

function isManaged(set: RRset, zone: Name): boolean {
  return set.name === zone && (set.type === 'SOA' || set.type === 'NS')
}

function isApexNs(set: RRset, zone: Name): boolean {
  return set.name === zone && set.type === 'NS'
}
