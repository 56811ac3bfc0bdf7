import { setOf } from '../../plan/change.ts'
import type { Change } from '../../plan/types.ts'
import type { Capabilities } from '../provider.ts'

/** Bytes of a request. `webserver-max-bodysize` is 2 MB where nothing is set, and what is longer gets nothing but “Bad Request”. */
const longestRequest = 1_500_000

export const powerDnsCapabilities: Capabilities = {
  types: 'all',
  ttl: { min: 0, max: 2 ** 31 - 1 },
  alias: 'none',
  proxied: [],
  variants: false,
  flattensApexCname: false,
  apexNs: 'write',
  /** The server knows no limit: what its answers over TCP hold is one, and these are addresses enough. */
  maxValuesPerSet: 1000,
  /** What fits into a DNS message beside a name. MySQL's column takes 64,000 characters (schema/schema.mysql.sql). */
  txt: { maxValue: 60_000 },
  granularity: 'rrset',
  /** One request is one transaction, and is made whole or not at all; what it costs depends on the zone more than on the changes. */
  batch: {
    maxChanges: 5000,
    limits: { bytes: longestRequest },
    weigh: change => ({ bytes: bytesOf(change) }),
    atomic: true,
  },
  rate: 'unlimited',
  /** The sets are read and compared just before a write, so what another writes in between is seen too late. */
  precondition: 'none',
  ledger: false,
}

/** About what a change takes in the request: its records as JSON, which escapes quotes and backslashes, each with its frame. */
function bytesOf(change: Change): number {
  const { name, records } = setOf(change)
  const frame = 100 + name.length
  if (change.op === 'delete') return frame
  return records.reduce((sum, record) => sum + JSON.stringify(record).length + 40, frame)
}
