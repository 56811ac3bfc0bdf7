import type { Capabilities } from '../provider.ts'
import { requestLimits, weigh } from './weigh.ts'

/** Every type the service has ("Supported DNS record types", developer guide); an alias is no type but a way to answer. */
const types = 'A AAAA CAA CNAME DS HTTPS MX NAPTR NS PTR SOA SPF SRV SSHFP SVCB TLSA TXT'.split(' ')

/** Characters of one value as it is written in a request, quotes and escapes included. */
export const longestValue = 4000

export const route53Capabilities: Capabilities = {
  types: new Set(types),
  ttl: { min: 0, max: 2 ** 31 - 1 },
  alias: 'anywhere',
  proxied: [],
  variants: true,
  flattensApexCname: false,
  apexNs: 'write',
  maxValuesPerSet: 400,
  // 16 strings of up to 255 bytes each in quotes, with 15 blanks: 4,000 characters where nothing needs an escape.
  txt: { maxValue: longestValue - 16 * 2 - 15 },
  granularity: 'rrset',
  batch: { maxChanges: 1000, limits: requestLimits, weigh, atomic: true },
  rate: { requests: 5, perSeconds: 1, scope: 'account' },
  precondition: 'exact',
  ledger: false,
}
