import { nameWithoutFinalDot } from '../../dns/name.ts'
import { DnsError } from '../../dns/problem.ts'
import { parseRdata } from '../../dns/rdata.ts'
import type { Name, RRset } from '../../dns/rrset.ts'
import { afterOf, setOf } from '../../plan/change.ts'
import { checkSet } from '../../plan/check-set.ts'
import { setText } from '../../plan/set-key.ts'
import type { Change, Failure } from '../../plan/types.ts'
import { builtinCapabilities } from './capabilities.ts'

/**
 * Why a change is not for this provider to make; undefined where it is. A set that the name server couldn't write into an
 * answer must not get into the store: the zone could not be loaded any more.
 */
export function refusalOf(change: Change, zone: Name): Failure | undefined {
  const { name, type } = setOf(change)
  if (name === zone && (type === 'SOA' || type === 'NS')) {
    return {
      code: 'rejected',
      message: `${type} at ${nameWithoutFinalDot(zone)} is kept by the built-in provider itself`,
    }
  }
  const after = afterOf(change)
  const message = after && (checkSet(zone, after, builtinCapabilities)[0]?.message ?? unreadable(after))
  return message === undefined ? undefined : { code: 'rejected', message: `${setText({ name, type })}: ${message}` }
}

function unreadable({ type, records }: RRset): string | undefined {
  for (const record of records) {
    const canonical = read(type, record)
    if (canonical instanceof DnsError) return canonical.message
    if (canonical !== record) return `${record} is not in its canonical form, ${canonical}`
  }
  return new Set(records).size < records.length ? 'a value is given twice' : undefined
}

function read(type: string, record: string): string | DnsError {
  try {
    return parseRdata(type, record)
  } catch (error) {
    if (error instanceof DnsError) return error
    throw error
  }
}
