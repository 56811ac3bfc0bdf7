import type { Opcode, Rcode, RecordClass } from './message-codes.ts'
import type { Name, Rdata, RecordType } from './rrset.ts'

/** A DNS message (RFC 1035 §4), with its OPT record (RFC 6891) taken out of the additional section. */
export interface Message {
  /** 0–65535. */
  id: number
  /** QR: a response, not a question. */
  response: boolean
  opcode: Opcode
  /** AA */
  authoritative: boolean
  /** TC: something needed did not fit. */
  truncated: boolean
  /** RD */
  recursionDesired: boolean
  /** RA */
  recursionAvailable: boolean
  /** AD (RFC 4035 §3.2.3) */
  authenticData: boolean
  /** CD (RFC 4035 §3.2.2) */
  checkingDisabled: boolean
  /** With the upper bits of the OPT record (RFC 6891 §6.1.3): those above 15 need `edns`. */
  rcode: Rcode
  /** UPDATE calls it the zone section (RFC 2136 §2.3). */
  questions: Question[]
  /** UPDATE: the prerequisites. */
  answers: MessageRecord[]
  /** UPDATE: the updates. */
  authorities: MessageRecord[]
  additionals: MessageRecord[]
  edns?: Edns
}

export interface Question {
  name: Name
  /** Question types too: `ANY`, `AXFR`, `IXFR`. */
  type: RecordType
  class: RecordClass
}

/** One record of a section. */
export interface MessageRecord {
  name: Name
  type: RecordType
  class: RecordClass
  /** Seconds; what has the upper bit set counts as 0 (RFC 2181 §8). */
  ttl: number
  /**
   * Canonical. Empty for the records of an UPDATE that carry none (classes `ANY` and `NONE`, RFC 2136 §2.4, §2.5); in the
   * general form `\# length hex` for types that no zone holds, TSIG among them.
   */
  rdata: Rdata
}

/** Extension mechanisms (RFC 6891 §6.1). */
export interface Edns {
  /** 0 is the only one there is. */
  version: number
  /** Bytes of UDP payload that the sender can take. */
  payloadSize: number
  /** DO: DNSSEC records are wanted (RFC 3225). */
  dnssecOk: boolean
  options: EdnsOption[]
}

export interface EdnsOption {
  code: number
  data: Uint8Array
}

/** A message of these fields; everything else is 0, false, `QUERY`, `NOERROR` or empty. */
export function createMessage(fields: Partial<Message>): Message {
  return {
    id: 0,
    response: false,
    opcode: 'QUERY',
    authoritative: false,
    truncated: false,
    recursionDesired: false,
    recursionAvailable: false,
    authenticData: false,
    checkingDisabled: false,
    rcode: 'NOERROR',
    questions: [],
    answers: [],
    authorities: [],
    additionals: [],
    ...fields,
  }
}
