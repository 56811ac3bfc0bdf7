import { signReply } from '../tsig/sign.ts'
import type { TsigReplyContext } from '../tsig/tsig-key.ts'
import { headerLength, questionEnd } from './query-message.ts'

export interface ShortReply {
  rcode: number
  /** The client is to come again by TCP. */
  truncated?: boolean
  sign?: TsigReplyContext | undefined
}

/** The header and the question, where it can be read, with an RCODE: what is said where there's nothing else to say. */
export function shortReply(request: Uint8Array, { rcode, truncated = false, sign }: ShortReply): Uint8Array {
  const end = questionEnd(request)
  const reply = Uint8Array.from(request.subarray(0, end))
  reply[2] = 0x80 | (reply[2]! & 0x79) | (truncated ? 2 : 0)
  reply[3] = rcode
  reply.fill(0, 4, headerLength)
  if (end > headerLength) reply[5] = 1
  return sign === undefined ? reply : signReply(reply, sign, Date.now())
}
