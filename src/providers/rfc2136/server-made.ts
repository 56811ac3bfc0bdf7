import type { Problem } from '../../dns/problem.ts'
import { signingTypes } from '../../dns/record-types.ts'
import type { Name, RecordType, RRset } from '../../dns/rrset.ts'

/**
 * Types that servers which sign a zone put at its apex by themselves: their keys (RFC 4034 §2), what asks the parent to follow these
 * (RFC 7344, RFC 8078), and the digest of the zone, which is wrong after every change (RFC 8976 §2).
 */
const apexTypes: ReadonlySet<RecordType> = new Set(['DNSKEY', 'CDS', 'CDNSKEY', 'ZONEMD'])

/** BIND's notes on how far signing has come (2026-03, BIND 9 ARM, "sig-signing-type": 65534 unless it is set to another one). */
const bindSigningType: RecordType = 'TYPE65534'

/**
 * Whether a set is the server's own. It's neither shown nor written: a zone that is read, changed and compared here keeps all that
 * the server has made in it.
 */
export function isServerMade({ name, type }: { name: Name; type: RecordType }, zone: Name): boolean {
  if (signingTypes.has(type) || type === bindSigningType) return true
  return name === zone && apexTypes.has(type)
}

export function auditSet(set: RRset, zone: Name): Problem[] {
  if (!isServerMade(set, zone)) return []
  const where = apexTypes.has(set.type) ? ' at the top of a zone' : ''
  const message = `${set.type} records${where} are left to the server, which makes them where it signs the zone`
  return [{ path: 'type', code: 'managed_by_provider', message }]
}
