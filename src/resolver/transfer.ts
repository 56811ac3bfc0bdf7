import { randomInt } from 'node:crypto'
import { createMessage, type Message, type MessageRecord } from '../dns/message.ts'
import { decodeMessage } from '../dns/message-decode.ts'
import { DnsError } from '../dns/problem.ts'
import type { Name } from '../dns/rrset.ts'
import type { TsigReplyContext } from '../tsig/tsig-key.ts'
import { createStreamVerifier } from '../tsig/verify-reply.ts'
import { checkTransfer } from './check-transfer.ts'
import type { ExchangeOptions } from './dns-client.ts'
import { signed } from './exchange.ts'
import { errorOfRcode, QueryError } from './query-error.ts'
import type { ServerAddress } from './server-address.ts'
import { errorOfSignature } from './signature-errors.ts'
import { tcpMessages } from './tcp-messages.ts'

export interface Transfer {
  server: ServerAddress
  wanted: { zone: Name; since?: number }
  options: ExchangeOptions
  now(): number
}

/** Large zones are read from disk before the first message comes. */
const defaultMilliseconds = 30_000

/** The records of one message after the other, at most a message and those without a signature of their own in memory. */
export async function* transferFrom(transfer: Transfer): AsyncGenerator<MessageRecord[]> {
  const { server, wanted, options, now } = transfer
  const question = questionFor(wanted)
  const { request, context } = signed(question, options, now())
  const { milliseconds = defaultMilliseconds, signal } = options
  const verified = verifier(context, transfer)
  const check = checkTransfer(wanted)
  const broken = (message: string) => new QueryError('malformed', `sends a transfer that ${message}`, { server })
  for await (const bytes of tcpMessages({ server, request, milliseconds, signal })) {
    for (const message of verified(bytes)) {
      const records = answersOf(message, question, server)
      for (const record of records) {
        const fault = check.take(record)
        if (fault !== undefined) throw broken(fault)
      }
      yield records
    }
    if (check.done) return
  }
}

/** The SOA record of an IXFR question needs nothing but its serial (RFC 1995 §3). */
function questionFor({ zone, since }: Transfer['wanted']): Message {
  const id = randomInt(0x10000)
  if (since === undefined) return createMessage({ id, questions: [{ name: zone, type: 'AXFR', class: 'IN' }] })
  const soa = { name: zone, type: 'SOA', class: 'IN', ttl: 0, rdata: `. . ${since} 0 0 0 0` } as const
  return createMessage({ id, questions: [{ name: zone, type: 'IXFR', class: 'IN' }], authorities: [soa] })
}

/** The messages that are known to be right once this one has come. */
function verifier(context: TsigReplyContext | undefined, { server, now }: Transfer) {
  if (context === undefined) return (bytes: Uint8Array) => [bytes]
  const verifier = createStreamVerifier(context)
  return (bytes: Uint8Array): Uint8Array[] => {
    const verdict = verifier.take(bytes, now())
    if (verdict.status === 'valid') return verdict.messages
    if (verdict.status === 'held') return []
    throw errorOfSignature(verdict, { bytes, server, now: now() })
  }
}

function answersOf(bytes: Uint8Array, question: Message, server: ServerAddress): MessageRecord[] {
  const message = read(bytes, server)
  const { name, type } = question.questions[0]!
  const isReply = message.response && message.id === question.id && message.opcode === 'QUERY'
  // Only the first message has to repeat the question (RFC 5936 §2.2.2).
  const isSame = message.questions.every(each => each.name === name && each.type === type && each.class === 'IN')
  if (!isReply || !isSame) throw new QueryError('malformed', 'answers something else', { server })
  const { rcode } = message
  if (rcode !== 'NOERROR') {
    throw errorOfRcode(rcode, server) ?? new QueryError('servfail', `answered ${rcode}`, { server, rcode })
  }
  if (message.truncated) throw new QueryError('malformed', 'sends a transfer that is cut off', { server })
  return message.answers
}

function read(bytes: Uint8Array, server: ServerAddress): Message {
  try {
    return decodeMessage(bytes)
  } catch (error) {
    if (!(error instanceof DnsError)) throw error
    throw new QueryError('malformed', `answers what can't be read: ${error.message}`, { server, cause: error })
  }
}
