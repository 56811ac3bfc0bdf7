import type { Rdata, RecordType, RRset } from '../../dns/rrset.ts'
import { textFromRdata, textToRdata } from '../../dns/text.ts'
import { proxiableTypes } from './record.ts'

/** The TTL that stands for the service's own choice: 300 seconds (2026-06, dns/manage-dns-records/reference/ttl). */
export const automaticTtl = 1

/**
 * The set as it is given back: what can be proxied says whether it is, proxied sets have the automatic TTL, and a text is its
 * bytes, however it was cut into strings.
 */
export function canonicalSet(set: RRset): RRset {
  const { type, options } = set
  const records = [...new Set(set.records.map(record => canonicalRdata(type, record)))]
  const proxied = options?.proxied ?? false
  const told = proxiableTypes.includes(type) ? { options: { ...options, proxied } } : {}
  return { ...set, ttl: proxied ? automaticTtl : set.ttl, records, ...told }
}

export function canonicalRdata(type: RecordType, rdata: Rdata): Rdata {
  return type === 'TXT' ? textToRdata(textFromRdata(rdata)) : rdata
}
