import { createMessage, type Edns, type Message } from '../dns/message.ts'
import type { Rcode } from '../dns/message-codes.ts'
import { decodeMessage } from '../dns/message-decode.ts'
import { encodeMessage } from '../dns/message-encode.ts'
import { decodeHeader } from '../dns/message-header.ts'
import { DnsError } from '../dns/problem.ts'
import type { UpdateOutcome } from '../services/update-outcome.ts'

/** The reply to an update (RFC 2136 §3.8), or the refusal of a question, with the reason where the client has shown that it reads such (RFC 8914). */
export function updateReply(request: Uint8Array, { rcode, message }: UpdateOutcome): Uint8Array {
  const read = readable(request)
  const { id, opcode } = decodeHeader(request)
  const edns = read?.edns && ednsOf(rcode, message)
  const questions = read?.questions ?? []
  return encodeMessage(createMessage({ id, response: true, opcode, rcode, questions, ...(edns && { edns }) }))
}

function readable(bytes: Uint8Array): Message | undefined {
  try {
    return decodeMessage(bytes)
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}

/** IANA "Extended DNS Error Codes": Prohibited, Not Authoritative; 0 is any other. */
const infoCodes: Partial<Record<Rcode, number>> = { REFUSED: 18, NOTAUTH: 20 }
const extendedError = 15
/** Bytes; a reply by UDP has room for them and for its signature. */
const longestText = 400

function ednsOf(rcode: Rcode, message: string | undefined): Edns {
  const options =
    message === undefined ? [] : [{ code: extendedError, data: errorData(infoCodes[rcode] ?? 0, message) }]
  return { version: 0, payloadSize: 1232, dnssecOk: false, options }
}

function errorData(code: number, message: string): Uint8Array {
  const text = Buffer.from(message.length > longestText ? `${message.slice(0, longestText)}…` : message, 'utf8')
  return Buffer.concat([Uint8Array.of(code >>> 8, code & 255), text])
}
