import { createQuestionAnswerer } from './answer-question.ts'
import { AnswerWriter } from './answer-writer.ts'
import { headerLength, QueryMessage, rcodes } from './query-message.ts'
import { typeNumbers } from './wire-set.ts'
import type { ZoneCollection } from './zone-collection.ts'

/** The largest answer by UDP, and what our OPT record announces: it passes every path unfragmented (DNS flag day 2020). */
export const largestUdpAnswer = 1232
const largestAnswer = 65_535
const classIn = 1

/** Bytes in, bytes out; knows nothing of sockets. */
export interface Responder {
  /**
   * Answers the first `length` bytes of `message`. The answer is the first so many bytes of `out`, until the next call; 0
   * where there's none to give: to less than a header, and to answers.
   */
  respond(message: Uint8Array, length: number, transport: 'udp' | 'tcp'): number
  /** Where answers are put. May be replaced by another buffer while nothing is being answered. */
  readonly writer: AnswerWriter
  /** Answers so far by RCODE mnemonic. */
  answers(): Record<string, number>
  /** Messages so far that got none. */
  dropped(): number
}

export function createResponder(zones: ZoneCollection): Responder {
  const writer = new AnswerWriter()
  const query = new QueryMessage()
  const answerQuestion = createQuestionAnswerer(zones, writer)
  const counts = new Float64Array(rcodes.BADVERS + 1)
  let dropped = 0

  function respond(message: Uint8Array, length: number, transport: 'udp' | 'tcp'): number {
    if (length < headerLength || (message[2]! & 0x80) !== 0) {
      dropped++
      return 0
    }
    const unread = query.read(message, length)
    if (unread !== rcodes.NOERROR) {
      counts[unread]!++
      return writer.headerOnly(message, unread)
    }
    writer.start(message, query, limitOf(query, transport))
    const refusal = refuse(query)
    if (refusal !== rcodes.NOERROR) return finish(message, refusal, false)
    return answer(message)
  }

  /** A mistake of ours costs the answer, never the thread with all its zones. */
  function answer(message: Uint8Array): number {
    try {
      const verdict = answerQuestion(query)
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

  return { respond, writer, answers, dropped: () => dropped }
}

function limitOf(query: QueryMessage, transport: 'udp' | 'tcp'): number {
  return transport === 'tcp' ? largestAnswer : Math.min(query.edns ? query.payload : 512, largestUdpAnswer)
}

/** Questions that aren't looked up: of another EDNS version, another class, or for a whole zone. */
function refuse(query: QueryMessage): number {
  if (query.edns && query.version !== 0) return rcodes.BADVERS
  if (query.class !== classIn) return rcodes.REFUSED
  if (query.type === typeNumbers.AXFR || query.type === typeNumbers.IXFR) return rcodes.REFUSED
  return rcodes.NOERROR
}
