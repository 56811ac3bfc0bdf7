import { type DnsInput, readDns } from '../contract/dns-input.ts'
import { problemsError } from '../contract/errors.ts'
import { ownerName } from '../contract/owner-name.ts'
import { recordType } from '../contract/record-type.ts'
import { rdataFromValue } from '../contract/record-value.ts'
import type { DeleteRecordBody, PutRecordBody } from '../contract/records.ts'
import { parseName } from '../dns/name.ts'
import type { Name, Rdata, RecordType, RRset } from '../dns/rrset.ts'

/** Seconds that a set lives in caches where the request doesn't say. */
export const defaultTtl = 300

/** The set that a checked request (`recordSetProblems`) describes. Throws AppError for a name outside the zone. */
export function parseRecordSet(body: PutRecordBody, zone: Name): RRset {
  const { name, type } = parseSetId(body, zone)
  const { values = [], aliasTarget, ttl = defaultTtl } = body
  if (aliasTarget === undefined) return { name, type, ttl, records: values.map(value => rdataFromValue(type, value)) }
  const alias = { ...aliasTarget, dnsName: parseName(aliasTarget.dnsName) }
  return { name, type, ttl: 0, records: [], options: { alias } }
}

/** The set that a checked request names, and what it says the set holds. */
export function parseExpected(body: DeleteRecordBody, zone: Name): { name: Name; type: RecordType; expected: Rdata[] } {
  const { name, type } = parseSetId(body, zone)
  return { name, type, expected: body.values.map(value => rdataFromValue(type, value)) }
}

function parseSetId(body: { name: string; type: string }, zone: Name): { name: Name; type: RecordType } {
  const name = readName(body.name, zone)
  if (name.value === undefined) throw problemsError(name.problems)
  const type = recordType(body.type)
  if (type === undefined) throw new TypeError('the type has not been checked')
  return { name: name.value, type }
}

function readName(text: string, zone: Name): DnsInput<Name> {
  return readDns('name', () => ownerName(text, zone))
}
