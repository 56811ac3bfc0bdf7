import type { Name, RRset } from '../dns/rrset.ts'
import { type SetId, setKey } from './set-key.ts'
import type { Change } from './types.ts'

type NameSets = ReadonlyMap<string, RRset>

/** Sets by name, on which changes are tried. A draft shares what it doesn't change with the view it was made from. */
export interface ZoneView {
  at(name: Name): RRset[]
  get(set: SetId): RRset | undefined
  apply(change: Change): void
  draft(): ZoneDraft
}

export interface ZoneDraft extends ZoneView {
  /** Makes the draft's changes in the view it was made from. */
  keep(): void
}

export function createZoneView(sets: Iterable<RRset>): ZoneView {
  const names = new Map<Name, NameSets>()
  for (const set of sets) names.set(set.name, withSet(names.get(set.name), set))
  return viewOf(names, name => names.get(name))
}

function viewOf(own: Map<Name, NameSets>, find: (name: Name) => NameSets | undefined): ZoneView {
  return {
    at: name => [...(find(name)?.values() ?? [])],
    get: set => find(set.name)?.get(setKey(set)),
    apply(change) {
      const set = change.op === 'delete' ? change.before : change.after
      const sets = find(set.name)
      own.set(set.name, change.op === 'delete' ? withoutSet(sets, set) : withSet(sets, set))
    },
    draft() {
      const drafted = new Map<Name, NameSets>()
      const keep = () => {
        for (const [name, sets] of drafted) own.set(name, sets)
      }
      return { ...viewOf(drafted, name => drafted.get(name) ?? find(name)), keep }
    },
  }
}

function withSet(sets: NameSets | undefined, set: RRset): NameSets {
  return new Map(sets).set(setKey(set), set)
}

function withoutSet(sets: NameSets | undefined, set: RRset): NameSets {
  const rest = new Map(sets)
  rest.delete(setKey(set))
  return rest
}
