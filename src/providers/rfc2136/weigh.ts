import { rdataToWire } from '../../dns/rdata.ts'
import type { RRset } from '../../dns/rrset.ts'
import { afterOf, beforeOf, setOf } from '../../plan/change.ts'
import type { Change } from '../../plan/types.ts'

/** Bytes. Some servers keep what they are sent in buffers of this size (2026, DNSControl and nsupdate cut there too). */
export const usualMessage = 16 * 1024

/** Bytes that one message has (RFC 1035 §4.2.2), less header, zone and signature. */
export const largestMessage = 65_000

/** An owner's name that stands in the message already, type, class, TTL and length (RFC 1035 §3.2.1, §4.1.4). */
const recordOverhead = 12

/**
 * Bytes that a change takes in an UPDATE at the most: what must be there, what goes and what comes. Names inside of values may be
 * compressed, and are counted in full.
 */
export function weigh(change: Change): number {
  const name = setOf(change).name.length + 1
  const sizes = [beforeOf(change), afterOf(change)].map(set => (set === undefined ? 0 : sizeOf(set)))
  // Of NS sets, which may be the apex's, the values that go are told once more; of others the type alone.
  const deleted = change.op === 'replace' && change.after.type === 'NS' ? sizes[0]! : 0
  return name + 2 * recordOverhead + sizes.reduce((sum, size) => sum + size, deleted)
}

function sizeOf({ type, records }: RRset): number {
  return records.reduce((sum, record) => sum + recordOverhead + rdataToWire(type, record).length, 0)
}
