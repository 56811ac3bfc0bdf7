import type { Edns, MessageRecord, Question } from './message.ts'
import { classCode } from './message-codes.ts'
import { writeRdata } from './message-rdata.ts'
import { createNameCompressor } from './name-compression.ts'
import { DnsError } from './problem.ts'
import { typeCode } from './record-types.ts'
import type { Name, RecordType } from './rrset.ts'
import { WireWriter } from './wire-writer.ts'

/** Writes the pieces of one message, each name compressed against those before it (RFC 1035 §4.1.4). */
export interface MessageWriter {
  /** What was written so far; the first 12 bytes are the header's, and zero until `wire.setU16` fills them in. */
  readonly wire: WireWriter
  name(name: Name): void
  question(question: Question): void
  record(record: MessageRecord): void
  opt(edns: Edns, extendedRcode: number): void
  /** Takes back all that was written from this length on. */
  rewind(length: number): void
}

export function createMessageWriter(): MessageWriter {
  const wire = new WireWriter(512)
  wire.reserve(12)
  const names = createNameCompressor(wire)
  return {
    wire,
    name: names.write,
    question: question => writeQuestion(wire, names.write, question),
    record: record => writeRecord(wire, names.write, record),
    opt: (edns, extendedRcode) => writeOpt(wire, edns, extendedRcode),
    rewind(length) {
      wire.length = length
      names.forget(length)
    },
  }
}

function writeQuestion(wire: WireWriter, writeName: (name: Name) => void, question: Question): void {
  writeName(question.name)
  wire.u16(knownTypeCode(question.type))
  wire.u16(classCode(question.class))
}

function writeRecord(wire: WireWriter, writeName: (name: Name) => void, record: MessageRecord): void {
  writeName(record.name)
  wire.u16(knownTypeCode(record.type))
  wire.u16(classCode(record.class))
  wire.u32(record.ttl)
  writeLengthOf(wire, () => writeRdata(wire, writeName, record))
}

/** RFC 6891 §6.1.2, §6.1.3 */
function writeOpt(wire: WireWriter, edns: Edns, extendedRcode: number): void {
  wire.u8(0)
  wire.u16(knownTypeCode('OPT'))
  wire.u16(edns.payloadSize)
  wire.u8(extendedRcode)
  wire.u8(edns.version)
  wire.u16(edns.dnssecOk ? 0x8000 : 0)
  writeLengthOf(wire, () => {
    for (const { code, data } of edns.options) {
      wire.u16(code)
      wire.u16(data.length)
      wire.write(data)
    }
  })
}

function writeLengthOf(wire: WireWriter, write: () => void): void {
  const lengthAt = wire.reserve(2)
  write()
  const length = wire.length - lengthAt - 2
  if (length > 0xffff) throw new DnsError('rdata_too_long', `record data have 65535 bytes at most, not ${length}`)
  wire.setU16(lengthAt, length)
}

function knownTypeCode(type: RecordType): number {
  const code = typeCode(type)
  if (code === undefined) throw new DnsError('unknown_type', `${type} is no record type`)
  return code
}
