import { nameSortKey } from '../dns/name.ts'
import type { Name, RecordType } from '../dns/rrset.ts'
import { createsDelegation, namesAbove, orderAliases } from './alias-order.ts'
import { afterOf, beforeOf, changeBetween, setOf } from './change.ts'
import { setKey } from './set-key.ts'
import type { Change } from './types.ts'

/**
 * The order to make changes in, the same whatever order they come in. A set is in the list once, or as a delete and a
 * create, which become one replace: so a set that is there before and after is there all the time.
 *
 * - All changes of a name follow each other.
 * - Names that only gain sets come first and names that only lose sets last, so what another name is pointed at is there
 *   before and goes after; but names below a new delegation (its glue) don't come before it.
 * - What an alias points at in the zone is made before the alias and goes after it, see `orderAliases`.
 * - At a name deletes come before replaces and these before creates, for a CNAME must be gone before anything else can stand
 *   there. DS goes before its NS and comes after it, for it stands at delegations only (RFC 4035 §2.4).
 */
export function order(changes: readonly Change[]): Change[] {
  const groups = Map.groupBy(pairUp(changes), change => setOf(change).name)
  const keys = new Map([...groups.keys()].map(name => [name, nameSortKey(name)]))
  const ranks = rankNames(groups)
  const compare = (one: Name, other: Name) =>
    ranks.get(one)! - ranks.get(other)! || compareTexts(keys.get(one)!, keys.get(other)!)
  return orderAliases([...groups.keys()].sort(compare), groups).flatMap(name => groups.get(name)!.sort(compareAtName))
}

/** Makes one replace of a delete and a create of one set, and nothing where they are the same. */
function pairUp(changes: readonly Change[]): Change[] {
  return [...Map.groupBy(changes, change => setKey(setOf(change))).values()].flatMap(group => {
    if (group.length === 1) return group
    const before = group.map(beforeOf).find(set => set !== undefined)
    const after = group.map(afterOf).findLast(set => set !== undefined)
    return changeBetween(before, after) ?? []
  })
}

type Groups = ReadonlyMap<Name, readonly Change[]>

/** 0: gains only. 2: loses only. 1: all others. Below a new delegation at least the delegation's own. */
function rankNames(groups: Groups): Map<Name, number> {
  const own = new Map([...groups].map(([name, group]) => [name, rankOf(group)]))
  const delegations = new Map([...own].filter(([name]) => groups.get(name)!.some(createsDelegation)))
  if (delegations.size === 0) return own
  return new Map([...own].map(([name, rank]) => [name, Math.max(rank, rankAbove(name, delegations))]))
}

function rankOf(group: readonly Change[]): number {
  if (group.every(change => change.op === 'create')) return 0
  return group.every(change => change.op === 'delete') ? 2 : 1
}

function rankAbove(name: Name, delegations: ReadonlyMap<Name, number>): number {
  return Math.max(0, ...namesAbove(name).map(above => delegations.get(above) ?? 0))
}

const phases = { delete: 0, replace: 1, create: 2 } as const

function compareAtName(one: Change, other: Change): number {
  const phase = phases[one.op] - phases[other.op]
  if (phase !== 0) return phase
  const place = placeOf(setOf(one).type) - placeOf(setOf(other).type)
  if (place !== 0) return one.op === 'delete' ? -place : place
  return compareTexts(setKey(setOf(one)), setKey(setOf(other)))
}

function placeOf(type: RecordType): number {
  if (type === 'NS') return 0
  return type === 'DS' ? 2 : 1
}

function compareTexts(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
