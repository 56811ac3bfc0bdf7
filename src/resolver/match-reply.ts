import { createMessage, type Message } from '../dns/message.ts'
import type { Opcode } from '../dns/message-codes.ts'
import { decodeMessage } from '../dns/message-decode.ts'
import { decodeHeader, type Header } from '../dns/message-header.ts'
import { DnsError } from '../dns/problem.ts'
import type { Name, RecordType } from '../dns/rrset.ts'
import { QueryError } from './query-error.ts'
import type { ServerAddress } from './server-address.ts'

export interface Asked {
  id: number
  /** A question, unless told. */
  opcode?: Opcode
  name: Name
  type: RecordType
  server: ServerAddress
}

/**
 * The reply to a question, if it is that: with its id, and with the question in it (RFC 5452 §9.1). Throws `malformed` for one that
 * can't be read; where it was cut off, what is left of it is no loss.
 */
export function matchReply(bytes: Uint8Array, asked: Asked): Message | undefined {
  const header = headerOf(bytes)
  if (header === undefined || !header.response || header.id !== asked.id) return undefined
  if (header.opcode !== (asked.opcode ?? 'QUERY')) return undefined
  const message = read(bytes, header, asked.server)
  return repeatsQuestion(message, asked) ? message : undefined
}

function headerOf(bytes: Uint8Array): Header | undefined {
  return bytes.length < 12 ? undefined : decodeHeader(bytes)
}

function read(bytes: Uint8Array, header: Header, server: ServerAddress): Message {
  try {
    return decodeMessage(bytes)
  } catch (error) {
    if (!(error instanceof DnsError)) throw error
    const { lowRcode: _, counts: __, ...fields } = header
    if (header.truncated) return createMessage(fields)
    throw new QueryError('malformed', `answers what can't be read: ${error.message}`, {
      server,
      cause: error,
      sent: true,
    })
  }
}

/** Whoever could not read the question, or cut everything off, may leave it out. */
function repeatsQuestion({ questions, rcode, truncated, opcode }: Message, { name, type }: Asked): boolean {
  const [question, ...others] = questions
  // Replies to an UPDATE need not repeat its zone (RFC 2136 §3.8).
  if (question === undefined) return truncated || opcode === 'UPDATE' || (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN')
  return others.length === 0 && question.name === name && question.type === type && question.class === 'IN'
}
