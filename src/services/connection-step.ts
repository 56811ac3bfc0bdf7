import { nameWithoutFinalDot } from '../dns/name.ts'
import type { Problem } from '../dns/problem.ts'
import type { Rdata, RRset } from '../dns/rrset.ts'
import { isSameSet } from '../plan/same-set.ts'
import { setKey } from '../plan/set-key.ts'
import type { Intent } from '../plan/types.ts'
import type { ConnectionStep, LeftSet, MadeRecords } from '../store/store.ts'
import { installed } from './connection-records.ts'

/** What the records of a name are, and what connections have to do with them. */
export interface NameState {
  /** All sets at the name, and at that of its verification record. */
  current: readonly RRset[]
  /** Those that connections have made, as they left them. */
  kept: readonly RRset[]
  /** What the connection in question has made of them. */
  own: readonly MadeRecords[]
  /** What the others of that name have made of them. */
  others: readonly MadeRecords[]
  /** The set as the zone's keeper stores it and gives it back. */
  canonical(set: RRset): RRset
}

/** `blocked`: what keeps records from being made. A step leaves alone whatever was changed since, and tells it in `problems`. */
export type PlannedStep = { step: Omit<ConnectionStep, 'key'>; blocked: readonly Problem[] }

/**
 * What has to be done to the sets of a name so that the connection has made `wanted`, and no more. Every change is made of a set
 * exactly as it was left, and is refused by the engine where somebody has changed it:
 *
 *     as left   now       to be    does
 *     –         –         [a]      create [a]
 *     –         [x]       [a]      blocked: record_exists
 *     [a]       [a]       [a b]    replace
 *     [a]       [a]       –        delete
 *     [a]       –         [a]      create [a]
 *     [a]       –         –        nothing
 *     [a]       [a x]     any      blocked, or left alone: changed_since
 */
export function planStep(state: NameState, wanted: readonly MadeRecords[]): PlannedStep {
  const made = wanted.filter(records => !isThereAlready(state, records)).map(records => asStored(state, records))
  const blocked: Problem[] = []
  const intents: Intent[] = []
  const sets: LeftSet[] = []
  const [kept, current] = [byKey(state.kept), byKey(state.current)]
  const touched = new Map([...state.own, ...made].map(records => [setKey(records), records]))
  for (const [key, id] of touched) {
    const [left, now] = [kept.get(key), current.get(key)]
    const { name, type } = id
    const target = setToBe(state, made, id, left)
    const found = intentFor(left, now, target)
    const intent = 'problem' in found || found.intent === undefined ? null : intents.length
    // What nobody has records in any more, or what was left alone, is whoever's it is by now.
    const isShared = state.others.some(records => setKey(records) === key)
    if ('problem' in found) {
      blocked.push(found.problem)
      if (!isShared) sets.push({ name, type, rrset: null, intent })
      continue
    }
    const isOwned = isShared || made.some(records => setKey(records) === key)
    sets.push({ name, type, rrset: isOwned ? (target ?? null) : null, intent })
    if (found.intent !== undefined) intents.push(found.intent)
  }
  return { step: { intents, sets, made, problems: blocked }, blocked }
}

/** The verification record may have been written by hand before. */
function isThereAlready({ current, kept }: NameState, { name, type, records }: MadeRecords): boolean {
  if (type !== 'TXT' || records[0] !== installed || kept.some(set => set.name === name)) return false
  return current.some(set => set.name === name && set.type === type && set.records.includes(installed))
}

function asStored({ canonical }: NameState, made: MadeRecords): MadeRecords {
  const { ttl, records } = canonical(setFrom(made, made.records))
  return { ...made, ttl, records }
}

type Found = { problem: Problem } | { intent: Intent | undefined }

function intentFor(left: RRset | undefined, now: RRset | undefined, target: RRset | undefined): Found {
  if (now === undefined) return { intent: target && { op: 'create', rrset: target } }
  if (left === undefined)
    return { problem: problemOf(now, 'record_exists', 'is there already, and no connection made it') }
  if (isSame(now, target)) return { intent: undefined }
  if (!isSameSet(left, now))
    return { problem: problemOf(now, 'changed_since', 'was changed since a connection made it') }
  if (target === undefined) return { intent: { op: 'undo', change: { op: 'create', after: left } } }
  return { intent: { op: 'undo', change: { op: 'replace', before: target, after: left } } }
}

function problemOf({ name, type }: RRset, code: string, message: string): Problem {
  return {
    path: `${nameWithoutFinalDot(name)} ${type}`,
    code,
    message: `the ${type} set of ${nameWithoutFinalDot(name)} ${message}`,
  }
}

/** With what the others have in it, and with what was left in it by connections that are gone. */
function setToBe(
  state: NameState,
  made: readonly MadeRecords[],
  id: MadeRecords,
  left: RRset | undefined,
): RRset | undefined {
  const key = setKey(id)
  const ofKey = (all: readonly MadeRecords[]) => all.filter(records => setKey(records) === key)
  const [own, others] = [ofKey(made), ofKey(state.others)]
  const accounted = new Set(recordsIn([...ofKey(state.own), ...others]))
  const unowned = (left?.records ?? []).filter(record => !accounted.has(record))
  const records = [...new Set([...unowned, ...recordsIn(others), ...recordsIn(own)])]
  const alias = (own[0] ?? others[0])?.alias
  if (records.length === 0 && alias === undefined) return undefined
  const ttl = own[0]?.ttl ?? left?.ttl ?? others[0]?.ttl ?? 0
  const set = setFrom({ ...id, ttl, ...(alias && { alias }) }, alias === undefined ? records : [])
  const isAliasKept = (left?.options?.alias !== undefined) === (alias !== undefined)
  return state.canonical(left?.options && isAliasKept ? { ...set, options: { ...left.options, ...set.options } } : set)
}

function recordsIn(made: readonly MadeRecords[]): Rdata[] {
  return made.flatMap(({ records }) => records)
}

function setFrom({ name, type, ttl, alias }: Omit<MadeRecords, 'records'>, records: readonly Rdata[]): RRset {
  return { name, type, ttl, records: [...records], ...(alias && { options: { alias } }) }
}

function byKey(sets: readonly RRset[]): Map<string, RRset> {
  return new Map(sets.map(set => [setKey(set), set]))
}

function isSame(one: RRset | undefined, other: RRset | undefined): boolean {
  return one === undefined || other === undefined ? one === other : isSameSet(one, other)
}
