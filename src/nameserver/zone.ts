import { LookupName } from './lookup-name.ts'
import { NameTable, type TableEntry } from './name-table.ts'
import { negativeSoa, type SetMessage, typeNumbers, type WireSet } from './wire-set.ts'

/** One name of a zone: with sets, or an empty non-terminal that only has names below it (RFC 4592 §2.2.2). */
export interface ZoneNode extends TableEntry<ZoneNode> {
  readonly parent: ZoneNode | undefined
  /** Names directly below that exist. With none left, and no sets, the name itself is gone. */
  children: number
  sets: WireSet | undefined
  /** `marks.delegation`, `marks.redirection`: what names at or below have to be asked about. */
  marks: number
}

export const marks = { delegation: 1, redirection: 2 } as const

/** A zone as it is answered from. Every change costs the change: nothing in here is ever computed from the whole zone. */
export interface Zone extends TableEntry<Zone> {
  readonly apex: ZoneNode
  /** Labels of the apex. */
  readonly labels: number
  readonly names: NameTable<ZoneNode>
  sets: number
  /** What goes into the authority section of negative answers. */
  soa: WireSet | undefined
  /** Whoever is reading the zone as it was, and wants to know of each name that is about to change. */
  readonly snapshots: Set<NameKeeper>
}

export interface NameKeeper {
  /** Without `node` the name isn't there yet. */
  keep(hash: number, key: string, node: ZoneNode | undefined): void
}

/** An empty zone, by its name in lower-case wire form. */
export function createZone(key: string): Zone {
  const name = new LookupName()
  name.set(key)
  const hash = name.hashes[0]!
  const apex: ZoneNode = { key, hash, chained: undefined, parent: undefined, children: 0, sets: undefined, marks: 0 }
  const names = new NameTable<ZoneNode>()
  names.add(apex)
  return {
    key,
    hash,
    chained: undefined,
    apex,
    labels: name.labels,
    names,
    sets: 0,
    soa: undefined,
    snapshots: new Set(),
  }
}

export function findSet(node: ZoneNode, type: number): WireSet | undefined {
  let set = node.sets
  while (set !== undefined && set.type !== type) set = set.next
  return set
}

/** Puts or drops one set. `scratch` is filled with the set's name. */
export function changeSet(zone: Zone, change: SetMessage, scratch: LookupName): void {
  scratch.set(change.name)
  if (zone.snapshots.size > 0) keepName(zone, scratch.hashes[0]!, change.name)
  if (change.set !== undefined) {
    const node = makeNode(zone, scratch, 0)
    putSet(zone, node, { type: change.type, count: change.set.count, wire: change.set.wire, next: undefined })
  } else {
    const node = zone.names.find(scratch.hashes[0]!, change.name)
    if (node !== undefined) dropSet(zone, node, change.type)
  }
}

function keepName(zone: Zone, hash: number, key: string): void {
  const node = zone.names.find(hash, key)
  for (const snapshot of zone.snapshots) snapshot.keep(hash, key, node)
}

function makeNode(zone: Zone, name: LookupName, label: number): ZoneNode {
  const hash = name.hashes[label]!
  const key = name.suffix(label)
  const found = zone.names.find(hash, key)
  if (found !== undefined) return found
  const parent = makeNode(zone, name, label + 1)
  parent.children++
  const node: ZoneNode = { key, hash, chained: undefined, parent, children: 0, sets: undefined, marks: 0 }
  zone.names.add(node)
  return node
}

function putSet(zone: Zone, node: ZoneNode, set: WireSet): void {
  unlink(zone, node, set.type)
  set.next = node.sets
  node.sets = set
  zone.sets++
  noteTypes(zone, node)
}

function dropSet(zone: Zone, node: ZoneNode, type: number): void {
  unlink(zone, node, type)
  noteTypes(zone, node)
  let empty: ZoneNode | undefined = node
  while (empty?.parent !== undefined && empty.sets === undefined && empty.children === 0) {
    zone.names.delete(empty)
    empty.parent.children--
    empty = empty.parent
  }
}

function unlink(zone: Zone, node: ZoneNode, type: number): void {
  let before: WireSet | undefined
  for (let set = node.sets; set !== undefined; before = set, set = set.next) {
    if (set.type !== type) continue
    if (before === undefined) node.sets = set.next
    else before.next = set.next
    zone.sets--
    return
  }
}

function noteTypes(zone: Zone, node: ZoneNode): void {
  const isApex = node === zone.apex
  const delegation = !isApex && findSet(node, typeNumbers.NS) !== undefined ? marks.delegation : 0
  const redirection = findSet(node, typeNumbers.DNAME) !== undefined ? marks.redirection : 0
  node.marks = delegation | redirection
  if (!isApex) return
  const soa = findSet(node, typeNumbers.SOA)
  zone.soa = soa === undefined ? undefined : negativeSoa(soa)
}
