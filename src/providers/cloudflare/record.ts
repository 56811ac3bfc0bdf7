import type { RecordType } from '../../dns/rrset.ts'

/** The types that the API takes (2026-06, `dns_records`). */
export const recordTypes: readonly RecordType[] = [
  'A',
  'AAAA',
  'CAA',
  'CERT',
  'CNAME',
  'DNSKEY',
  'DS',
  'HTTPS',
  'LOC',
  'MX',
  'NAPTR',
  'NS',
  'OPENPGPKEY',
  'PTR',
  'SMIMEA',
  'SRV',
  'SSHFP',
  'SVCB',
  'TLSA',
  'TXT',
  'URI',
]

/** The types that can be served through Cloudflare's proxies (2026-06, proxy-status). */
export const proxiableTypes: readonly RecordType[] = ['A', 'AAAA', 'CNAME']

/** A record's value as the API has it: as text, or field by field, and the priority beside either. */
export interface RecordValue {
  content?: string
  data?: Record<string, string | number>
  priority?: number
}

/** What is said of a record that is written. */
export interface RecordFields extends RecordValue {
  type: RecordType
  name: string
  ttl: number
  proxied?: boolean
}

/** A record as the API gives it; what isn't here (comment, tags, settings) stays at the service untouched. */
export interface CloudflareRecord extends Omit<RecordFields, 'content' | 'data'> {
  id: string
  content?: string | null
  data?: RecordValue['data'] | null
  locked?: boolean
  meta?: { read_only?: boolean } | null
}
