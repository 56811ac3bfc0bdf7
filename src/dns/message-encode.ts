import type { Message, MessageRecord } from './message.ts'
import { rcodeCode } from './message-codes.ts'
import { headerBits } from './message-header.ts'
import { createMessageWriter, type MessageWriter } from './message-writer.ts'
import { isWithin } from './name.ts'
import { DnsError } from './problem.ts'

/**
 * Writes a message of at most `maxSize` bytes (65,535 unless told; a UDP answer has what the question's OPT record allows,
 * or 512). What doesn't fit is left out in whole sets, from the end; TC is set where the set was needed (RFC 2181 §9). The OPT
 * record and a final TSIG are always kept.
 *
 * Throws `message_too_long` where not even those and the questions fit, `rcode_needs_edns`, `unknown_type`, `invalid_code`,
 * `rdata_too_long`, and what record data throw.
 */
export function encodeMessage(message: Message, options: { maxSize?: number } = {}): Uint8Array {
  const writer = createMessageWriter()
  const rcode = rcodeOf(message)
  for (const question of message.questions) writer.question(question)
  const { tail, additionals } = splitTail(message)
  const room = Math.min(options.maxSize ?? 0xffff, 0xffff) - sizeOf(tail)
  if (writer.wire.length > room) throw new DnsError('message_too_long', 'the message does not fit with its questions')
  const written = writeSections(writer, { ...message, additionals }, room)
  for (const write of tail) write(writer)
  const truncated = message.truncated || written.truncated
  const { wire } = writer
  const words = [message.id, headerBits({ ...message, truncated, lowRcode: rcode & 15 }), message.questions.length]
  const [answers, authorities, inAdditional] = written.counts
  words.push(answers, authorities, inAdditional + tail.length)
  for (const [index, word] of words.entries()) wire.setU16(index * 2, word)
  return wire.finish()
}

function rcodeOf(message: Message): number {
  const rcode = rcodeCode(message.rcode)
  if (rcode > 15 && message.edns === undefined) {
    throw new DnsError('rcode_needs_edns', `${message.rcode} cannot be told without an OPT record`)
  }
  return rcode
}

type Piece = (writer: MessageWriter) => void

/** The OPT record, and behind it the TSIG or SIG(0) record, which must be the last (RFC 8945 §5.1). */
function splitTail(message: Message): { tail: Piece[]; additionals: MessageRecord[] } {
  const { edns, additionals } = message
  const last = additionals.at(-1)
  const signature = last?.type === 'TSIG' || last?.type === 'SIG' ? last : undefined
  const tail: Piece[] = []
  if (edns) tail.push(writer => writer.opt(edns, rcodeCode(message.rcode) >> 4))
  if (signature) tail.push(writer => writer.record(signature))
  return { tail, additionals: signature ? additionals.slice(0, -1) : additionals }
}

/** Written alone a name can't be compressed, so this is the most that the tail takes. */
function sizeOf(tail: readonly Piece[]): number {
  const writer = createMessageWriter()
  const { length } = writer.wire
  for (const write of tail) write(writer)
  return writer.wire.length - length
}

function writeSections(writer: MessageWriter, message: Message, room: number) {
  const counts: [number, number, number] = [0, 0, 0]
  const sections = [message.answers, message.authorities, message.additionals]
  for (const [section, records] of sections.entries()) {
    for (const set of setsOf(records)) {
      const { length } = writer.wire
      for (const record of set) writer.record(record)
      if (writer.wire.length <= room) counts[section as 0 | 1 | 2] += set.length
      else {
        writer.rewind(length)
        if (isNeeded(message, section, set[0]!)) return { counts, truncated: true }
      }
    }
  }
  return { counts, truncated: false }
}

/** Neighbours of one name, type and class. */
function setsOf(records: readonly MessageRecord[]): MessageRecord[][] {
  const sets: MessageRecord[][] = []
  for (const record of records) {
    const last = sets.at(-1)?.[0]
    if (last && last.name === record.name && last.type === record.type && last.class === record.class) {
      sets.at(-1)!.push(record)
    } else sets.push([record])
  }
  return sets
}

/**
 * Whether the asker must come again by TCP to get it: not for the NS records beside an answer, and of the additional section
 * only for the addresses of a delegation's own servers (RFC 9471 §2.1).
 */
function isNeeded(message: Message, section: number, record: MessageRecord): boolean {
  if (section === 0) return true
  if (section === 1) return record.type !== 'NS' || message.answers.length === 0
  const isReferral = message.response && message.answers.length === 0
  return isReferral && message.authorities.some(({ name, type }) => type === 'NS' && isWithin(record.name, name))
}
