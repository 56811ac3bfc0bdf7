import { signReply, tsigSize } from '../tsig/sign.ts'
import { splitMessage } from '../tsig/split-message.ts'
import type { TsigReplyContext } from '../tsig/tsig-key.ts'
import type { TransferEnd } from './front.ts'
import { rcodes } from './query-message.ts'
import type { Responder } from './responder.ts'
import { shortReply } from './short-reply.ts'
import type { SlowCounts } from './slow-counts.ts'
import type { SlowRequest } from './slow-path.ts'
import type { ThreadReaction } from './thread-messages.ts'

export interface CarryOutParts {
  /** Answers out of all zones, those for secondaries alone too. */
  responder: Responder
  counts: SlowCounts
  transfer(
    request: SlowRequest,
    reaction: Extract<ThreadReaction, { do: 'transfer' }>,
    transferred: (end: TransferEnd) => void,
  ): void
}

/** Does what the front has said of a message. A mistake of ours costs that message its answer. */
export function createCarryOut({ responder, counts, transfer }: CarryOutParts) {
  return (request: SlowRequest, reaction: ThreadReaction, transferred: (end: TransferEnd) => void): void => {
    try {
      if (reaction.do === 'transfer') transfer(request, reaction, transferred)
      else say(request, replyTo(request, reaction))
    } catch (error) {
      say(request, failure(request))
      if (reaction.do === 'transfer') transferred({ status: 'failed', reason: (error as Error).message })
    }
  }

  function say({ client, end }: SlowRequest, reply: Uint8Array | undefined): void {
    if (reply === undefined) counts.dropped++
    else client.send(reply)
    end()
  }

  function replyTo(
    request: SlowRequest,
    reaction: Exclude<ThreadReaction, { do: 'transfer' }>,
  ): Uint8Array | undefined {
    switch (reaction.do) {
      case 'drop':
        return undefined
      case 'answer':
        return answer(request, reaction.sign)
      case 'reply':
        counts.countReply(reaction.message)
        return reaction.message
      case 'fail':
        return failure(request)
    }
  }

  function answer({ message, client }: SlowRequest, sign: TsigReplyContext | undefined): Uint8Array | undefined {
    const question = splitMessage(message).message
    const transport = client.stream === undefined ? 'udp' : 'tcp'
    const length = responder.respond(question, question.length, transport, sign === undefined ? 0 : tsigSize(sign.key))
    if (length === 0) return undefined
    const reply = Uint8Array.from(responder.writer.out.subarray(0, length))
    return sign === undefined ? reply : signReply(reply, sign, Date.now())
  }

  function failure({ message }: SlowRequest): Uint8Array {
    const reply = shortReply(message, { rcode: rcodes.SERVFAIL })
    counts.countReply(reply)
    return reply
  }
}
