import { nameWithoutFinalDot } from '../dns/name.ts'
import type { Problem } from '../dns/problem.ts'
import type { Rdata, RRset } from '../dns/rrset.ts'
import { afterOf, beforeOf, changeBetween, setOf } from './change.ts'
import { isSameAlias, isSameRecords } from './same-set.ts'
import { type SetId, setText } from './set-key.ts'
import type { Intent, Resolution, SetIntent } from './types.ts'

type IntentTo<Op extends SetIntent['op']> = Extract<SetIntent, { op: Op }>

/**
 * What an intent comes to, given the set that is there now (`current`: the set of the intent's name, type and variant).
 *
 *     current          intent            comes to
 *     –                put [a]           create [a]
 *     [a]              put [a]           unchanged
 *     [a], proxied     put [b]           replace [a] → [b], both proxied
 *     [a], weight 5    put [b]           replace [a] → [b], both of weight 5
 *     [a]              create [b]        refused: record_exists
 *     [a]              add [b]           replace [a] → [a b]
 *     [a b]            remove [b]        replace [a b] → [a]
 *     [a]              remove [a]        delete [a]
 *     [a]              delete, was [b]   refused: values_mismatch
 *     [b]              undo [a] → [b]    replace [b] → [a]
 *     [c]              undo [a] → [b]    refused: changed_since
 *     [a b]            edit –[b c] +[d]  replace [a b] → [a d]
 *
 * Refusals: `record_exists`, `record_not_found`, `values_mismatch`, `too_many_values`, `changed_since`.
 */
export function resolve(intent: SetIntent, current: RRset | undefined, limits: ResolveLimits = {}): Resolution {
  const { maxValuesPerSet: maxValues = Number.POSITIVE_INFINITY, canonical = (set: RRset) => set } = limits
  switch (intent.op) {
    case 'put':
      return become(current, canonical(withWhatIsKept(intent.rrset, current)), maxValues)
    case 'create':
      return current
        ? refuse('record_exists', `${setText(current)} is there already`)
        : become(current, canonical(intent.rrset), maxValues)
    case 'delete': {
      const { expected } = intent
      return resolveDelete({ ...intent, ...(expected && { expected: stored(intent, expected, canonical) }) }, current)
    }
    case 'add':
      return resolveAdd({ ...intent, records: stored(intent, intent.records, canonical) }, current, limits)
    case 'remove':
      return resolveRemove({ ...intent, records: stored(intent, intent.records, canonical) }, current)
    case 'undo':
      return resolveUndo(intent, current)
    case 'edit': {
      const { remove } = intent
      const as = (records: Rdata[]) => stored(intent, records, canonical)
      return resolveEdit(
        { ...intent, add: as(intent.add), remove: remove === 'all' ? remove : as(remove) },
        current,
        limits,
      )
    }
  }
}

export interface ResolveLimits {
  maxValuesPerSet?: number
  /** The set as the zone's keeper stores it and gives it back, which is what it is compared with. Absent: as it is given. */
  canonical?(set: RRset): RRset
}

/** Records as the zone's keeper stores them. */
export function stored({ name, type }: SetId, records: Rdata[], canonical: (set: RRset) => RRset): Rdata[] {
  return records.length === 0 ? records : canonical({ name, type, ttl: 0, records }).records
}

/** The set that an intent is about; of the type `ANY` where it's about all sets at a name. */
export function targetOf(intent: Intent): SetId {
  switch (intent.op) {
    case 'put':
    case 'create':
      return intent.rrset
    case 'undo':
      return setOf(intent.change)
    default:
      return intent
  }
}

function resolveDelete(intent: IntentTo<'delete'>, current: RRset | undefined): Resolution {
  if (current === undefined) return refuseMissing(intent)
  if (intent.expected !== undefined && !isSameRecords(intent.expected, current.records)) {
    return refuse(
      'values_mismatch',
      `${setText(intent)} does not hold the values given: ${difference(intent.expected, current)}`,
    )
  }
  const alias = current.options?.alias
  if (intent.alias !== undefined && !isSameAlias(intent.alias, alias)) {
    const target =
      alias === undefined
        ? 'is no alias set'
        : `is an alias for ${nameWithoutFinalDot(alias.dnsName)} (${alias.hostedZoneId})`
    return refuse('values_mismatch', `${setText(intent)} ${target}`)
  }
  return { status: 'change', change: { op: 'delete', before: current } }
}

function resolveAdd(intent: IntentTo<'add'>, current: RRset | undefined, limits: ResolveLimits): Resolution {
  if (current?.options?.alias) {
    return refuse('record_exists', `${setText(current)} is an alias set, which values cannot be added to`)
  }
  const kept = (current?.records ?? []).filter(record => intent.records.includes(record) || !isMeant(intent, record))
  const records = [...new Set([...kept, ...intent.records])]
  const { name, type, ttl } = intent
  const wanted = { ...(current ?? { name, type }), ttl, records }
  return become(current, limits.canonical?.(wanted) ?? wanted, limits.maxValuesPerSet)
}

function resolveRemove(intent: IntentTo<'remove'>, current: RRset | undefined): Resolution {
  if (current === undefined) return refuseMissing(intent)
  const missing = intent.records.filter(wanted => !current.records.some(record => isMeant(intent, record, [wanted])))
  if (missing.length > 0) return refuse('record_not_found', `${setText(intent)} does not hold ${missing.join(', ')}`)
  const records = current.records.filter(record => !isMeant(intent, record))
  const isEmptied = records.length === 0 && current.records.length > 0
  return become(current, isEmptied ? undefined : { ...current, records })
}

function resolveEdit(intent: IntentTo<'edit'>, current: RRset | undefined, limits: ResolveLimits): Resolution {
  const { name, type, ttl, add, remove } = intent
  const { alias, ...options } = current?.options ?? {}
  if (alias !== undefined && remove !== 'all') {
    if (add.length === 0) return become(current, current)
    return refuse('record_exists', `${setText(intent)} is an alias set, which values cannot be added to`)
  }
  const kept = remove === 'all' ? [] : (current?.records ?? []).filter(record => !remove.includes(record))
  const records = [...new Set([...kept, ...add])]
  if (records.length === 0) return become(current, undefined)
  const base = current === undefined ? { name, type } : { ...current, ...(alias && { options }) }
  const wanted = { ...base, ttl: add.length > 0 ? ttl : (current?.ttl ?? ttl), records }
  return become(current, limits.canonical?.(wanted) ?? wanted, limits.maxValuesPerSet)
}

function resolveUndo({ change }: IntentTo<'undo'>, current: RRset | undefined): Resolution {
  const step = changeBetween(current, afterOf(change))
  if (step === undefined) return become(current, beforeOf(change))
  const what = current === undefined ? 'is gone' : step.op === 'delete' ? 'is there again' : 'holds something else now'
  return refuse('changed_since', `${setText(setOf(change))} ${what}`)
}

/**
 * Whoever doesn't say whether a set is proxied, or when it is the one to answer with, leaves it as it is; an alias has nothing to
 * proxy.
 */
function withWhatIsKept(wanted: RRset, current: RRset | undefined): RRset {
  const { options } = wanted
  const routing = options?.routing === undefined ? current?.options?.routing : undefined
  const isProxied = current?.options?.proxied && options?.proxied === undefined && !options?.alias
  if (!isProxied && routing === undefined) return wanted
  return { ...wanted, options: { ...options, ...(isProxied && { proxied: true }), ...(routing && { routing }) } }
}

/** Whether a record of the set is one of those that the intent names, or a host of theirs with another preference. */
function isMeant(
  intent: IntentTo<'add' | 'remove'>,
  record: Rdata,
  wanted: readonly Rdata[] = intent.records,
): boolean {
  if (intent.anyPreference !== true || intent.type !== 'MX') return wanted.includes(record)
  return wanted.some(other => hostOf(other) === hostOf(record))
}

/** The host in MX rdata `preference host` (RFC 1035 §3.3.9). */
function hostOf(mx: Rdata): string | undefined {
  return mx.split(' ')[1]
}

function become(
  current: RRset | undefined,
  wanted: RRset | undefined,
  maxValues = Number.POSITIVE_INFINITY,
): Resolution {
  if (wanted !== undefined && wanted.records.length > maxValues) {
    return refuse(
      'too_many_values',
      `${setText(wanted)} would hold ${wanted.records.length} values; ${maxValues} are allowed`,
    )
  }
  const change = changeBetween(current, wanted)
  return change ? { status: 'change', change } : { status: 'unchanged', ...(current && { rrset: current }) }
}

function difference(expected: readonly Rdata[], current: RRset): string {
  const missing = expected.filter(record => !current.records.includes(record))
  const extra = current.records.filter(record => !expected.includes(record))
  const parts = [
    ...(missing.length > 0 ? [`${missing.join(', ')} not there`] : []),
    ...(extra.length > 0 ? [`${extra.join(', ')} there as well`] : []),
  ]
  return parts.join('; ')
}

function refuseMissing(set: SetId): Resolution {
  return refuse('record_not_found', `there is no set ${setText(set)}`)
}

export function refuse(code: string, message: string): Resolution & { status: 'refused' } {
  const problem: Problem = { path: '', code, message }
  return { status: 'refused', problem }
}
