import { LookupName } from './lookup-name.ts'
import { headerLength, type QueryMessage } from './query-message.ts'
import { dataLengthAt, nameEnd, recordHeaderLength, typeNumbers, type WireSet } from './wire-set.ts'

export const sections = { answer: 0, authority: 1, additional: 2 } as const

const optLength = 11
const highestPointer = 0x3fff
const slots = 512

/**
 * Names in the data of RFC 1035's types may be compressed, those of all later ones mustn't (RFC 3597 §4). By type: how many
 * names, plus sixteen times the bytes before them. Both SOA's and MINFO's stand side by side.
 */
const compressible = new Uint8Array(256)
for (const type of [2, 3, 4, 5, 7, 8, 9, 12]) compressible[type] = 1
for (const type of [6, 14]) compressible[type] = 2
compressible[15] = 0x21

/** Puts one answer together in `out`. Made once; `start` begins the next answer. */
export class AnswerWriter {
  /** Room for the largest message and one more record: what doesn't fit is found after it's written. */
  out: Buffer = Buffer.allocUnsafeSlow(2 * 65_535 + 1024)
  length = 0
  /** Something of the answer or of what a referral needs had to be left out. */
  truncated = false
  readonly #counts = new Uint16Array(3)
  #limit = 0
  #question: LookupName | undefined
  readonly #scratch = new LookupName()
  /** Offsets of suffixes written before, by their hash. `#stamps` tells entries of this answer from older ones. */
  readonly #offsets = new Uint16Array(slots)
  readonly #stamps = new Uint32Array(slots)
  #stamp = 0

  /** Copies id and question, and keeps room for the OPT record. */
  start(message: Uint8Array, query: QueryMessage, limit: number): void {
    const { out } = this
    const counts = this.#counts
    const end = query.questionEnd
    for (let at = 0; at < end; at++) out[at] = message[at]!
    this.length = end
    this.truncated = false
    counts[0] = counts[1] = counts[2] = 0
    this.#limit = query.edns ? limit - optLength : limit
    this.#question = query.name
  }

  /** Adds a whole set, or none of it where it doesn't fit. Without `owner` the question's name is the owner. */
  add(section: 0 | 1 | 2, set: WireSet, owner?: string): boolean {
    const before = this.length
    if (owner === undefined && compressible[set.type & 0xff] === 0) this.#copyRecords(set.wire)
    else this.#writeRecords(set, owner)
    if (this.length > this.#limit) {
      this.length = before
      return false
    }
    this.#counts[section] = this.#counts[section]! + set.count
    return true
  }

  /** Adds a set without which the answer would be wrong. */
  require(section: 0 | 1 | 2, set: WireSet, owner?: string): boolean {
    if (!this.add(section, set, owner)) this.truncated = true
    return !this.truncated
  }

  /** Writes the header and the OPT record. Gives the answer's length. RD and CD are the query's; RA and AD are never set. */
  finish(message: Uint8Array, query: QueryMessage, rcode: number, authoritative: boolean, payload: number): number {
    const { out } = this
    const counts = this.#counts
    out[2] = 0x80 | (authoritative ? 4 : 0) | (this.truncated ? 2 : 0) | (message[2]! & 1)
    out[3] = (message[3]! & 0x10) | (rcode & 15)
    out[4] = 0
    out[5] = 1
    const additional = counts[2]! + (query.edns ? 1 : 0)
    out[6] = counts[0]! >> 8
    out[7] = counts[0]!
    out[8] = counts[1]! >> 8
    out[9] = counts[1]!
    out[10] = additional >> 8
    out[11] = additional
    if (query.edns) this.#writeOpt(query, rcode, payload)
    return this.length
  }

  /** Only a header: what is answered to a message whose question can't be read or isn't understood. */
  headerOnly(message: Uint8Array, rcode: number): number {
    const { out } = this
    out[0] = message[0]!
    out[1] = message[1]!
    out[2] = 0x80 | (message[2]! & 0x79)
    out[3] = (message[3]! & 0x10) | rcode
    out.fill(0, 4, headerLength)
    this.length = headerLength
    return headerLength
  }

  #writeOpt(query: QueryMessage, rcode: number, payload: number): void {
    const { out } = this
    const at = this.length
    out[at] = 0
    out[at + 1] = 0
    out[at + 2] = typeNumbers.OPT
    out[at + 3] = payload >> 8
    out[at + 4] = payload
    out[at + 5] = rcode >> 4
    out[at + 6] = 0
    out[at + 7] = query.dnssecOk ? 0x80 : 0
    out[at + 8] = out[at + 9] = out[at + 10] = 0
    this.length = at + optLength
  }

  /** The common case: the question's own name, and no names in the data that could be compressed. */
  #copyRecords(wire: string): void {
    const { out } = this
    const { length } = wire
    let to = this.length
    for (let at = 0; at < length; ) {
      out[to++] = 0xc0
      out[to++] = headerLength
      const end = at + recordHeaderLength + dataLengthAt(wire, at)
      while (at < end) out[to++] = wire.charCodeAt(at++)
      if (to > this.#limit) break
    }
    this.length = to
  }

  #writeRecords(set: WireSet, owner: string | undefined): void {
    const { wire } = set
    const layout = set.type < 256 ? compressible[set.type]! : 0
    let pointer = owner === undefined ? headerLength : 0
    for (let at = 0; at < wire.length && this.length <= this.#limit; ) {
      if (pointer === 0) pointer = this.#writeName(owner!)
      else this.#writePointer(pointer)
      const end = at + recordHeaderLength + dataLengthAt(wire, at)
      if (layout === 0) this.#copy(wire, at, end)
      else this.#writeNames(wire, at, end, layout)
      at = end
    }
  }

  /** A record's type to data, with the names in the data compressed. */
  #writeNames(wire: string, at: number, end: number, layout: number): void {
    const start = this.length
    let from = at + recordHeaderLength + (layout >> 4)
    this.#copy(wire, at, from)
    for (let names = layout & 15; names > 0; names--) {
      const to = nameEnd(wire, from)
      this.#writeName(wire.slice(from, to))
      from = to
    }
    this.#copy(wire, from, end)
    const length = this.length - start - recordHeaderLength
    this.out[start + 8] = length >> 8
    this.out[start + 9] = length
  }

  #copy(wire: string, from: number, end: number): void {
    const { out } = this
    let to = this.length
    for (let at = from; at < end; at++) out[to++] = wire.charCodeAt(at)
    this.length = to
  }

  #writePointer(offset: number): void {
    this.out[this.length++] = 0xc0 | (offset >> 8)
    this.out[this.length++] = offset
  }

  /** Writes a name, compressed as far as may be. Gives an offset that a pointer to it may have, or 0. */
  #writeName(wire: string): number {
    this.#rememberQuestion()
    const { out } = this
    const name = this.#scratch
    name.set(wire)
    const start = this.length
    for (let label = 0; label < name.labels; label++) {
      const known = this.#findSuffix(name, label)
      if (known > 0) {
        this.#writePointer(known)
        return label === 0 ? known : start <= highestPointer ? start : 0
      }
      this.#remember(name.hashes[label]!, this.length)
      let to = this.length
      for (let at = name.starts[label]!; at < name.starts[label + 1]!; at++) out[to++] = name.bytes[at]!
      this.length = to
    }
    out[this.length++] = 0
    return start <= highestPointer ? start : 0
  }

  #rememberQuestion(): void {
    const name = this.#question
    if (name === undefined) return
    this.#question = undefined
    this.#stamp++
    for (let label = 0; label < name.labels; label++) {
      this.#remember(name.hashes[label]!, headerLength + name.starts[label]!)
    }
  }

  #remember(hash: number, offset: number): void {
    if (offset > highestPointer) return
    const slot = hash & (slots - 1)
    if (this.#stamps[slot] === this.#stamp) return
    this.#stamps[slot] = this.#stamp
    this.#offsets[slot] = offset
  }

  /** Where the suffix stands already, or 0. What a slot says is checked: it may be another name's, or a set's taken back. */
  #findSuffix(name: LookupName, label: number): number {
    const slot = name.hashes[label]! & (slots - 1)
    if (this.#stamps[slot] !== this.#stamp) return 0
    const offset = this.#offsets[slot]!
    return offset < this.length && this.#standsAt(offset, name.bytes, name.starts[label]!) ? offset : 0
  }

  #standsAt(offset: number, bytes: Uint8Array, start: number): boolean {
    const { out } = this
    let at = offset
    let index = start
    for (;;) {
      const length = out[at]!
      // Behind the end of what's written stands what earlier answers left there.
      if (at >= this.length || (length < 0xc0 && at + length >= this.length)) return false
      if (length >= 0xc0) {
        const target = ((length & 0x3f) << 8) | out[at + 1]!
        if (target >= at) return false
        at = target
        continue
      }
      if (length !== bytes[index]) return false
      if (length === 0) return true
      for (let left = length; left > 0; left--) {
        if (lowerCase(out[++at]!) !== bytes[++index]) return false
      }
      at++
      index++
    }
  }
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
}
