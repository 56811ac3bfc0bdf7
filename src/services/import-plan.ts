import { isWithin, nameWithoutFinalDot } from '../dns/name.ts'
import { signingTypes } from '../dns/record-types.ts'
import type { Name, RRset } from '../dns/rrset.ts'
import { changeBetween, setOf } from '../plan/change.ts'
import { check } from '../plan/check.ts'
import { countLoss, type Danger, dangersOfLoss, noLoss } from '../plan/dangers.ts'
import { order } from '../plan/order.ts'
import { isSameSet } from '../plan/same-set.ts'
import { setKey } from '../plan/set-key.ts'
import type { Change } from '../plan/types.ts'
import type { ProviderKind } from '../providers/provider.ts'
import type { FileSet, NamePair } from './import-names.ts'
import type { FileProblems } from './import-problems.ts'

/** `merge`: sets that aren't in the file stay; `replace`: they go. */
export type ImportMode = 'merge' | 'replace'

/** How many sets become what. */
export interface ImportCounts {
  create: number
  replace: number
  delete: number
  /** In the file and in the zone alike. */
  unchanged: number
  /** In the zone only, and left there. */
  kept: number
}

export interface ImportPlanner {
  /** What has to be done at one name; names come in their order. */
  take(pair: NamePair): Change[]
  readonly counts: ImportCounts
  dangers(): Danger[]
}

export function createImportPlanner(
  { zone, kind, mode }: { zone: Name; kind: ProviderKind; mode: ImportMode },
  problems: FileProblems,
): ImportPlanner {
  const { capabilities } = kind
  const counts: ImportCounts = { create: 0, replace: 0, delete: 0, unchanged: 0, kept: 0 }
  const summary = { sets: 0, managed: 0 }
  const dnames = dnameWatch(problems)
  let loss = noLoss

  function count(before: readonly RRset[], changes: readonly Change[], wanted: number): void {
    for (const change of changes) {
      counts[change.op]++
      loss = countLoss(loss, change, zone)
    }
    const written = changes.filter(change => change.op !== 'delete').length
    counts.unchanged += wanted - written
    const touched = wanted - changes.filter(change => change.op === 'create').length
    counts.kept += before.length - touched - changes.filter(change => change.op === 'delete').length
    summary.sets += before.length
    summary.managed += before.filter(set => set.name === zone && (set.type === 'SOA' || set.type === 'NS')).length
  }

  return {
    counts,
    take({ name, before, wanted }) {
      const after = afterImport(before, wanted, set => mode === 'merge' || isKept(set, zone, capabilities), kind, zone)
      const changes = changesBetween(before, after)
      count(before, changes, wanted.length)
      dnames.look(name, after, changes, wanted)
      if (changes.length === 0) return changes
      for (const { set, code, message } of check(zone, { before, after }, capabilities)) {
        problems.add({ line: lineOf(wanted, set.type), column: 1, code, message, severity: 'error' })
      }
      return changes.length === 1 ? changes : order(changes)
    },
    dangers: () => dangersOfLoss(summary, loss, zone),
  }
}

/**
 * What stays in a zone that is replaced, though the file doesn't have it: what the zone's keeper makes by itself, and what a
 * zone file has no words for.
 */
function isKept(
  { name, type, options, variant }: RRset,
  zone: Name,
  { apexNs }: ProviderKind['capabilities'],
): boolean {
  const isManaged = name === zone && (type === 'SOA' || (type === 'NS' && apexNs !== 'hidden'))
  return isManaged || signingTypes.has(type) || options?.alias !== undefined || variant !== undefined
}

function afterImport(
  before: readonly RRset[],
  wanted: readonly FileSet[],
  stays: (set: RRset) => boolean,
  kind: ProviderKind,
  zone: Name,
): RRset[] {
  const there = new Map(before.map(set => [setKey(set), set]))
  const written = wanted.map(({ rrset }) => {
    // A zone file doesn't say whether a set is proxied; so it stays as it is.
    const { proxied } = there.get(setKey(rrset))?.options ?? {}
    const set = proxied === undefined ? rrset : { ...rrset, options: { proxied } }
    return kind.canonical?.(set, zone) ?? set
  })
  if (before.length === 0) return written
  const keys = new Set(written.map(setKey))
  return [...before.filter(set => !keys.has(setKey(set)) && stays(set)), ...written]
}

function changesBetween(before: readonly RRset[], after: readonly RRset[]): Change[] {
  const [old] = before
  const [now] = after
  // The way of nearly all names of a large zone.
  if (before.length === 0) return after.map(set => ({ op: 'create', after: set }))
  if (before.length === 1 && after.length === 1 && isSameSet(old!, now!)) return []
  const sets = new Map(before.map(set => [setKey(set), set]))
  const keys = new Set(after.map(setKey))
  const gone = before.filter(set => !keys.has(setKey(set)))
  return [
    ...gone.map((set): Change => ({ op: 'delete', before: set })),
    ...after.flatMap(set => changeBetween(sets.get(setKey(set)), set) ?? []),
  ]
}

/** What isn't in the file, but is in the way of something there, is told at the name's first line. */
function lineOf(wanted: readonly FileSet[], type: string): number {
  const [first] = wanted
  return wanted.find(({ rrset }) => rrset.type === type)?.line ?? first?.line ?? 1
}

interface DnameWatch {
  look(name: Name, after: readonly RRset[], changes: readonly Change[], wanted: readonly FileSet[]): void
}

/** No name stands below a DNAME (RFC 6672 §2.4). Names come in order, so those below one follow it. Old mistakes are not told. */
function dnameWatch(problems: FileProblems): DnameWatch {
  let above: { name: Name; isNew: boolean; line: number } | undefined
  return {
    look(name, after, changes, wanted) {
      if (above !== undefined && !isWithin(name, above.name)) above = undefined
      const isBelow = above !== undefined && name !== above.name && after.length > 0
      const isWritten = changes.some(change => change.op !== 'delete')
      if (above !== undefined && isBelow && (above.isNew || isWritten)) {
        const message = `${nameWithoutFinalDot(name)} is below the DNAME of ${nameWithoutFinalDot(above.name)}, where nothing can stand (RFC 6672 §2.4)`
        const line = wanted[0]?.line ?? above.line
        problems.add({ line, column: 1, code: 'name_below_dname', message, severity: 'error' })
      }
      const dname = after.find(set => set.type === 'DNAME')
      if (dname === undefined || above !== undefined) return
      const isNew = changes.some(change => change.op === 'create' && setOf(change).type === 'DNAME')
      above = { name, isNew, line: lineOf(wanted, 'DNAME') }
    },
  }
}
