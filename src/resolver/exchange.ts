import { randomInt } from 'node:crypto'
import type { Message } from '../dns/message.ts'
import { encodeMessage } from '../dns/message-encode.ts'
import { decodeHeader } from '../dns/message-header.ts'
import { DnsError } from '../dns/problem.ts'
import { signRequest, tsigSize } from '../tsig/sign.ts'
import type { TsigReplyContext } from '../tsig/tsig-key.ts'
import { verifyReply } from '../tsig/verify-reply.ts'
import type { ExchangeOptions } from './dns-client.ts'
import { matchReply } from './match-reply.ts'
import { QueryError } from './query-error.ts'
import type { ServerAddress } from './server-address.ts'
import { errorOfSignature } from './signature-errors.ts'
import { tcpMessages } from './tcp-messages.ts'
import { exchangeUdp } from './udp-exchange.ts'

/** One message to one address, over UDP and then TCP, or over TCP alone. */
export interface Exchange {
  server: ServerAddress
  message: Message
  options: ExchangeOptions
  now(): number
}

const defaultMilliseconds = 5_000
const udpAttempts = 2

/** The reply, with the id that the message was given by the caller. */
export async function exchangeAt(exchange: Exchange): Promise<Message> {
  const { message, options } = exchange
  const udp = options.udp ? await tryUdp(exchange) : undefined
  if (udp !== undefined && !(udp instanceof QueryError) && !udp.truncated) return { ...udp, id: message.id }
  try {
    return { ...(await overTcp(exchange)), id: message.id }
  } catch (error) {
    throw udp instanceof QueryError && error instanceof QueryError ? udp : error
  }
}

/** Only silence is worth another attempt. */
async function tryUdp(exchange: Exchange): Promise<Message | QueryError> {
  for (let left = udpAttempts - 1; ; left--) {
    try {
      return await overUdp(exchange)
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      if (left <= 0 || error.code !== 'timeout') return error
    }
  }
}

function overUdp(exchange: Exchange): Promise<Message> {
  const { server, options } = exchange
  const { request, accept } = prepare(exchange)
  return exchangeUdp({ server, request, accept, milliseconds: millisecondsOf(options), signal: options.signal })
}

async function overTcp(exchange: Exchange): Promise<Message> {
  const { server, options } = exchange
  const { request, accept } = prepare(exchange)
  const sending = { server, request, milliseconds: millisecondsOf(options), signal: options.signal }
  for await (const bytes of tcpMessages(sending)) {
    const reply = accept(bytes)
    if (reply !== undefined) return reply
    break
  }
  throw new QueryError('malformed', 'answers something else', { server, sent: true })
}

function millisecondsOf({ milliseconds }: ExchangeOptions): number {
  return milliseconds ?? defaultMilliseconds
}

interface Prepared {
  request: Uint8Array
  accept(bytes: Uint8Array): Message | undefined
}

/** Each attempt has an id of its own, which nobody can know beforehand. */
function prepare({ server, message, options, now }: Exchange): Prepared {
  const id = randomInt(0x10000)
  const [question] = message.questions
  if (question === undefined) throw new TypeError('a message without a question can’t be told from others')
  const asked = { id, opcode: message.opcode, name: question.name, type: question.type, server }
  const { request, context } = signed({ ...message, id }, options, now())
  const accept = (bytes: Uint8Array) => {
    if (context === undefined) return matchReply(bytes, asked)
    const verdict = verifyReply(bytes, context, now())
    if (verdict.status === 'valid') return matchReply(verdict.message, asked)
    throw errorOfSignature(verdict, { bytes, server, now: now() })
  }
  return { request, accept }
}

/** The message as bytes, and what its reply has to be signed with. */
export function signed(
  message: Message,
  { tsig: key }: ExchangeOptions,
  now: number,
): { request: Uint8Array; context?: TsigReplyContext } {
  if (key === undefined) return { request: encodeWhole(message, 0xffff) }
  const { message: request, mac } = signRequest(encodeWhole(message, 0xffff - tsigSize(key)), key, now)
  return { request, context: { key, requestMac: mac } }
}

/** A message of which something is left out would be another one. */
function encodeWhole(message: Message, maxSize: number): Uint8Array {
  const bytes = encodeMessage(message, { maxSize })
  const { counts } = decodeHeader(bytes)
  const { answers, authorities, additionals, edns } = message
  const records = answers.length + authorities.length + additionals.length + (edns ? 1 : 0)
  if (counts.answers + counts.authorities + counts.additionals === records) return bytes
  throw new DnsError('message_too_long', `a message has ${maxSize} bytes at most`)
}
