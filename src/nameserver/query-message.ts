import { LookupName } from './lookup-name.ts'
import { recordHeaderLength, typeNumbers } from './wire-set.ts'

export const headerLength = 12

export const rcodes = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  BADVERS: 16,
} as const

/** A query as far as an answer needs it. Made once, filled by every `read`. */
export class QueryMessage {
  readonly name: LookupName = new LookupName()
  type = 0
  class = 0
  /** Offset behind the question. */
  questionEnd = 0
  /** The query has an OPT record (RFC 6891), and so will the answer. */
  edns = false
  payload = 512
  version = 0
  dnssecOk = false
  /** The query has a TSIG record (RFC 8945). */
  signed = false

  /** Fills this from the first `length` bytes. Gives the RCODE of what is wrong with them, NOERROR if nothing is. */
  read(message: Uint8Array, length: number): number {
    this.edns = false
    this.signed = false
    if ((message[2]! & 0x78) !== 0) return rcodes.NOTIMP
    // RFC 9619: a query has exactly one question.
    if (message[4] !== 0 || message[5] !== 1) return rcodes.FORMERR
    const end = this.name.readFrom(message, headerLength, length)
    if (end < 0 || end + 4 > length) return rcodes.FORMERR
    this.type = (message[end]! << 8) | message[end + 1]!
    this.class = (message[end + 2]! << 8) | message[end + 3]!
    this.questionEnd = end + 4
    if (length === end + 4 && message[10] === 0 && message[11] === 0 && isZero(message, 6)) return rcodes.NOERROR
    return this.#readRecords(message, length) ? rcodes.NOERROR : rcodes.FORMERR
  }

  /** Only IXFR has records before the additional section (RFC 1995 §3); bytes behind the last record are none of any. */
  #readRecords(message: Uint8Array, length: number): boolean {
    const records = uint16(message, 6) + uint16(message, 8)
    if (records !== 0 && this.type !== typeNumbers.IXFR) return false
    let at = this.questionEnd
    for (let left = records; left > 0 && at > 0; left--) at = skipRecord(message, at, length)
    for (let left = uint16(message, 10); left > 0 && at > 0; left--) {
      const start = at
      at = skipRecord(message, at, length)
      if (at < 0) return false
      const type = typeOf(message, start)
      if (type === typeNumbers.OPT && !this.#readOpt(message, start, at)) return false
      if (type === typeNumbers.TSIG) this.signed = true
    }
    return at === length
  }

  #readOpt(message: Uint8Array, start: number, end: number): boolean {
    if (this.edns || message[start] !== 0 || !hasWholeOptions(message, start + 1 + recordHeaderLength, end))
      return false
    this.edns = true
    this.payload = Math.max(512, uint16(message, start + 3))
    this.version = message[start + 6]!
    this.dnssecOk = (message[start + 7]! & 0x80) !== 0
    return true
  }
}

/** Whether a message of any kind has a TSIG record at its end. False where it can't be read to its end. */
export function isSigned(message: Uint8Array, length: number): boolean {
  let at = headerLength
  for (let left = uint16(message, 4); left > 0 && at > 0; left--) at = skipQuestion(message, at, length)
  let last = 0
  for (let left = uint16(message, 6) + uint16(message, 8) + uint16(message, 10); left > 0 && at > 0; left--) {
    last = at
    at = skipRecord(message, at, length)
  }
  return at > 0 && last > 0 && typeOf(message, last) === typeNumbers.TSIG
}

/** Where a message's one question ends, or its header where it hasn't one that can be read. */
export function questionEnd(message: Uint8Array): number {
  const end = uint16(message, 4) === 1 ? skipQuestion(message, headerLength, message.length) : -1
  return end < 0 ? headerLength : end
}

function skipQuestion(message: Uint8Array, at: number, length: number): number {
  const end = skipName(message, at, length)
  return end < 0 || end + 4 > length ? -1 : end + 4
}

function isZero(message: Uint8Array, at: number): boolean {
  return message[at] === 0 && message[at + 1] === 0 && message[at + 2] === 0 && message[at + 3] === 0
}

function uint16(message: Uint8Array, at: number): number {
  return (message[at]! << 8) | message[at + 1]!
}

/** The offset behind the record at `at`; -1 where none stands there whole. */
function skipRecord(message: Uint8Array, at: number, length: number): number {
  const header = skipName(message, at, length)
  if (header < 0 || header + recordHeaderLength > length) return -1
  const end = header + recordHeaderLength + uint16(message, header + 8)
  return end <= length ? end : -1
}

function skipName(message: Uint8Array, at: number, length: number): number {
  let end = at
  while (end < length) {
    const label = message[end]!
    if (label === 0) return end + 1
    if (label >= 0xc0) return end + 2
    if (label > 63) return -1
    end += label + 1
  }
  return -1
}

function typeOf(message: Uint8Array, start: number): number {
  return uint16(message, skipName(message, start, message.length))
}

/** Options we don't know are passed over (RFC 6891 §6.1.2), but their lengths have to add up. */
function hasWholeOptions(message: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at + 4 <= end) at += 4 + uint16(message, at + 2)
  return at === end
}
