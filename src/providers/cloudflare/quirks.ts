import type { Problem } from '../../dns/problem.ts'
import type { RRset } from '../../dns/rrset.ts'
import { isText } from './convert.ts'

/** A set that the service would refuse, and why. Each has the date when the documentation was read, and where. */
interface Quirk {
  path: string
  code: string
  message: string
  isOf(set: RRset): boolean
}

const quirks: readonly Quirk[] = [
  {
    // 2026-06, https://developers.cloudflare.com/dns/manage-dns-records/reference/dns-record-types/#txt
    path: 'values',
    code: 'empty_text',
    message: 'Cloudflare holds no TXT record without text',
    isOf: ({ type, records }) => type === 'TXT' && records.some(record => /^("" ?)+$/.test(record)),
  },
  {
    // 2026-06, https://developers.cloudflare.com/api/resources/dns/subresources/records: names are Punycode, without escapes
    path: 'name',
    code: 'name_not_supported',
    message: 'Cloudflare has no names with characters that must be escaped',
    isOf: ({ name }) => name.includes('\\'),
  },
  {
    // 2026-06, https://developers.cloudflare.com/api/resources/dns/subresources/records: content "Must not match the record's name"
    path: 'values',
    code: 'cname_to_itself',
    message: 'a CNAME cannot point to its own name',
    isOf: ({ name, type, records }) => type === 'CNAME' && records.includes(name),
  },
  {
    // 2026-06, https://developers.cloudflare.com/api/resources/dns/subresources/records: fields of `data` are JSON strings
    path: 'values',
    code: 'text_not_supported',
    message: 'Cloudflare holds texts of CAA, NAPTR and URI records that are UTF-8 only',
    isOf: ({ type, records }) => records.some(record => !isText(type, record)),
  },
]

/** What the service would refuse of a set, beyond what its capabilities say. */
export function auditSet(set: RRset): Problem[] {
  return quirks.filter(quirk => quirk.isOf(set)).map(({ path, code, message }) => ({ path, code, message }))
}
