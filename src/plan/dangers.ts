import { nameWithoutFinalDot } from '../dns/name.ts'
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
  return dangersOfLoss(
    summary,
    changes.reduce((loss, change) => countLoss(loss, change, zone), noLoss),
    zone,
  )
}

/** What changes take from a zone, counted as they stream by. */
export interface Loss {
  /** Sets deleted or replaced. */
  lost: number
  /** Of these, deleted ones that aren't managed. */
  deleted: number
  /** Changes of sets that aren't managed, other than deletes. */
  others: number
  apexNs: boolean
}

export const noLoss: Loss = { lost: 0, deleted: 0, others: 0, apexNs: false }

export function countLoss({ lost, deleted, others, apexNs }: Loss, change: Change, zone: Name): Loss {
  const own = !isManaged(setOf(change), zone)
  return {
    lost: lost + (change.op === 'create' ? 0 : 1),
    deleted: deleted + (own && change.op === 'delete' ? 1 : 0),
    others: others + (own && change.op !== 'delete' ? 1 : 0),
    apexNs: apexNs || isApexNs(setOf(change), zone),
  }
}

/** The same as `dangers`, of changes that have been counted. */
export function dangersOfLoss(summary: ZoneSummary, { lost, deleted, others, apexNs }: Loss, zone: Name): Danger[] {
  const found: Danger[] = []
  if (apexNs) {
    found.push({
      code: 'apex_ns_changed',
      message: `the name servers of ${nameWithoutFinalDot(zone)} itself would change`,
    })
  }
  if (summary.sets >= smallZone && lost > summary.sets * largeShare) {
    found.push({ code: 'many_sets_lost', message: `${lost} of ${summary.sets} sets would be deleted or replaced` })
  }
  if (others === 0 && deleted > 1 && deleted >= summary.sets - summary.managed) {
    found.push({
      code: 'zone_emptied',
      message: `no set would be left in ${nameWithoutFinalDot(zone)} but those the provider keeps`,
    })
  }
  return found
}

/** Whether such changes could be dangerous in a zone that holds so much at least. */
export function couldBeDangerous({ sets, managed }: ZoneSummary, changes: readonly Change[], zone: Name): boolean {
  const { lost, deleted, others, apexNs } = changes.reduce((loss, change) => countLoss(loss, change, zone), noLoss)
  if (apexNs || lost > Math.max(sets, smallZone) * largeShare) return true
  return others === 0 && deleted > 1 && deleted >= sets - managed
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

function isManaged(set: RRset, zone: Name): boolean {
  return set.name === zone && (set.type === 'SOA' || set.type === 'NS')
}

function isApexNs(set: RRset, zone: Name): boolean {
  return set.name === zone && set.type === 'NS'
}
