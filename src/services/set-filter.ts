import { readDns } from '../contract/dns-input.ts'
import { problemsError } from '../contract/errors.ts'
import { ownerName } from '../contract/owner-name.ts'
import { recordType } from '../contract/record-type.ts'
import type { Name, RecordType } from '../dns/rrset.ts'

/** The record sets that a query names. Throws with the problems of a name that can't be one of the zone. */
export function setFilter(
  { name, type }: { name?: string; type?: string },
  zone: Name,
): { name?: Name; type?: RecordType } {
  return {
    ...(name !== undefined && { name: ownerNameOf(name, zone) }),
    ...(type !== undefined && { type: recordType(type) ?? type }),
  }
}

function ownerNameOf(name: string, zone: Name): Name {
  const read = readDns('name', () => ownerName(name, zone))
  if (read.value === undefined) throw problemsError(read.problems)
  return read.value
}
