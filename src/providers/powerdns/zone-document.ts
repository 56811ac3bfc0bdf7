import type { Name } from '../../dns/rrset.ts'

/** A record of a set. One that is disabled is kept and not served. */
export interface PowerDnsRecord {
  content: string
  disabled?: boolean
}

/** A set as the API gives it. Where there is a comment and no record its TTL is 0. */
export interface PowerDnsSet {
  name: string
  type: string
  ttl: number
  records: PowerDnsRecord[]
}

/** What is read of a zone. */
export interface ZoneDocument {
  /** Such as `0=2F25.2.0.192.in-addr.arpa.`, and as such a part of paths. */
  id: string
  name: string
  /** `Native`, `Master`, `Slave`, `Producer`, `Consumer`; upper or lower case. */
  kind: string
  /** By local policy: here the reference that the zone was made with. */
  account?: string
  soa_edit_api?: string
  rrsets?: PowerDnsSet[]
}

/** One entry of a PATCH. */
export interface PatchEntry {
  name: Name
  type: string
  changetype: 'REPLACE' | 'DELETE' | 'EXTEND' | 'PRUNE'
  ttl?: number
  records?: PowerDnsRecord[]
}

export function isZoneDocument(value: unknown): value is ZoneDocument {
  if (typeof value !== 'object' || value === null) return false
  const { id, name, kind, rrsets } = value as Partial<Record<keyof ZoneDocument, unknown>>
  const areTexts = [id, name, kind].every(text => typeof text === 'string')
  return areTexts && (rrsets === undefined || (Array.isArray(rrsets) && rrsets.every(isSet)))
}

function isSet(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { name, type, ttl, records } = value as Partial<Record<keyof PowerDnsSet, unknown>>
  const isNamed = typeof name === 'string' && typeof type === 'string' && typeof ttl === 'number'
  return isNamed && Array.isArray(records) && records.every(isRecord)
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'content' in value && typeof value.content === 'string'
}
