import type { LookupName } from './lookup-name.ts'
import { NameTable } from './name-table.ts'
import { typeNumbers } from './wire-set.ts'
import type { Zone } from './zone.ts'

/** The zones being served, and which of them a question is for. */
export interface ZoneCollection {
  readonly size: number
  get(key: string, hash: number): Zone | undefined
  put(zone: Zone): void
  remove(zone: Zone): void
  /** The zone with the longest apex that the name is in; for DS at an apex the one above, if it's here (RFC 4035 §3.1.4.1). */
  select(name: LookupName, type: number): Zone | undefined
  [Symbol.iterator](): Iterator<Zone>
}

export function createZoneCollection(): ZoneCollection {
  const table = new NameTable<Zone>()
  let deepest = 0

  function nearest(name: LookupName, from: number): Zone | undefined {
    for (let label = from; label <= name.labels; label++) {
      const hash = name.hashes[label]!
      for (let zone = table.bucket(hash); zone !== undefined; zone = zone.chained) {
        if (zone.hash === hash && name.suffixEquals(label, zone.key)) return zone
      }
    }
    return undefined
  }

  function remove(zone: Zone): void {
    table.delete(zone)
  }

  return {
    get size() {
      return table.size
    },
    get: (key, hash) => table.find(hash, key),
    put(zone) {
      const served = table.find(zone.hash, zone.key)
      if (served !== undefined) remove(served)
      table.add(zone)
      deepest = Math.max(deepest, zone.labels)
    },
    remove,
    select(name, type) {
      const zone = nearest(name, Math.max(0, name.labels - deepest))
      if (type !== typeNumbers.DS || zone === undefined || zone.labels !== name.labels || name.labels === 0) return zone
      return nearest(name, 1) ?? zone
    },
    [Symbol.iterator]: () => table.entries()[Symbol.iterator](),
  }
}

/** Both as one, for questions: the zone with the longer apex. Of the second ones only those that `isShown` says count. */
export function joinCollections(
  first: ZoneCollection,
  second: ZoneCollection,
  isShown: (zone: Zone) => boolean,
): Pick<ZoneCollection, 'select'> {
  return {
    select(name, type) {
      const [one, other] = [first.select(name, type), second.select(name, type)]
      if (other === undefined || !isShown(other)) return one
      return one === undefined || one.labels < other.labels ? other : one
    },
  }
}
