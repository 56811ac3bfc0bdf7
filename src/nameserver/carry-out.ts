import { signReply, tsigSize } from '../tsig/sign.ts'
import { splitMessage } from '../tsig/split-message.ts'
import type { TransferEnd } from './front.ts'
import { rcodes } from './query-message.ts'
import { shortReply } from './short-reply.ts'
import type { SlowCounts } from './slow-counts.ts'
import type { SlowRequest } from './slow-path.ts'
import type { ThreadReaction } from './thread-messages.ts'

export interface CarryOutParts {
  /** Answers a question with so many bytes left free, out of one of the zones for secondaries alone too. */
  answer(
    question: Uint8Array,
    transport: 'udp' | 'tcp',
    reserved: number,
    transferOnly?: string,
  ): Uint8Array | undefined
  counts: SlowCounts
  transfer(
    request: SlowRequest,
    reaction: Extract<ThreadReaction, { do: 'transfer' }>,
    transferred: (end: TransferEnd) => void,
  ): void
}

/** Does what the front has said of a message. A mistake of ours costs that message its answer. */
export function createCarryOut({ answer, counts, transfer }: CarryOutParts) {
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
        return answerTo(request, reaction)
      case 'reply':
        counts.countReply(reaction.message)
        return reaction.message
      case 'fail':
        return failure(request)
    }
  }

  function answerTo(
    { message, client }: SlowRequest,
    { sign, transferOnly }: Extract<ThreadReaction, { do: 'answer' }>,
  ): Uint8Array | undefined {
    const transport = client.stream === undefined ? 'udp' : 'tcp'
    const reserved = sign === undefined ? 0 : tsigSize(sign.key)
    const reply = answer(splitMessage(message).message, transport, reserved, transferOnly)
    return reply === undefined || sign === undefined ? reply : signReply(reply, sign, Date.now())
  }

  function failure({ message }: SlowRequest): Uint8Array {
    const reply = shortReply(message, { rcode: rcodes.SERVFAIL })
    counts.countReply(reply)
    return reply
  }
}
