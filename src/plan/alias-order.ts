import { parentOf } from '../dns/name.ts'
import type { Name, RRset } from '../dns/rrset.ts'
import { afterOf, beforeOf, setOf } from './change.ts'
import type { Change } from './types.ts'

type Groups = ReadonlyMap<Name, readonly Change[]>

/**
 * Names in the order given, but so that an alias comes after the set of the zone that it points at is made, and goes before that goes:
 * a service that looks for the target refuses it otherwise. What a name waits for is brought forward, with the new delegation that it
 * lies below. Names that wait for each other stay as they are.
 */
export function orderAliases(names: readonly Name[], groups: Groups): Name[] {
  const waits = aliasWaits(groups)
  if (waits.length === 0) return [...names]
  const places = new Map(names.map((name, place) => [name, place]))
  const inOrder = [...waits, ...delegationWaits(groups)].sort(
    (one, other) => places.get(one.before)! - places.get(other.before)!,
  )
  const first = Map.groupBy(inOrder, ({ name }) => name)
  return prerequisitesFirst(names, name => first.get(name)?.map(({ before }) => before) ?? [])
}

/** With a stack of its own: a chain of aliases can be longer than the program's. */
function prerequisitesFirst(names: readonly Name[], prerequisitesOf: (name: Name) => readonly Name[]): Name[] {
  const ordered = new Set<Name>()
  for (const name of names) {
    const visiting = new Set([name])
    const path = [name]
    for (let last: Name | undefined = name; last !== undefined; last = path.at(-1)) {
      const next: Name | undefined = prerequisitesOf(last).find(one => !ordered.has(one) && !visiting.has(one))
      if (next === undefined) ordered.add(path.pop() ?? last)
      else {
        visiting.add(next)
        path.push(next)
      }
    }
  }
  return [...ordered]
}

/** That one name's changes are made before another's. */
interface Wait {
  name: Name
  before: Name
}

function aliasWaits(groups: Groups): Wait[] {
  const makes = (set: RRset) => changesTarget(groups, set, 'create')
  const takes = (set: RRset) => changesTarget(groups, set, 'delete')
  return [...groups].flatMap(([name, changes]) =>
    changes.flatMap(change => [
      ...targetsOf(afterOf(change), makes).map(target => ({ name, before: target })),
      ...targetsOf(beforeOf(change), takes).map(target => ({ name: target, before: name })),
    ]),
  )
}

/** The name that an alias points at, where the sets there change in a way that matters to it. */
function targetsOf(set: RRset | undefined, matters: (set: RRset) => boolean): Name[] {
  const target = set?.options?.alias?.dnsName
  return set !== undefined && target !== undefined && target !== set.name && matters(set) ? [target] : []
}

/** An alias answers with the sets of its own type. */
function changesTarget(groups: Groups, { type, options }: RRset, op: 'create' | 'delete'): boolean {
  const changes = groups.get(options?.alias?.dnsName ?? '') ?? []
  return changes.some(change => change.op === op && setOf(change).type === type)
}

function delegationWaits(groups: Groups): Wait[] {
  const isNew = (name: Name) => groups.get(name)?.some(createsDelegation)
  return [...groups.keys()].flatMap(name =>
    namesAbove(name)
      .filter(isNew)
      .map(before => ({ name, before })),
  )
}

export function createsDelegation(change: Change): boolean {
  return change.op === 'create' && change.after.type === 'NS'
}

/** From the nearest one on. */
export function namesAbove(name: Name): Name[] {
  if (name === '.') return []
  const above = parentOf(name)
  return [above, ...namesAbove(above)]
}
