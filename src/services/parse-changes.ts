import type { WantedChange } from '../contract/changes.ts'
import { atChange } from '../contract/changes-problems.ts'
import { problemsError } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'
import type { RRset } from '../dns/rrset.ts'
import { targetOf } from '../plan/resolve.ts'
import { setKey } from '../plan/set-key.ts'
import type { Intent, SetIntent } from '../plan/types.ts'
import { type Read, readDeletion, readRecordSet, type ZoneFacts } from './parse-record-set.ts'
import { readKnownSet } from './read-known-set.ts'

/** What checked changes (`changesProblems`) ask of their zone. Throws AppError with all problems that only the zone shows. */
export function parseChanges(changes: readonly WantedChange[], facts: ZoneFacts): Intent[] {
  const read = readChanges(changes, facts)
  if (read.problems.length > 0) throw problemsError(read.problems)
  return read.intents.map(({ intent }) => intent)
}

/** Those of the changes that can be read, each with its place in the request, and what speaks against them and the others. */
export function readChanges(
  changes: readonly (WantedChange | undefined)[],
  facts: ZoneFacts,
): { intents: { index: number; intent: Intent }[]; problems: Problem[] } {
  const places = new Map<string, number>()
  const problems: Problem[] = []
  const intents = changes.flatMap((change, index) => {
    if (change === undefined) return []
    const { value: intent, problems: found } = readChange(change, facts)
    if (intent === undefined) {
      problems.push(...found.map(problem => atChange(index, problem)))
      return []
    }
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

function readChange({ ifCurrent, ...change }: WantedChange, facts: ZoneFacts): Read<Intent> {
  const { value: intent, problems } = readWanted(change, facts)
  if (ifCurrent === undefined)
    return intent === undefined ? { value: undefined, problems } : { value: intent, problems: [] }
  const known = readKnownSet(change.type, ifCurrent, facts)
  if (intent === undefined || known.value === undefined) {
    return { value: undefined, problems: [...problems, ...known.problems] }
  }
  return { value: { ...intent, ifCurrent: known.value }, problems: [] }
}

type Wanted = Omit<WantedChange, 'ifCurrent'>
type WantedIntent = Exclude<SetIntent, { op: 'undo' | 'edit' }>

/** Of a deletion only `values` are compared, so that a set can be given as it was read. */
function readWanted(change: Wanted, facts: ZoneFacts): Read<WantedIntent> {
  const { action } = change
  if (action === 'delete') {
    const { aliasTarget: _, ...deletion } = change
    return readDeletion(deletion, facts)
  }
  const { value: rrset, problems } = readRecordSet(change, facts)
  if (rrset === undefined) return { value: undefined, problems }
  return { value: intentOf(action, rrset), problems: [] }
}

function intentOf(action: Exclude<WantedChange['action'], 'delete'>, rrset: RRset): WantedIntent {
  const { name, type, ttl, records } = rrset
  if (action === 'add') return { op: 'add', name, type, ttl, records }
  if (action === 'remove') return { op: 'remove', name, type, records }
  return { op: action === 'create' ? 'create' : 'put', rrset }
}
