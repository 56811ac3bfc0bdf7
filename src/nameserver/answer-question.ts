import { type AnswerWriter, sections } from './answer-writer.ts'
import { findWildcard, locate, type Place } from './locate.ts'
import { LookupName } from './lookup-name.ts'
import { type QueryMessage, rcodes } from './query-message.ts'
import { nameEnd, recordData, recordHeaderLength, typeNumbers, type WireSet } from './wire-set.ts'
import { createZone, findSet, marks, type Zone, type ZoneNode } from './zone.ts'
import type { ZoneCollection } from './zone-collection.ts'

/** Longer chains of CNAME and DNAME than this are broken off; a resolver goes on from where the answer ends. */
const maxSteps = 16

/** What the header says of an answer. */
export interface Verdict {
  rcode: number
  authoritative: boolean
}

/**
 * The lookup of RFC 1034 §4.3.2 with RFC 4592 and RFC 6672. What goes where is what NSD does under `minimal-responses`: the
 * answer alone, addresses beside NS sets only, and SOA in negative answers.
 */
export function createQuestionAnswerer(zones: Pick<ZoneCollection, 'select'>, writer: AnswerWriter) {
  const root = createZone('\0')
  const place: Place = { node: root.apex, below: 0, over: undefined, belowOver: 0 }
  const target = new LookupName()
  const scratch = new LookupName()
  const verdict: Verdict = { rcode: rcodes.NOERROR, authoritative: false }

  /** Writes all sections. Reads and gives its own `Verdict`, which holds until the next call. */
  function answerQuestion(query: QueryMessage): Verdict {
    verdict.authoritative = false
    verdict.rcode = rcodes.NOERROR
    const zone = zones.select(query.name, query.type)
    if (zone === undefined) verdict.rcode = rcodes.REFUSED
    else {
      const next = step(zone, query.name, query.type, undefined)
      if (next !== undefined) followChain(next, query)
    }
    return verdict
  }

  /** Goes on at the targets of CNAMEs, through all zones that are here, until there's none or one comes up again. */
  function followChain(first: string, query: QueryMessage): void {
    const seen = new Set<string>([query.name.suffix(0)])
    let next: string | undefined = first
    while (next !== undefined && !seen.has(next) && seen.size <= maxSteps && !writer.truncated) {
      seen.add(next)
      target.set(next)
      const zone = zones.select(target, query.type)
      next = zone === undefined ? undefined : step(zone, target, query.type, next)
    }
  }

  /** One name in one zone. `owner` is its name where it isn't the question's. Gives the name to go on at, if any. */
  function step(zone: Zone, name: LookupName, type: number, owner: string | undefined): string | undefined {
    locate(zone, name, place)
    const { over } = place
    if (over !== undefined) {
      if ((over.marks & marks.delegation) === 0) return redirect(over, place.belowOver, name, type, owner)
      if (place.belowOver > 0 || type !== typeNumbers.DS) return refer(zone, over)
    }
    verdict.authoritative = true
    if (place.below === 0) return answerFrom(zone, place.node, type, owner)
    const wildcard = findWildcard(zone, place.node)
    if (wildcard !== undefined) return answerFrom(zone, wildcard, type, owner)
    verdict.rcode = rcodes.NXDOMAIN
    deny(zone)
    return undefined
  }

  function answerFrom(zone: Zone, node: ZoneNode, type: number, owner: string | undefined): string | undefined {
    const set = type === typeNumbers.ANY ? smallestSet(node) : findSet(node, type)
    if (set !== undefined) {
      if (writer.require(sections.answer, set, owner) && type === typeNumbers.NS) addAddresses(zone, set)
      return undefined
    }
    const alias = findSet(node, typeNumbers.CNAME)
    if (alias === undefined) deny(zone)
    else if (writer.require(sections.answer, alias, owner)) return alias.wire.slice(recordHeaderLength)
    return undefined
  }

  function deny(zone: Zone): void {
    if (zone.soa !== undefined) writer.require(sections.authority, zone.soa, zone.key)
  }

  /** Answers with the DNAME and the CNAME that it makes for this name (RFC 6672 §3.1). */
  function redirect(
    over: ZoneNode,
    below: number,
    name: LookupName,
    type: number,
    owner: string | undefined,
  ): string | undefined {
    verdict.authoritative = true
    const dname = findSet(over, typeNumbers.DNAME)
    if (dname === undefined || !writer.require(sections.answer, dname, over.key)) return undefined
    const prefix = name.suffix(0).slice(0, name.starts[below])
    const destination = prefix + dname.wire.slice(recordHeaderLength)
    if (destination.length > 255) {
      verdict.rcode = rcodes.YXDOMAIN
      return undefined
    }
    const written = writer.require(sections.answer, aliasTo(destination, dname), owner)
    return written && type !== typeNumbers.CNAME ? destination : undefined
  }

  /** A referral: without the addresses that are below the cut it would lead nowhere (RFC 9471), the others are a courtesy. */
  function refer(zone: Zone, cut: ZoneNode): undefined {
    const servers = findSet(cut, typeNumbers.NS)
    if (servers === undefined || !writer.require(sections.authority, servers, cut.key)) return
    for (const server of names(servers)) {
      if (server.endsWith(cut.key) && isBelow(server, cut)) addAddressesOf(zone, server, true)
    }
    for (const server of names(servers)) {
      if (!(server.endsWith(cut.key) && isBelow(server, cut))) addAddressesOf(zone, server, false)
    }
  }

  function addAddresses(zone: Zone, servers: WireSet): void {
    for (const server of names(servers)) addAddressesOf(zone, server, false)
  }

  function addAddressesOf(zone: Zone, server: string, required: boolean): void {
    scratch.set(server)
    const node = zone.names.find(scratch.hashes[0]!, server)
    if (node === undefined) return
    for (const type of [typeNumbers.A, typeNumbers.AAAA]) {
      const set = findSet(node, type)
      if (set === undefined) continue
      if (required) writer.require(sections.additional, set, server)
      else writer.add(sections.additional, set, server)
    }
  }

  /** `endsWith` alone would take a label that ends like the cut's bytes for one below it. */
  function isBelow(server: string, cut: ZoneNode): boolean {
    scratch.set(server)
    for (let label = 0; label <= scratch.labels; label++) {
      if (server.length - scratch.starts[label]! === cut.key.length) return true
    }
    return false
  }

  return answerQuestion
}

/**
 * RFC 8482 §4.1, one set instead of all: the smallest, because ANY is asked to make answers large and nobody who asks it
 * needs a certain one; the lower type among equals, so that it doesn't depend on the order of changes.
 */
function smallestSet(node: ZoneNode): WireSet | undefined {
  let smallest = node.sets
  for (let set = smallest?.next; set !== undefined; set = set.next) {
    const difference = set.wire.length - smallest!.wire.length
    if (difference < 0 || (difference === 0 && set.type < smallest!.type)) smallest = set
  }
  return smallest
}

function aliasTo(destination: string, dname: WireSet): WireSet {
  const head = String.fromCharCode(0, typeNumbers.CNAME) + dname.wire.slice(2, 8)
  const wire = head + String.fromCharCode(0, destination.length) + destination
  return { type: typeNumbers.CNAME, count: 1, wire, next: undefined }
}

function* names(set: WireSet): Iterable<string> {
  for (const { start } of recordData(set)) yield set.wire.slice(start, nameEnd(set.wire, start))
}
