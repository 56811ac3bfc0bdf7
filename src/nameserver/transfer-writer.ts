import { compressibleNames, NameWriter } from './name-writer.ts'
import { headerLength } from './query-message.ts'
import { largestUdpAnswer } from './responder.ts'
import type { TransferQuestion } from './transfer-question.ts'
import { dataLengthAt, nameEnd, type OwnedRecords, recordHeaderLength, typeNumbers } from './wire-set.ts'

const largestMessage = 65_535
/** Names further back than this can't be pointed to (RFC 1035 §4.1.4), so larger messages would make the whole larger. */
const fullMessage = 16_384
const optLength = 11

export interface MessageSizes {
  /** No record begins behind so many bytes. */
  full: number
  /** The most that a message may have where a single record makes it so large. */
  largest: number
}

/** Sizes of messages over TCP, with so many bytes left free in each for its signature. */
export function streamSizes(reserved: number): MessageSizes {
  return { full: fullMessage - reserved, largest: largestMessage - reserved }
}

/** Puts the messages of one reply together, record by record, names compressed: RFC 5936 §2.2. */
export class TransferWriter {
  /** Records in the message under way. */
  records = 0
  /** Room for the largest message and one more record: what doesn't fit is found after it's written. */
  readonly #out = Buffer.allocUnsafeSlow(2 * largestMessage + 1024)
  readonly #names = new NameWriter()
  readonly #question: TransferQuestion
  readonly #sizes: MessageSizes
  #length = 0
  #owner = ''
  #ownerPointer = 0
  #first = true

  constructor(question: TransferQuestion, sizes: MessageSizes) {
    this.#question = question
    this.#sizes = sizes
    this.#begin()
  }

  /**
   * Adds a set's records, from one on that starts at `at` of their wire form, as far as there's room. Gives where the first of those
   * left starts, which is the end where none is. Throws RangeError for one that no message has room for.
   */
  add({ owner, type, wire }: OwnedRecords, at: number): number {
    const layout = type < 256 ? compressibleNames[type]! : 0
    const { length: end } = wire
    let from = at
    while (from < end) {
      const before = this.#length
      const to = from + recordHeaderLength + dataLengthAt(wire, from)
      this.#writeOwner(owner)
      if (layout === 0) this.#copy(wire, from, to)
      else this.#writeNames(wire, from, to, layout)
      if (this.#length > this.#limit()) {
        this.#length = before
        if (this.records > 0) return from
        throw new RangeError('a record is too large to be sent')
      }
      this.records++
      from = to
    }
    return from
  }

  /** Adds all of a set's records. False, with nothing to be made of the message any more, where they don't fit. */
  addWhole(set: OwnedRecords): boolean {
    try {
      return this.add(set, 0) === set.wire.length
    } catch (error) {
      if (error instanceof RangeError) return false
      throw error
    }
  }

  /** The message under way, whole; what is added next begins another one. */
  take(): Uint8Array {
    const withOpt = this.#hasOpt()
    if (withOpt) this.#writeOpt()
    const out = this.#out
    const { message } = this.#question
    out[0] = message[0]!
    out[1] = message[1]!
    // QR and AA, and RD as it was.
    out[2] = 0x84 | (message[2]! & 1)
    out[3] = 0
    out.writeUInt16BE(this.#first ? 1 : 0, 4)
    out.writeUInt16BE(this.records, 6)
    out.writeUInt16BE(0, 8)
    out.writeUInt16BE(withOpt ? 1 : 0, 10)
    const taken = new Uint8Array(out.subarray(0, this.#length))
    this.#first = false
    this.#begin()
    return taken
  }

  /** Only the first message repeats the question. */
  #begin(): void {
    const { name, message, questionEnd } = this.#question
    this.records = 0
    this.#length = headerLength
    this.#ownerPointer = 0
    if (!this.#first) {
      this.#names.begin()
      return
    }
    this.#out.set(message.subarray(headerLength, questionEnd), headerLength)
    this.#length = questionEnd
    this.#names.begin(name, headerLength)
  }

  #limit(): number {
    const { full, largest } = this.#sizes
    return (this.records === 0 ? largest : full) - (this.#hasOpt() ? optLength : 0)
  }

  /** RFC 5936 §2.2.5: it belongs into the first message. */
  #hasOpt(): boolean {
    return this.#first && this.#question.edns
  }

  #writeOpt(): void {
    const end = this.#length + optLength
    this.#out.fill(0, this.#length, end)
    this.#out[this.#length + 2] = typeNumbers.OPT
    this.#out.writeUInt16BE(largestUdpAnswer, this.#length + 3)
    this.#length = end
  }

  #writeOwner(owner: string): void {
    if (owner === this.#owner && this.#ownerPointer > 0) {
      this.#out[this.#length++] = 0xc0 | (this.#ownerPointer >> 8)
      this.#out[this.#length++] = this.#ownerPointer
      return
    }
    this.#owner = owner
    this.#ownerPointer = this.#writeName(owner)
  }

  #writeName(name: string): number {
    const pointer = this.#names.write(this.#out, this.#length, name)
    this.#length = this.#names.end
    return pointer
  }

  /** A record's type to data, with the names in the data compressed. */
  #writeNames(wire: string, start: number, end: number, layout: number): void {
    const begin = this.#length
    let from = start + recordHeaderLength + (layout >> 4)
    this.#copy(wire, start, from)
    for (let names = layout & 15; names > 0; names--) {
      const to = nameEnd(wire, from)
      this.#writeName(wire.slice(from, to))
      from = to
    }
    this.#copy(wire, from, end)
    this.#out.writeUInt16BE(this.#length - begin - recordHeaderLength, begin + 8)
  }

  #copy(wire: string, from: number, end: number): void {
    const out = this.#out
    let to = this.#length
    for (let at = from; at < end; at++) out[to++] = wire.charCodeAt(at)
    this.#length = to
  }
}
