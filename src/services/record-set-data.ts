import { valueFromRdata } from '../contract/record-value.ts'
import type { RecordSet } from '../contract/records.ts'
import { nameWithoutFinalDot } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'

/** A record set as the project API shows it. */
export function recordSetData({ name, type, ttl, records, options }: RRset): RecordSet {
  const id = { name: nameWithoutFinalDot(name), type }
  if (options?.alias === undefined) return { ...id, ttl, values: records.map(record => valueFromRdata(type, record)) }
  const { dnsName, ...target } = options.alias
  return { ...id, aliasTarget: { dnsName: nameWithoutFinalDot(dnsName), ...target } }
}
