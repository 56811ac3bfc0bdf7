import { signReply, tsigSize } from '../tsig/sign.ts'
import { splitMessage } from '../tsig/split-message.ts'
import type { TransferEnd } from './front.ts'
import { rcodes } from './query-message.ts'
import { type ShortReply, shortReply } from './short-reply.ts'
import type { SlowCounts } from './slow-counts.ts'
import type { SlowRequest } from './slow-path.ts'
import type { ThreadReaction } from './thread-messages.ts'
import { transferByUdp } from './transfer-by-udp.ts'
import { readTransferQuestion, type TransferQuestion } from './transfer-question.ts'
import type { TransferQueue } from './transfer-queue.ts'
import type { StartedTransfer, TransferStream } from './transfer-run.ts'
import { createTransferSender } from './transfer-sender.ts'
import { openSource } from './transfer-source.ts'
import type { Zone } from './zone.ts'

export interface TransferParts {
  /** A zone that is served, to all or to secondaries alone. */
  find(zone: string): Zone | undefined
  queue: TransferQueue
  counts: SlowCounts
}

export type TransferOrder = Extract<ThreadReaction, { do: 'transfer' }>

/** Not counted as a failure: it's how the protocol goes on. */
const comeAgain = 'too large for a packet: the client comes again by TCP'

/** A transfer that the front has allowed, with what there is to say of it. */
interface Allowed {
  request: SlowRequest
  question: TransferQuestion
  order: TransferOrder
  /** Called once. */
  done(end: TransferEnd): void
}

export type Transfer = (request: SlowRequest, order: TransferOrder, transferred: (end: TransferEnd) => void) => void

/** Answers with zones. Throws, with nothing done, for what is no request for one. */
export function createTransfer({ find, queue, counts }: TransferParts): Transfer {
  function transfer(request: SlowRequest, order: TransferOrder, transferred: (end: TransferEnd) => void): void {
    const question = readTransferQuestion(splitMessage(request.message).message)
    if (question === undefined) throw new Error('this is no request for a transfer')
    const done = (end: TransferEnd) => {
      if (end.status === 'sent') counts.transfers[end.kind].sent++
      else if (end.reason !== comeAgain) counts.transfers[question.kind].failed++
      transferred(end)
      request.end()
    }
    const allowed = { request, question, order, done }
    if (request.client.stream === undefined) answerPacket(allowed)
    else enqueue(allowed, request.client.stream)
  }

  function enqueue(allowed: Allowed, stream: TransferStream): void {
    queue.add({
      stream,
      start: () => start(allowed),
      refuse: () => fail(allowed, { rcode: rcodes.SERVFAIL }, 'too many transfers at once'),
      done: allowed.done,
    })
  }

  function start(allowed: Allowed): StartedTransfer | undefined {
    const { question, order } = allowed
    const zone = find(order.zone)
    if (zone === undefined) return fail(allowed, { rcode: rcodes.NOTAUTH }, 'the zone is not served')
    try {
      const source = openSource(zone, question, order.differences)
      return { source, sender: createTransferSender(question, source, order.sign) }
    } catch (error) {
      return fail(allowed, { rcode: rcodes.SERVFAIL }, (error as Error).message)
    }
  }

  function answerPacket(allowed: Allowed): void {
    const zone = find(allowed.order.zone)
    if (zone === undefined) fail(allowed, { rcode: rcodes.NOTAUTH }, 'the zone is not served')
    // RFC 5936 §4.2 has AXFR by TCP alone.
    else if (allowed.question.kind === 'axfr') fail(allowed, { rcode: rcodes.NOERROR, truncated: true }, comeAgain)
    else sendPacket(allowed, zone)
  }

  function sendPacket({ request, question, order, done }: Allowed, zone: Zone): void {
    const began = performance.now()
    const packet = transferByUdp(
      zone,
      question,
      order.differences,
      order.sign === undefined ? 0 : tsigSize(order.sign.key),
    )
    const { serial, records } = packet
    const message = order.sign === undefined ? packet.message : signReply(packet.message, order.sign, Date.now())
    request.client.send(message)
    const milliseconds = Math.round(performance.now() - began)
    if (packet.incomplete) done({ status: 'failed', reason: comeAgain })
    else done({ status: 'sent', kind: 'ixfr', serial, records, bytes: message.length, milliseconds })
  }

  function fail({ request, order, done }: Allowed, reply: ShortReply, reason: string): undefined {
    const message = shortReply(request.message, { ...reply, sign: order.sign })
    counts.countReply(message)
    request.client.send(message)
    done({ status: 'failed', reason })
  }

  return transfer
}
