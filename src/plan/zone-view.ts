import type { Name, RRset } from '../dns/rrset.ts'
import { setOf } from './change.ts'
import type { SetId } from './set-key.ts'
import type { Change } from './types.ts'

/** Sets by name, on which changes are tried. A draft shares what it doesn't change with the view it was made from. */
export interface ZoneView {
  at(name: Name): readonly RRset[]
  get(set: SetId): RRset | undefined
  apply(change: Change): void
  draft(): ZoneDraft
}

export interface ZoneDraft extends ZoneView {
  /** Makes the draft's changes in the view it was made from. */
  keep(): void
}

/** Few sets are at one name, so that looking through them costs less than a map for each would. */
type NameSets = readonly RRset[]

const none: NameSets = []

export function createZoneView(sets: Iterable<RRset>): ZoneView {
  const names = new Map<Name, RRset[]>()
  for (const set of sets) {
    const there = names.get(set.name)
    if (there === undefined) names.set(set.name, [set])
    else there.push(set)
  }
  return viewOf(names, name => names.get(name))
}

function viewOf(own: Map<Name, NameSets>, find: (name: Name) => NameSets | undefined): ZoneView {
  return {
    at: name => find(name) ?? none,
    get: set => find(set.name)?.find(other => isOneSet(other, set)),
    apply(change) {
      const set = setOf(change)
      const others = (find(set.name) ?? none).filter(other => !isOneSet(other, set))
      own.set(set.name, change.op === 'delete' ? others : [...others, set])
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

/** Of two sets at one name. */
function isOneSet(one: SetId, other: SetId): boolean {
  return one.type === other.type && (one.variant ?? '') === (other.variant ?? '')
}
