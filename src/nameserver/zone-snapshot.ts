import { TableWalk } from './table-walk.ts'
import { type OwnedRecords, typeNumbers, type WireSet } from './wire-set.ts'
import type { Zone, ZoneNode } from './zone.ts'

/** Names read in one go. Most of the time goes by waiting for memory; loops over many names let the processor wait for several at once. */
const defaultNamesAtOnce = 128

/**
 * A zone as it is when the snapshot is opened, read bit by bit while it goes on changing. Nothing is copied at the beginning; a
 * change of a name that hasn't been read yet keeps that name's sets. It must be closed.
 */
export interface ZoneSnapshot {
  /** Each set once but the apex' SOA, glue and what's below delegations too, in no certain order. May be read once. */
  sets(): Iterable<readonly OwnedRecords[]>
  close(): void
}

export function openSnapshot(zone: Zone, namesAtOnce = defaultNamesAtOnce): ZoneSnapshot {
  const walk = new TableWalk(zone.names)
  /** Of names that changed before they were read; empty for names that weren't there. */
  const kept = new Map<string, readonly WireSet[]>()

  function keep(hash: number, key: string, node: ZoneNode | undefined): void {
    if (!walk.hasPassed(hash) && !kept.has(key)) kept.set(key, setsOf(node))
  }

  function* sets(): Iterable<readonly OwnedRecords[]> {
    while (!walk.ended) yield readNames()
    yield [...kept].flatMap(([key, before]) => before.map(set => owned(key, set)))
  }

  /** What the walk has passed isn't kept, so all of it is read before anything can change. */
  function readNames(): OwnedRecords[] {
    const nodes: ZoneNode[] = []
    while (nodes.length < namesAtOnce && !walk.ended) walk.next(nodes)
    const read: OwnedRecords[] = []
    for (const node of nodes) {
      if (kept.size > 0 && kept.has(node.key)) takeKept(node.key, read)
      else for (let set = node.sets; set !== undefined; set = set.next) add(node.key, set, read)
    }
    return read
  }

  function takeKept(key: string, read: OwnedRecords[]): void {
    for (const set of kept.get(key)!) add(key, set, read)
    kept.delete(key)
  }

  function add(key: string, set: WireSet, read: OwnedRecords[]): void {
    if (set.type !== typeNumbers.SOA || key !== zone.key) read.push(owned(key, set))
  }

  const keeper = { keep }
  zone.snapshots.add(keeper)
  return { sets, close: () => void zone.snapshots.delete(keeper) }
}

function setsOf(node: ZoneNode | undefined): WireSet[] {
  const sets: WireSet[] = []
  for (let set = node?.sets; set !== undefined; set = set.next) sets.push(set)
  return sets
}

function owned(owner: string, { type, count, wire }: WireSet): OwnedRecords {
  return { owner, type, count, wire }
}
