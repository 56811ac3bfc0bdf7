import type { Message } from '../../dns/message.ts'
import { decodeMessage } from '../../dns/message-decode.ts'
import type { Name } from '../../dns/rrset.ts'
import type { TsigKey, TsigReplyContext } from '../../tsig/tsig-key.ts'
import { verifyRequest } from '../../tsig/verify-request.ts'
import type { Front, FrontRequest, Reaction, TransferEnd, ZoneDifference } from '../front.ts'
import { rcodes } from '../query-message.ts'
import { shortReply } from '../short-reply.ts'

/** A front that lets everybody with one of its keys do everything, and those without a key if it's told so. */
export interface ScriptedFront extends Front {
  /** Ends of transfers so far, in their order. */
  ends: TransferEnd[]
  /** What came in. */
  requests: FrontRequest[]
  /** What IXFR is answered with. */
  differences: readonly ZoneDifference[] | undefined
  /** The zone for secondaries alone that questions are answered out of. */
  transferOnly: Name | undefined
}

export function createScriptedFront({
  keys = [],
  allowUnsigned = false,
}: {
  keys?: readonly TsigKey[]
  allowUnsigned?: boolean
}): ScriptedFront {
  const front: ScriptedFront = { ends: [], requests: [], differences: undefined, transferOnly: undefined, handle }

  async function handle(request: FrontRequest): Promise<Reaction> {
    front.requests.push(request)
    const verdict = await verifyRequest(request.message, name => keys.find(key => key.name === name), Date.now())
    if (verdict.status === 'refused') {
      const message = verdict.reply(Date.now())
      return message === undefined ? { do: 'drop' } : { do: 'reply', message }
    }
    if (verdict.status === 'valid') return decide(verdict.message, { key: verdict.key, requestMac: verdict.mac })
    if (allowUnsigned) return decide(verdict.message)
    return { do: 'reply', message: shortReply(request.message, { rcode: rcodes.REFUSED }) }
  }

  function decide(bytes: Uint8Array, sign?: TsigReplyContext): Reaction {
    const message = decodeMessage(bytes)
    const signed = sign === undefined ? {} : { sign }
    const [question] = message.questions
    if (message.opcode !== 'QUERY' || question === undefined) {
      return { do: 'reply', message: shortReply(bytes, { rcode: rcodes.NOERROR, ...signed }) }
    }
    if (!isTransfer(message))
      return { do: 'answer', ...signed, ...(front.transferOnly && { transferOnly: front.transferOnly }) }
    const { differences } = front
    const done = (end: TransferEnd) => void front.ends.push(end)
    return { do: 'transfer', zone: question.name, ...signed, ...(differences && { differences }), done }
  }

  return front
}

function isTransfer({ questions }: Message): boolean {
  return questions[0]?.type === 'AXFR' || questions[0]?.type === 'IXFR'
}
