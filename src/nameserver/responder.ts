import { createQuestionAnswerer } from './answer-question.ts'
import { AnswerWriter } from './answer-writer.ts'
import { headerLength, isSigned, QueryMessage, rcodes } from './query-message.ts'
import type { SlowPath } from './slow-path.ts'
import { typeNumbers } from './wire-set.ts'
import type { ZoneCollection } from './zone-collection.ts'

/** The largest answer by UDP, and what our OPT record announces: it passes every path unfragmented (DNS flag day 2020). */
export const largestUdpAnswer = 1232
const largestAnswer = 65_535
const classIn = 1
const opcodeUpdate = 5

/** What `respond` gives for a message that somebody else decides about. */
export const handedOver = -1

/** Bytes in, bytes out; knows nothing of sockets. */
export interface Responder {
  /**
   * Answers the first `length` bytes of `message`. The answer is the first so many bytes of `out`, until the next call; 0
   * where there's none to give: to less than a header, and to answers. `handedOver` for what is to be given to `slowPath`, if there's
   * one. So many bytes as `reserved` are left free behind the answer.
   */
  respond(message: Uint8Array, length: number, transport: 'udp' | 'tcp', reserved?: number): number
  /** Who takes messages that aren't plain questions. */
  readonly slowPath: SlowPath | undefined
  /** Where answers are put. May be replaced by another buffer while nothing is being answered. */
  readonly writer: AnswerWriter
  /** Answers so far by RCODE mnemonic. */
  answers(): Record<string, number>
  /** Messages so far that got none. */
  dropped(): number
}

export function createResponder(zones: Pick<ZoneCollection, 'select'>, slowPath?: SlowPath): Responder {
  const writer = new AnswerWriter()
  const query = new QueryMessage()
  const answerQuestion = createQuestionAnswerer(zones, writer)
  const counts = new Float64Array(rcodes.BADVERS + 1)
  let dropped = 0

  function respond(message: Uint8Array, length: number, transport: 'udp' | 'tcp', reserved = 0): number {
    if (length < headerLength || (message[2]! & 0x80) !== 0) {
      dropped++
      return 0
    }
    const unread = query.read(message, length)
    if (unread !== rcodes.NOERROR) {
      if (unread === rcodes.NOTIMP && slowPath !== undefined && isForFront(message, length)) return handedOver
      counts[unread]!++
      return writer.headerOnly(message, unread)
    }
    if (slowPath !== undefined && (query.signed || isTransfer(query.type))) return handedOver
    writer.start(message, query, limitOf(query, transport) - reserved)
    const refusal = refuse(query)
    if (refusal !== rcodes.NOERROR) return finish(message, refusal, false)
    return answer(message)
  }

  /** A mistake of ours costs the answer, never the thread with all its zones. */
  function answer(message: Uint8Array): number {
    try {
      const verdict = answerQuestion(query)
      if (verdict.rcode === rcodes.REFUSED && slowPath?.knows(query)) return handedOver
      return finish(message, verdict.rcode, verdict.authoritative)
    } catch {
      counts[rcodes.SERVFAIL]!++
      return writer.headerOnly(message, rcodes.SERVFAIL)
    }
  }

  function finish(message: Uint8Array, rcode: number, authoritative: boolean): number {
    counts[rcode]!++
    return writer.finish(message, query, rcode, authoritative, largestUdpAnswer)
  }

  function answers(): Record<string, number> {
    const named = Object.entries(rcodes).map(([mnemonic, rcode]): [string, number] => [mnemonic, counts[rcode]!])
    return Object.fromEntries(named.filter(([, count]) => count > 0))
  }

  return { respond, writer, slowPath, answers, dropped: () => dropped }
}

function isForFront(message: Uint8Array, length: number): boolean {
  return ((message[2]! >> 3) & 15) === opcodeUpdate || isSigned(message, length)
}

function isTransfer(type: number): boolean {
  return type === typeNumbers.AXFR || type === typeNumbers.IXFR
}

export function limitOf(query: Pick<QueryMessage, 'edns' | 'payload'>, transport: 'udp' | 'tcp'): number {
  return transport === 'tcp' ? largestAnswer : Math.min(query.edns ? query.payload : 512, largestUdpAnswer)
}

/** Questions that aren't looked up: of another EDNS version, another class, or for a whole zone. */
function refuse(query: QueryMessage): number {
  if (query.edns && query.version !== 0) return rcodes.BADVERS
  if (query.class !== classIn) return rcodes.REFUSED
  if (isTransfer(query.type)) return rcodes.REFUSED
  return rcodes.NOERROR
}
