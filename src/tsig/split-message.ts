import { decodeHeader } from '../dns/message-header.ts'
import { DnsError } from '../dns/problem.ts'
import { WireReader } from '../dns/wire-reader.ts'
import { readTsigData, type TsigRecord } from './tsig-record.ts'

/** A message and its signature, parted. */
export interface SplitMessage {
  /** Without the TSIG record, and with one additional record less; its id is the one it came with. */
  message: Uint8Array
  /** Absent: it isn't signed. */
  tsig?: TsigRecord
}

const tsigType = 250
const classAny = 255

/**
 * Takes the TSIG record off, which is the last of all records or none (RFC 8945 §5.1). Throws DnsError: `misplaced_tsig`,
 * `trailing_bytes`, and what broken names and lengths throw.
 */
export function splitMessage(bytes: Uint8Array): SplitMessage {
  const { counts } = decodeHeader(bytes)
  const reader = new WireReader(bytes, 12)
  for (let left = counts.questions; left > 0; left--) skipQuestion(reader)
  const records = counts.answers + counts.authorities + counts.additionals
  for (let left = records; left > 0; left--) {
    const start = reader.offset
    if (skipRecord(reader) !== tsigType) continue
    if (left > 1 || counts.additionals === 0) throw misplaced('a TSIG record stands elsewhere than at the end')
    requireEnd(reader)
    return { message: withoutLast(bytes, start, counts.additionals), tsig: readTsigAt(bytes, start) }
  }
  requireEnd(reader)
  return { message: bytes }
}

/** Where the first question ends, or the header of a message without; for replies that repeat the question. */
export function endOfQuestion(bytes: Uint8Array): number {
  const { counts } = decodeHeader(bytes)
  const reader = new WireReader(bytes, 12)
  if (counts.questions > 0) skipQuestion(reader)
  return reader.offset
}

function skipQuestion(reader: WireReader): void {
  skipName(reader)
  reader.skip(4)
}

/** Moves behind a record and gives its type. */
function skipRecord(reader: WireReader): number {
  skipName(reader)
  const type = reader.u16()
  reader.skip(6)
  reader.skip(reader.u16())
  return type
}

/** Only to where it ends here: what a pointer leads to is looked at where the name is wanted. */
function skipName(reader: WireReader): void {
  for (;;) {
    const length = reader.u8()
    if (length === 0) return
    if (length >= 0xc0) {
      reader.skip(1)
      return
    }
    reader.skip(length)
  }
}

function readTsigAt(bytes: Uint8Array, start: number): TsigRecord {
  const reader = new WireReader(bytes, start)
  const name = reader.name()
  reader.skip(2)
  if (reader.u16() !== classAny || reader.u32() !== 0) throw misplaced('a TSIG record has the class ANY and the TTL 0')
  const length = reader.u16()
  return readTsigData(name, bytes, reader.offset, reader.offset + length)
}

function withoutLast(bytes: Uint8Array, end: number, additionals: number): Uint8Array {
  const message = new Uint8Array(bytes.subarray(0, end))
  new DataView(message.buffer).setUint16(10, additionals - 1)
  return message
}

function requireEnd(reader: WireReader): void {
  if (reader.remaining > 0) throw new DnsError('trailing_bytes', `${reader.remaining} bytes follow the message`)
}

function misplaced(message: string): DnsError {
  return new DnsError('misplaced_tsig', message)
}
