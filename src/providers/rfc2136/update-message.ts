import { createMessage, type Message, type MessageRecord } from '../../dns/message.ts'
import type { Name, RRset } from '../../dns/rrset.ts'
import { beforeOf, setOf } from '../../plan/change.ts'
import type { Change } from '../../plan/types.ts'

/**
 * Changes as one UPDATE (RFC 2136), in their order. What each one was planned on must be there as it was, or the server makes none of
 * them; only TTLs don't count (§2.4.2).
 */
export function updateMessage(zone: Name, changes: readonly Change[]): Message {
  return createMessage({
    opcode: 'UPDATE',
    questions: [{ name: zone, type: 'SOA', class: 'IN' }],
    answers: changes.flatMap(prerequisites),
    authorities: changes.flatMap(change => updates(zone, change)),
  })
}

function prerequisites(change: Change): MessageRecord[] {
  const before = beforeOf(change)
  if (before !== undefined) return recordsOf(before, 0)
  const { name, type } = setOf(change)
  // §2.4.3: the set does not exist.
  return [{ name, type, class: 'NONE', ttl: 0, rdata: '' }]
}

function updates(zone: Name, change: Change): MessageRecord[] {
  if (change.op === 'create') return recordsOf(change.after)
  if (change.op === 'delete') return [wholeSet(change.before)]
  const { before, after } = change
  // A server ignores whatever would leave the apex without NS records (§3.4.2.4), so those that stay must be there first.
  if (after.type === 'NS' && after.name === zone) return [...recordsOf(after), ...gone(before, after)]
  // Servers differ in which values they take for the same, so none is named to go; what comes again at once stays for them.
  return [wholeSet(before), ...recordsOf(after)]
}

/** §2.5.1 where they are added, §2.4.2 where they must be there. */
function recordsOf({ name, type, ttl, records }: RRset, otherTtl = ttl): MessageRecord[] {
  return records.map(rdata => ({ name, type, class: 'IN', ttl: otherTtl, rdata }))
}

/** §2.5.2 */
function wholeSet({ name, type }: RRset): MessageRecord {
  return { name, type, class: 'ANY', ttl: 0, rdata: '' }
}

/** §2.5.4 */
function gone({ name, type, records }: RRset, after: RRset): MessageRecord[] {
  const stays = new Set(after.records)
  return records.filter(rdata => !stays.has(rdata)).map(rdata => ({ name, type, class: 'NONE', ttl: 0, rdata }))
}
