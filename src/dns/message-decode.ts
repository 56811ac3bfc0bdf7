import type { Edns, EdnsOption, Message, MessageRecord, Question } from './message.ts'
import { classFromCode, rcodeFromCode } from './message-codes.ts'
import { readHeader } from './message-header.ts'
import { decodeRdata } from './message-rdata.ts'
import { DnsError } from './problem.ts'
import { typeFromCode } from './record-types.ts'
import { WireReader } from './wire-reader.ts'

/**
 * Reads a whole message. Throws DnsError for bytes that are none: `truncated`, `trailing_bytes`, `duplicate_opt`,
 * `misplaced_opt`, `invalid_opt`, and what names and record data throw. Where a reply is due even so, `decodeHeader` says
 * to what.
 */
export function decodeMessage(bytes: Uint8Array): Message {
  const reader = new WireReader(bytes)
  const { lowRcode, counts, ...header } = readHeader(reader)
  const questions = times(counts.questions, () => readQuestion(reader))
  const answers = times(counts.answers, () => readRecord(reader))
  const authorities = times(counts.authorities, () => readRecord(reader))
  const { edns, extendedRcode, additionals } = readAdditionals(reader, counts.additionals)
  if (reader.remaining > 0) throw new DnsError('trailing_bytes', `${reader.remaining} bytes follow the message`)
  const rcode = rcodeFromCode((extendedRcode << 4) | lowRcode)
  return { ...header, rcode, questions, answers, authorities, additionals, ...(edns && { edns }) }
}

/** A count may promise 65,535 records; reading stops at the first that isn't there. */
function times<T>(count: number, read: () => T): T[] {
  const list: T[] = []
  for (let index = 0; index < count; index++) list.push(read())
  return list
}

function readQuestion(reader: WireReader): Question {
  return { name: reader.name(), type: typeFromCode(reader.u16()), class: classFromCode(reader.u16()) }
}

function readRecord(reader: WireReader): MessageRecord {
  const name = reader.name()
  const type = typeFromCode(reader.u16())
  if (type === 'OPT') throw new DnsError('misplaced_opt', 'an OPT record may stand in the additional section only')
  const recordClass = classFromCode(reader.u16())
  const ttl = reader.u32()
  const length = reader.u16()
  const start = reader.skip(length)
  const rdata = decodeRdata(type, recordClass, reader.bytes, start, start + length)
  return { name, type, class: recordClass, ttl: ttl > 0x7fffffff ? 0 : ttl, rdata }
}

interface Additionals {
  additionals: MessageRecord[]
  edns?: Edns
  /** The upper 8 bits of the RCODE. */
  extendedRcode: number
}

function readAdditionals(reader: WireReader, count: number): Additionals {
  const found: Additionals = { additionals: [], extendedRcode: 0 }
  for (let index = 0; index < count; index++) {
    if (!isOpt(reader)) found.additionals.push(readRecord(reader))
    else if (found.edns) throw new DnsError('duplicate_opt', 'a message has one OPT record at most (RFC 6891 §6.1.1)')
    else readOpt(reader, found)
  }
  return found
}

/** Looks at the type behind the owner name, and moves nothing. */
function isOpt(reader: WireReader): boolean {
  const { offset } = reader
  reader.name()
  const type = reader.u16()
  reader.offset = offset
  return type === 41
}

/** RFC 6891 §6.1.2, §6.1.3: the class holds the payload size, the TTL the upper RCODE bits, version and flags. */
function readOpt(reader: WireReader, into: Additionals): void {
  if (reader.name() !== '.') throw new DnsError('invalid_opt', 'the owner of an OPT record is the root')
  reader.skip(2)
  const payloadSize = reader.u16()
  into.extendedRcode = reader.u8()
  const version = reader.u8()
  const dnssecOk = (reader.u16() & 0x8000) !== 0
  const length = reader.u16()
  const start = reader.skip(length)
  into.edns = {
    version,
    payloadSize,
    dnssecOk,
    options: readOptions(new WireReader(reader.bytes, start, start + length)),
  }
}

function readOptions(reader: WireReader): EdnsOption[] {
  const options: EdnsOption[] = []
  while (reader.remaining > 0) {
    const code = reader.u16()
    options.push({ code, data: reader.take(reader.u16()).slice() })
  }
  return options
}
