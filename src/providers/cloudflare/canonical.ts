import type { Rdata, RecordType, RRset } from '../../dns/rrset.ts'
import { textFromRdata, textToRdata } from '../../dns/text.ts'

/** The TTL that stands for the service's own choice: 300 seconds (2026-06, dns/manage-dns-records/reference/ttl). */
export const automaticTtl = 1

/**
 * The set as it is given back: proxied sets have the automatic TTL, and a text is its bytes, however it was cut into strings.
 */
export function canonicalSet(set: RRset): RRset {
  const records = [...new Set(set.records.map(record => canonicalRdata(set.type, record)))]
  return { ...set, ttl: set.options?.proxied ? automaticTtl : set.ttl, records }
}

export function canonicalRdata(type: RecordType, rdata: Rdata): Rdata {
  return type === 'TXT' ? textToRdata(textFromRdata(rdata)) : rdata
}
