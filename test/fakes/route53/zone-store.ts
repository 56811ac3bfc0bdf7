import { type Labels, orderKey, readName, writeName } from './names.ts'
import type { Structure } from './read-input.ts'

/** A set as it is listed. */
export interface StoredSet extends Structure {
  Name: string
  Type: string
}

export interface StoredZone {
  id: string
  account: string
  labels: Labels
  name: string
  reference: string
  comment: string | undefined
  isPrivate: boolean
  nameServers: string[]
  /** Milliseconds since 1970. */
  createdAt: number
  /** Until when a change is under way. */
  busyUntil: number
  sets: SetTable
}

/** Sets by identity, by name, and in the order of listings. */
export class SetTable {
  readonly #names = new Map<string, Map<string, Entry>>()
  #ordered: Entry[] | undefined
  size = 0

  constructor(sets: Iterable<StoredSet> = []) {
    for (const set of sets) this.put(set)
  }

  get(set: StoredSet): StoredSet | undefined {
    return this.#names.get(set.Name)?.get(setKey(set))?.set
  }

  at(name: string): StoredSet[] {
    return [...(this.#names.get(name)?.values() ?? [])].map(({ set }) => set)
  }

  put(set: StoredSet): void {
    const own = this.#names.get(set.Name) ?? new Map<string, Entry>()
    if (!own.has(setKey(set))) this.size++
    this.#names.set(set.Name, own.set(setKey(set), { set, place: placeOf(set) }))
    this.#ordered = undefined
  }

  remove(set: StoredSet): void {
    if (this.#names.get(set.Name)?.delete(setKey(set))) this.size--
    this.#ordered = undefined
  }

  all(): StoredSet[] {
    return this.#order().map(({ set }) => set)
  }

  /** Up to some, from a place on. */
  from(start: Place, count: number): StoredSet[] {
    const ordered = this.#order()
    const first = ordered.findIndex(({ place }) => comparePlaces(place, start) >= 0)
    return first < 0 ? [] : ordered.slice(first, first + count).map(({ set }) => set)
  }

  #order(): Entry[] {
    this.#ordered ??= [...this.#names.values()]
      .flatMap(sets => [...sets.values()])
      .sort((one, other) => comparePlaces(one.place, other.place))
    return this.#ordered
  }
}

interface Entry {
  set: StoredSet
  place: Place
}

/** Name (see `orderKey`), type and identifier. */
export type Place = readonly [string, string, string]

export function setKey({ Name, Type, SetIdentifier }: StoredSet): string {
  return `${Name} ${Type} ${SetIdentifier ?? ''}`
}

function placeOf({ Name, Type, SetIdentifier }: StoredSet): Place {
  return [orderKey(readName(Name) ?? []), Type, String(SetIdentifier ?? '')]
}

function comparePlaces(one: Place, other: Place): number {
  for (const [index, part] of one.entries()) {
    if (part !== other[index]) return part < other[index]! ? -1 : 1
  }
  return 0
}

export interface NewZone {
  name: string
  reference?: string
  account?: string
  comment?: string
  isPrivate?: boolean
}

export interface ZoneStore {
  readonly zones: Map<string, StoredZone>
  /** By change id: when it was made. */
  readonly changes: Map<string, number>
  newId(letter: string): string
  add(zone: Required<Pick<NewZone, 'name' | 'account'>> & NewZone, at: number): StoredZone
}

export function createZoneStore(): ZoneStore {
  const zones = new Map<string, StoredZone>()
  let last = 0
  const newId = (letter: string) => `${letter}${String(++last).padStart(6, '0')}FAKE${(last * 7919) % 1000}`
  return {
    zones,
    changes: new Map(),
    newId,
    add({ name, account, reference = newId('R'), comment, isPrivate = false }, at) {
      const labels = readName(name)!
      const id = newId('Z')
      const nameServers = [1, 2, 3, 4].map(
        index => `ns-${last + index}.awsdns-${10 + index}.${['com', 'net', 'org', 'co.uk'][index - 1]}`,
      )
      const sets = new SetTable(newSets(writeName(labels), nameServers))
      const zone = { id, account, labels, name: writeName(labels), reference, comment, isPrivate, nameServers }
      const made = { ...zone, createdAt: at, busyUntil: 0, sets }
      zones.set(id, made)
      return made
    },
  }
}

function newSets(Name: string, nameServers: readonly string[]): StoredSet[] {
  const soa = `${nameServers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`
  return [
    { Name, Type: 'NS', TTL: 172_800, ResourceRecords: nameServers.map(server => ({ Value: `${server}.` })) },
    { Name, Type: 'SOA', TTL: 900, ResourceRecords: [{ Value: soa }] },
  ]
}
