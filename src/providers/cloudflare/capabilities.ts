import type { RRset } from '../../dns/rrset.ts'
import type { Change } from '../../plan/types.ts'
import type { Capabilities } from '../provider.ts'
import { automaticTtl } from './canonical.ts'
import { proxiableTypes, recordTypes } from './record.ts'

/** Operations in one call: of Pro, Business and Enterprise zones, and of Free ones (2024-09-20, batch-record-changes). */
export const mostOperations = 3500
export const fewestOperations = 200

export const cloudflareCapabilities: Capabilities = {
  types: new Set(recordTypes),
  /** Enterprise zones go down to 30 seconds and others to 60, which the service itself refuses: which plan a zone has isn't known here. */
  ttl: { min: 30, max: 86_400, automatic: automaticTtl },
  alias: 'none',
  proxied: proxiableTypes,
  variants: false,
  flattensApexCname: true,
  /** 2026-08, dns/manage-dns-records/troubleshooting/records-with-same-name: addresses, and what a delegation is made of. */
  barredByCname: new Set(['A', 'AAAA', 'NS', 'DS']),
  /** Its own NS set is no record, and NS records that somebody has added at the apex change nothing about it. */
  apexNs: 'read',
  /** All values of a set have 8,192 characters at most (2026-08, dns-record-types), and the shortest address has seven. */
  maxValuesPerSet: 1170,
  txt: { maxValue: 2048, maxName: 8192 },
  granularity: 'record',
  /**
   * One call is one transaction. Free zones take smaller ones only, so there a batch of more than 200 operations is made in
   * several, and may come to a part.
   */
  batch: {
    maxChanges: mostOperations,
    limits: { operations: mostOperations },
    weigh: change => ({ operations: operationsOf(change) }),
    atomic: true,
  },
  /** Per user, over all of their tokens and the dashboard (2025-09-03, fundamentals/api/reference/limits). */
  rate: { requests: 1200, perSeconds: 300, scope: 'account' },
  /** The records are read and compared just before a write, so what another writes in between is seen too late. */
  precondition: 'none',
  ledger: false,
}

/** Records that come, go or change: one that goes is made one that comes. */
function operationsOf(change: Change): number {
  if (change.op === 'create') return change.after.records.length
  const { before } = change
  if (change.op === 'delete') return before.records.length
  const { after } = change
  if (before.ttl !== after.ttl || isProxied(before) !== isProxied(after)) {
    return Math.max(before.records.length, after.records.length)
  }
  const [was, is] = [new Set(before.records), new Set(after.records)]
  return Math.max(was.difference(is).size, is.difference(was).size)
}

function isProxied({ options }: RRset): boolean {
  return options?.proxied ?? false
}
