import type { LookupName } from './lookup-name.ts'
import { compressibleNames, NameWriter } from './name-writer.ts'
import { headerLength, type QueryMessage } from './query-message.ts'
import { dataLengthAt, nameEnd, recordHeaderLength, typeNumbers, type WireSet } from './wire-set.ts'

export const sections = { answer: 0, authority: 1, additional: 2 } as const

const optLength = 11
/** Puts one answer together in `out`. Made once; `start` begins the next answer. */
export class AnswerWriter {
  /** Room for the largest message and one more record: what doesn't fit is found after it's written. */
  out: Buffer = Buffer.allocUnsafeSlow(2 * 65_535 + 1024)
  length = 0
  /** Something of the answer or of what a referral needs had to be left out. */
  truncated = false
  readonly #counts = new Uint16Array(3)
  #limit = 0
  /** Until the first name is written: most answers have none, and needn't remember the question's. */
  #question: LookupName | undefined
  readonly #names = new NameWriter()

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
    if (owner === undefined && compressibleNames[set.type & 0xff] === 0) this.#copyRecords(set.wire)
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
    const layout = set.type < 256 ? compressibleNames[set.type]! : 0
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

  /** Gives an offset that a pointer to the name may have, or 0. */
  #writeName(wire: string): number {
    const names = this.#names
    if (this.#question !== undefined) names.begin(this.#question, headerLength)
    this.#question = undefined
    const pointer = names.write(this.out, this.length, wire)
    this.length = names.end
    return pointer
  }
}
