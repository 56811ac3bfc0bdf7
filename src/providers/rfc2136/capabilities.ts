import type { Capabilities } from '../provider.ts'
import { largestMessage, usualMessage, weigh } from './weigh.ts'

export const rfc2136Capabilities: Capabilities = {
  types: 'all',
  ttl: { min: 0, max: 2 ** 31 - 1 },
  alias: 'none',
  proxied: [],
  variants: false,
  flattensApexCname: false,
  apexNs: 'write',
  /** As many addresses as fit a message, with room for what they replace. */
  maxValuesPerSet: 2000,
  txt: { maxValue: 60_000 },
  granularity: 'rrset',
  /** One message each, which is made whole or not at all (RFC 2136 §3.4). */
  batch: {
    maxChanges: 1000,
    limits: { bytes: usualMessage },
    alone: { bytes: largestMessage },
    weigh: change => ({ bytes: weigh(change) }),
    atomic: true,
  },
  rate: 'unlimited',
  /** RFC 2136 §2.4. They compare values and not TTLs, so these are compared with what was read just before. */
  precondition: 'prerequisite',
  ledger: false,
}
