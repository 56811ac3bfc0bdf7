import { valueFromRdata } from '../contract/record-value.ts'
import type { RecordSet } from '../contract/records.ts'
import { nameWithoutFinalDot } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'

/** A record set as the project API shows it: in a form that it can be sent in. */
export function recordSetData({ name, type, variant, ttl, records, options = {} }: RRset): RecordSet {
  const { alias, proxied, routing } = options
  const id = { name: nameWithoutFinalDot(name), type, ...(variant !== undefined && { variant }) }
  const more = { ...(proxied !== undefined && { proxied }), ...(routing && { routing }) }
  if (alias === undefined) return { ...id, ttl, values: records.map(record => valueFromRdata(type, record)), ...more }
  const { dnsName, ...target } = alias
  return { ...id, aliasTarget: { dnsName: nameWithoutFinalDot(dnsName), ...target }, ...more }
}
