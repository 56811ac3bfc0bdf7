import type { Message } from './message.ts'
import { opcodeCode, opcodeFromCode } from './message-codes.ts'
import { WireReader } from './wire-reader.ts'

type HeaderField =
  | 'id'
  | 'response'
  | 'opcode'
  | 'authoritative'
  | 'truncated'
  | 'recursionDesired'
  | 'recursionAvailable'
  | 'authenticData'
  | 'checkingDisabled'

/** The first 12 bytes (RFC 1035 §4.1.1). */
export interface Header extends Pick<Message, HeaderField> {
  /** The lower four bits of the RCODE; the OPT record has the others. */
  lowRcode: number
  /** How many questions, answers, authorities and additionals there are said to be. */
  counts: { questions: number; answers: number; authorities: number; additionals: number }
}

/** Reads only the header, so that a message that is broken further on can be answered. Throws `truncated`. */
export function decodeHeader(bytes: Uint8Array): Header {
  return readHeader(new WireReader(bytes))
}

export function readHeader(reader: WireReader): Header {
  const id = reader.u16()
  const bits = reader.u16()
  return {
    id,
    response: (bits & 0x8000) !== 0,
    opcode: opcodeFromCode((bits >> 11) & 15),
    authoritative: (bits & 0x0400) !== 0,
    truncated: (bits & 0x0200) !== 0,
    recursionDesired: (bits & 0x0100) !== 0,
    recursionAvailable: (bits & 0x0080) !== 0,
    authenticData: (bits & 0x0020) !== 0,
    checkingDisabled: (bits & 0x0010) !== 0,
    lowRcode: bits & 15,
    counts: { questions: reader.u16(), answers: reader.u16(), authorities: reader.u16(), additionals: reader.u16() },
  }
}

/** The second 16 bits of a header. */
export function headerBits(header: Pick<Header, HeaderField | 'lowRcode'>): number {
  return (
    (header.response ? 0x8000 : 0) |
    (opcodeCode(header.opcode) << 11) |
    (header.authoritative ? 0x0400 : 0) |
    (header.truncated ? 0x0200 : 0) |
    (header.recursionDesired ? 0x0100 : 0) |
    (header.recursionAvailable ? 0x0080 : 0) |
    (header.authenticData ? 0x0020 : 0) |
    (header.checkingDisabled ? 0x0010 : 0) |
    header.lowRcode
  )
}
