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
  const edns = read?.edns && ednsOf(rcode, message, read.edns.payloadSize)
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
/** Bytes of a reply by UDP, and what of them the rest may take: header, zone, OPT record and signature. */
const [largestPacket, rest] = [1232, 450]

function ednsOf(rcode: Rcode, message: string | undefined, payloadSize: number): Edns {
  const room = Math.min(Math.max(payloadSize, 512), largestPacket) - rest
  const data = message === undefined ? undefined : errorData(infoCodes[rcode] ?? 0, cut(message, room))
  return {
    version: 0,
    payloadSize: largestPacket,
    dnssecOk: false,
    options: data ? [{ code: extendedError, data }] : [],
  }
}

function errorData(code: number, message: string): Uint8Array {
  return Buffer.concat([Uint8Array.of(code >>> 8, code & 255), Buffer.from(message, 'utf8')])
}

/** To so many bytes, at the end of a character. */
function cut(text: string, length: number): string {
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length <= length) return text
  const whole = new TextDecoder().decode(bytes.subarray(0, length - 3), { stream: true })
  return `${whole}…`
}
