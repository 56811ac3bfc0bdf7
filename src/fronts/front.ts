import type { Front, FrontRequest, Reaction } from '../nameserver/front.ts'

/** What the protocols beside HTTP are made of: each takes the messages that are its own. */
export interface FrontPart {
  /** Undefined: the message is somebody else's. */
  take(request: FrontRequest): Promise<Reaction | undefined>
}

/** Asks one part after the other; what nobody takes is refused (RFC 1035 §4.1.1: RCODE 5). */
export function createFront(parts: readonly FrontPart[]): Front {
  async function handle(request: FrontRequest): Promise<Reaction> {
    // The program is still starting: whoever hears nothing comes again, and who is refused may not.
    if (parts.length === 0) return { do: 'drop' }
    for (const part of parts) {
      const reaction = await part.take(request)
      if (reaction !== undefined) return reaction
    }
    return refusal(request)
  }
  return { handle }
}

/** The header alone, as an answer: who can't be told more has no right to more. */
function refusal({ message }: FrontRequest): Reaction {
  if (message.length < 12) return { do: 'drop' }
  const reply = new Uint8Array(12)
  reply.set(message.subarray(0, 4))
  reply[2] = (reply[2]! & 0x79) | 0x80
  reply[3] = 5
  return { do: 'reply', message: reply }
}
