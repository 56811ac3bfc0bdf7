import type { WantedChange } from '../contract/changes.ts'
import { atChange } from '../contract/changes-problems.ts'
import { readDns } from '../contract/dns-input.ts'
import { problemsError } from '../contract/errors.ts'
import { ownerName } from '../contract/owner-name.ts'
import { recordType } from '../contract/record-type.ts'
import { rdataFromValue } from '../contract/record-value.ts'
import type { Problem } from '../dns/problem.ts'
import type { Name } from '../dns/rrset.ts'
import { targetOf } from '../plan/resolve.ts'
import { setKey } from '../plan/set-key.ts'
import type { Intent } from '../plan/types.ts'
import { parseRecordSet } from './parse-record-set.ts'

/** What checked changes (`changesProblems`) ask of their zone. Throws AppError with all problems that only the zone's name shows. */
export function parseChanges(changes: readonly WantedChange[], zone: Name): Intent[] {
  const read = readChanges(changes, zone)
  if (read.problems.length > 0) throw problemsError(read.problems)
  return read.intents.map(({ intent }) => intent)
}

/** Those of the changes that can be read, each with its place in the request, and what speaks against them and the others. */
export function readChanges(
  changes: readonly (WantedChange | undefined)[],
  zone: Name,
): { intents: { index: number; intent: Intent }[]; problems: Problem[] } {
  const places = new Map<string, number>()
  const problems: Problem[] = []
  const intents = changes.flatMap((change, index) => {
    if (change === undefined) return []
    const read = readDns('name', () => ownerName(change.name, zone))
    if (read.value === undefined) {
      problems.push(...read.problems.map(problem => atChange(index, problem)))
      return []
    }
    const intent = toIntent(change, read.value, zone)
    const key = setKey(targetOf(intent))
    const first = places.get(key)
    if (first !== undefined) problems.push(atChange(index, repeated(first)))
    else places.set(key, index)
    return first === undefined ? [{ index, intent }] : []
  })
  return { intents, problems }
}

function repeated(first: number): Problem {
  return { path: '', code: 'duplicate_set', message: `is about the same record set as changes[${first}]` }
}

function toIntent(change: WantedChange, name: Name, zone: Name): Intent {
  if (change.action !== 'delete') {
    return { op: change.action === 'create' ? 'create' : 'put', rrset: parseRecordSet(change, zone) }
  }
  const type = recordType(change.type)
  if (type === undefined) throw new TypeError('the type has not been checked')
  const { values } = change
  if (values === undefined) return { op: 'delete', name, type }
  return { op: 'delete', name, type, expected: values.map(value => rdataFromValue(type, value)) }
}
