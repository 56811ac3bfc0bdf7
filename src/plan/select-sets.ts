import { nameSortKey } from '../dns/name.ts'
import type { Name, RecordType, RRset } from '../dns/rrset.ts'
import { matchesSearch, searchedText } from './search-sets.ts'
import type { SetId } from './set-key.ts'

/** Which sets of a zone are wanted. */
export interface SetFilter {
  name?: Name
  type?: RecordType
  /** A part of a name or a value as people read it, in whatever case. */
  search?: string
}

/** In which order: by name (RFC 4034 §6.1), then type, where nothing is said; by type, then name; or by TTL, then name and type. */
export interface SetOrder {
  sort?: 'name' | 'type' | 'ttl'
  /** All of it the other way round. */
  descending?: boolean
}

/** Of sets in memory those that are wanted, in order; from behind a place on, where one is given, and so many at most. */
export function selectSets(
  sets: readonly RRset[],
  query: SetFilter & SetOrder & { after?: SetId & { ttl: number }; limit?: number },
): RRset[] {
  const { after, limit, sort = 'name', descending = false } = query
  const compare = comparing(sort, descending)
  const wanted = sets.filter(wants(query)).map(set => ({ key: keyOf(set), set }))
  const place = after && keyOf(after)
  const rest = place === undefined ? wanted : wanted.filter(({ key }) => compare(key, place) > 0)
  rest.sort((one, other) => compare(one.key, other.key))
  return rest.slice(0, limit).map(({ set }) => set)
}

export function wants({ name, type, search }: SetFilter): (set: RRset) => boolean {
  const searched = search === undefined ? undefined : searchedText(search)
  return set =>
    (name === undefined || set.name === name) &&
    (type === undefined || set.type === type) &&
    (searched === undefined || matchesSearch(set, searched))
}

type Key = ReturnType<typeof keyOf>

function keyOf({ name, type, variant = '', ttl }: SetId & { ttl: number }) {
  return { name: nameSortKey(name), type, variant, ttl }
}

const orders = {
  name: ['name', 'type', 'variant'],
  type: ['type', 'name', 'variant'],
  ttl: ['ttl', 'name', 'type', 'variant'],
} as const satisfies Record<string, readonly (keyof Key)[]>

function comparing(sort: keyof typeof orders, descending: boolean): (one: Key, other: Key) => number {
  const order: readonly (keyof Key)[] = orders[sort]
  return (one, other) => {
    for (const field of order) if (one[field] !== other[field]) return one[field] < other[field] !== descending ? -1 : 1
    return 0
  }
}
