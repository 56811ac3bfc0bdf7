import type { AliasTarget, Rdata, Routing, RRset } from '../dns/rrset.ts'
import { setKey } from './set-key.ts'

/** True of two sets that a client could not tell apart: the order of records carries no meaning. */
export function isSameSet(one: RRset, other: RRset): boolean {
  return (
    setKey(one) === setKey(other) &&
    one.ttl === other.ttl &&
    isSameRecords(one.records, other.records) &&
    isSameAlias(one.options?.alias, other.options?.alias) &&
    (one.options?.proxied ?? false) === (other.options?.proxied ?? false) &&
    isSameRouting(one.options?.routing, other.options?.routing)
  )
}

/** Compares two lists of records as sets. */
export function isSameRecords(one: readonly Rdata[], other: readonly Rdata[]): boolean {
  // Most often nothing has changed, and nothing been moved about.
  if (one.length === other.length && one.every((record, index) => record === other[index])) return true
  const left = new Set(one)
  const right = new Set(other)
  return left.size === right.size && one.every(record => right.has(record))
}

export function isSameAlias(one: AliasTarget | undefined, other: AliasTarget | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return (
    one.dnsName === other.dnsName &&
    one.hostedZoneId === other.hostedZoneId &&
    one.evaluateTargetHealth === other.evaluateTargetHealth
  )
}

/** Fields that are undefined count as absent, as they are once a set has been stored; the order of fields carries no meaning. */
export function isSameRouting(one: Routing | undefined, other: Routing | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return sortedText(one) === sortedText(other)
}

function sortedText(routing: Routing): string {
  return JSON.stringify(routing, (_, value) =>
    typeof value === 'object' ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  )
}
