import type { Message } from '../dns/message.ts'
import { decodeMessage } from '../dns/message-decode.ts'
import { DnsError } from '../dns/problem.ts'
import type { Name } from '../dns/rrset.ts'
import type { FrontRequest, Reaction } from '../nameserver/front.ts'
import type { Log } from '../services/deps.ts'
import type { UpdateDesk, UpdateKey } from '../services/update-desk.ts'
import type { UpdateOutcome } from '../services/update-outcome.ts'
import { signReply } from '../tsig/sign.ts'
import type { RequestVerdict } from '../tsig/verify-request.ts'
import { verifyRequest } from '../tsig/verify-request.ts'
import type { FrontPart } from './front.ts'
import { updateReply } from './update-reply.ts'

export interface UpdateParts {
  desk: UpdateDesk
  log: Log
  now(): number
}

/** What the keys of programs sign: updates (RFC 2136), and the questions that their senders ask before. */
export function createUpdateRequests(parts: UpdateParts): FrontPart {
  return {
    async take(request) {
      const opcode = opcodeOf(request.message)
      if (opcode !== opcodeQuery && opcode !== opcodeUpdate) return undefined
      let key: UpdateKey | undefined
      const verdict = await verifyRequest(
        request.message,
        async name => {
          key = await parts.desk.keyNamed(name)
          return key?.tsig
        },
        parts.now(),
      )
      if (opcode === opcodeUpdate) return takeUpdate(parts, request, verdict, key)
      // Others have keys too.
      return key === undefined ? undefined : takeQuestion(parts, request, verdict, key)
    },
  }
}

const [opcodeQuery, opcodeUpdate] = [0, 5]

/** Undefined for replies, and for what has no header. */
function opcodeOf(message: Uint8Array): number | undefined {
  return message.length < 12 || (message[2]! & 0x80) !== 0 ? undefined : (message[2]! >> 3) & 15
}

async function takeQuestion(
  { desk, now }: UpdateParts,
  { from }: FrontRequest,
  verdict: RequestVerdict,
  key: UpdateKey,
): Promise<Reaction | undefined> {
  // A secondary's key may be called the same, and its owner must not be kept out by that.
  if (verdict.status === 'refused' && verdict.error === 'BADTIME') return send(verdict.reply(now()))
  if (verdict.status !== 'valid') return undefined
  const sign = { key: verdict.key, requestMac: verdict.mac }
  const zone = zoneToTransfer(verdict.message)
  if (zone === undefined) return { do: 'answer', sign }
  if (await desk.mayTransfer(key, from.address, zone)) return { do: 'transfer', zone, sign }
  return send(signReply(updateReply(verdict.message, notWhole), sign, now()))
}

const notWhole: UpdateOutcome = { rcode: 'REFUSED', message: 'This key may not read the zone as a whole.' }

async function takeUpdate(
  parts: UpdateParts,
  request: FrontRequest,
  verdict: RequestVerdict,
  key: UpdateKey | undefined,
): Promise<Reaction> {
  const { log, now } = parts
  const { address } = request.from
  if (verdict.status === 'refused') {
    // Whoever signs with a key of ours is somebody to help; strangers could fill the log.
    const level = verdict.error === 'BADSIG' || verdict.error === 'BADTIME' ? 'info' : 'debug'
    log[level]({ address, key: verdict.keyName, error: verdict.error }, 'a DNS update was not signed as it has to be')
    return send(verdict.reply(now()))
  }
  if (verdict.status === 'unsigned' || key === undefined) {
    return send(updateReply(verdict.message, unsigned))
  }
  const outcome = await outcomeOf(parts, request, { verdict, key })
  if (outcome === undefined) return { do: 'drop' }
  const reply = updateReply(verdict.message, outcome)
  return send(reply && signReply(reply, { key: verdict.key, requestMac: verdict.mac }, now()))
}

const unsigned: UpdateOutcome = { rcode: 'REFUSED', message: 'Updates must be signed (TSIG, RFC 8945).' }

interface Signed {
  verdict: RequestVerdict & { status: 'valid' }
  key: UpdateKey
}

async function outcomeOf(
  { desk }: UpdateParts,
  { from, transport }: FrontRequest,
  { verdict, key }: Signed,
): Promise<UpdateOutcome | undefined> {
  const message = read(verdict.message)
  if (message === undefined) return { rcode: 'FORMERR', message: 'The message cannot be read.' }
  const [zone, ...more] = message.questions
  if (zone === undefined || zone.type !== 'SOA' || more.length > 0) {
    return { rcode: 'FORMERR', message: 'The zone section names one zone, with the type SOA (RFC 2136 §3.1.1).' }
  }
  if (zone.class !== 'IN') return { rcode: 'NOTAUTH', message: `There are no zones of class ${zone.class}.` }
  const update = { zone: zone.name, prerequisites: message.answers, updates: message.authorities }
  const work = desk.update({ key, address: from.address, wholeMac: verdict.wholeMac, update })
  return withinTime(work, patience[transport])
}

/**
 * Milliseconds after which the client is told that it isn't known yet: those who come by UDP give up after ten seconds or so, and
 * hear nothing then.
 */
const patience = { udp: 8_000, tcp: 35_000 } as const

const notYet: UpdateOutcome = {
  rcode: 'SERVFAIL',
  message: 'The update takes longer than can be waited for; it may still be made. The history of the zone tells.',
}

async function withinTime(
  work: Promise<UpdateOutcome | undefined>,
  milliseconds: number,
): Promise<UpdateOutcome | undefined> {
  const { promise, resolve } = Promise.withResolvers<UpdateOutcome>()
  const timer = setTimeout(() => resolve(notYet), milliseconds)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

function zoneToTransfer(bytes: Uint8Array): Name | undefined {
  const question = read(bytes)?.questions[0]
  return question?.type === 'AXFR' || question?.type === 'IXFR' ? question.name : undefined
}

function read(bytes: Uint8Array): Message | undefined {
  try {
    return decodeMessage(bytes)
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}

function send(message: Uint8Array | undefined): Reaction {
  return message === undefined ? { do: 'drop' } : { do: 'reply', message }
}
