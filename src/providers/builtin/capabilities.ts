import type { Capabilities } from '../provider.ts'

export const builtinCapabilities: Capabilities = {
  types: 'all',
  ttl: { min: 0, max: 2 ** 31 - 1 },
  alias: 'none',
  proxied: [],
  variants: false,
  flattensApexCname: false,
  apexNs: 'read',
  maxValuesPerSet: 400,
  /** What fits into a DNS message beside a name (RFC 1035 §4.2.2: 65,535 bytes), with room for the rest of the answer. */
  txt: { maxValue: 60_000 },
  granularity: 'rrset',
  /** One transaction each, so short enough that other writers needn't wait long. */
  batch: { maxChanges: 10_000, limits: {}, weigh: () => ({}), atomic: true },
  rate: 'unlimited',
  precondition: 'exact',
  ledger: true,
}
