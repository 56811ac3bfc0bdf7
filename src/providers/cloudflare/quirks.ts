import type { Problem } from '../../dns/problem.ts'
import { rdataToWire } from '../../dns/rdata.ts'
import type { Rdata, RecordType, RRset } from '../../dns/rrset.ts'
import { textFromRdata } from '../../dns/text.ts'
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
    // 2026-08, https://developers.cloudflare.com/dns/manage-dns-records/reference/dns-record-types/
    path: 'values',
    code: 'record_too_large',
    message: 'Cloudflare holds records of 4,096 bytes at most',
    isOf: ({ type, records }) => records.some(record => rdataToWire(type, record).length > 4096),
  },
  {
    // 2026-08, https://developers.cloudflare.com/dns/manage-dns-records/reference/dns-record-types/
    path: 'values',
    code: 'set_too_large',
    message: 'Cloudflare holds 8,192 characters at most in all values of a name and type together',
    isOf: ({ type, records }) => records.reduce((sum, record) => sum + lengthOf(type, record), 0) > 8192,
  },
  {
    // 2026-06, https://developers.cloudflare.com/api/resources/dns/subresources/records: fields of `data` are JSON strings
    path: 'values',
    code: 'text_not_supported',
    message: 'Cloudflare holds texts of CAA, NAPTR and URI records that are UTF-8 only',
    isOf: ({ type, records }) => records.some(record => !isText(type, record)),
  },
]

/** Characters of a value; of texts without quotes and escapes, as they are counted everywhere else. */
function lengthOf(type: RecordType, rdata: Rdata): number {
  return type === 'TXT' ? textFromRdata(rdata).length : rdata.length
}

/** What the service would refuse of a set, beyond what its capabilities say. */
export function auditSet(set: RRset): Problem[] {
  return quirks.filter(quirk => quirk.isOf(set)).map(({ path, code, message }) => ({ path, code, message }))
}
