import { TableWalk } from './table-walk.ts'
import { type OwnedRecords, typeNumbers, type WireSet } from './wire-set.ts'
import type { Zone, ZoneNode } from './zone.ts'

/**
 * A zone as it is when the snapshot is opened, read bit by bit while it goes on changing. Nothing is copied at the beginning; a
 * change of a name that hasn't been read yet keeps that name's sets. It must be closed.
 */
export interface ZoneSnapshot {
  /** Each set once but the apex' SOA, glue and what's below delegations too, in no certain order. May be read once. */
  sets(): Iterable<OwnedRecords>
  close(): void
}

export function openSnapshot(zone: Zone): ZoneSnapshot {
  const walk = new TableWalk(zone.names)
  /** Of names that changed before they were read; empty for names that weren't there. */
  const kept = new Map<string, readonly WireSet[]>()

  function keep(hash: number, key: string, node: ZoneNode | undefined): void {
    if (!walk.hasPassed(hash) && !kept.has(key)) kept.set(key, [...setsOf(node)])
  }

  function* sets(): Iterable<OwnedRecords> {
    let read: OwnedRecords[] = []
    const add = (key: string, set: WireSet) => {
      if (set.type === typeNumbers.SOA && key === zone.key) return
      read.push({ owner: key, type: set.type, count: set.count, wire: set.wire })
    }
    const take = (node: ZoneNode) => {
      const before = kept.get(node.key)
      kept.delete(node.key)
      for (const set of before ?? setsOf(node)) add(node.key, set)
    }
    while (!walk.ended) {
      // A bucket is read in one go, for what is passed isn't kept.
      walk.next(take)
      if (read.length === 0) continue
      yield* read
      read = []
    }
    for (const [key, before] of kept) for (const set of before) add(key, set)
    yield* read
  }

  const keeper = { keep }
  zone.snapshots.add(keeper)
  return { sets, close: () => void zone.snapshots.delete(keeper) }
}

function* setsOf(node: ZoneNode | undefined): Iterable<WireSet> {
  for (let set = node?.sets; set !== undefined; set = set.next) yield set
}
