import type { Name, RRset } from '../dns/rrset.ts'
import type { ZoneDifference } from './front.ts'
import { toSetMessage } from './set-message.ts'
import type { OwnedRecords } from './wire-set.ts'

/** One step of a zone, record by record as RFC 1995 §4 has it: each list begins with its SOA. */
export interface WireDifference {
  removed: OwnedRecords[]
  added: OwnedRecords[]
}

/**
 * What parts two states of some sets. A record whose TTL changes goes and comes again. Throws for a step without both SOA sets, and
 * for sets outside the zone.
 */
export function toWireDifference(zone: Name, { before, after }: ZoneDifference): WireDifference {
  return {
    removed: [soaOf(zone, before), ...recordsBeyond(zone, before, after)],
    added: [soaOf(zone, after), ...recordsBeyond(zone, after, before)],
  }
}

function soaOf(zone: Name, sets: readonly RRset[]): OwnedRecords {
  const soa = sets.find(set => isSoa(zone, set))
  if (soa === undefined || soa.records.length !== 1) throw new RangeError(`a difference of ${zone} has no SOA`)
  return toRecords(zone, soa, soa.records)
}

/** The records of the first sets that the others haven't, but for the SOA. */
function recordsBeyond(zone: Name, sets: readonly RRset[], others: readonly RRset[]): OwnedRecords[] {
  const otherSets = new Map(others.map(set => [keyOf(set), set]))
  return sets
    .filter(set => !isSoa(zone, set))
    .map(set => ({ set, records: recordsNotIn(set, otherSets.get(keyOf(set))) }))
    .filter(({ records }) => records.length > 0)
    .map(({ set, records }) => toRecords(zone, set, records))
}

function recordsNotIn(set: RRset, other: RRset | undefined): readonly string[] {
  if (other === undefined || other.ttl !== set.ttl) return set.records
  const there = new Set(other.records)
  return set.records.filter(record => !there.has(record))
}

function toRecords(zone: Name, { name, type, ttl }: RRset, records: readonly string[]): OwnedRecords {
  const message = toSetMessage(zone, { name, type, after: { ttl, records } })
  return { owner: message.name, type: message.type, ...message.set! }
}

function keyOf({ name, type }: RRset): string {
  return `${name} ${type}`
}

function isSoa(zone: Name, { name, type }: RRset): boolean {
  return type === 'SOA' && name === zone
}
