import type { Message } from '../dns/message.ts'
import { decodeMessage } from '../dns/message-decode.ts'
import { DnsError } from '../dns/problem.ts'
import type { Name } from '../dns/rrset.ts'
import type { FrontRequest, Reaction, TransferEnd } from '../nameserver/front.ts'
import { serialOf } from '../plan/serial.ts'
import type { TransferDesk } from '../services/serve-transfers.ts'
import { signReply } from '../tsig/sign.ts'
import { endOfQuestion } from '../tsig/split-message.ts'
import type { TsigReplyContext } from '../tsig/tsig-key.ts'
import { type RequestVerdict, verifyRequest } from '../tsig/verify-request.ts'
import type { FrontPart } from './front.ts'

/** What secondaries send: transfers, and questions that are signed or concern zones that are theirs alone. */
export function createTransferRequests({ desk, now }: { desk: TransferDesk; now(): number }): FrontPart {
  return {
    async take(request) {
      if (!isQuery(request.message)) return undefined
      const verdict = await verifyRequest(request.message, name => desk.keyNamed(name), now())
      if (verdict.status === 'refused') return refuseSignature(desk, request, verdict, now())
      const query = read(verdict.message)
      if (query === undefined) return { do: 'reply', message: replyWith(verdict.message, formErr) }
      const sign = verdict.status === 'valid' ? { key: verdict.key, requestMac: verdict.mac } : undefined
      return decide(desk, request, { query, sign, refuse: () => refusal(verdict.message, sign, now()) })
    },
  }
}

const opcodeQuery = 0
const [formErr, refused] = [1, 5]

function isQuery(message: Uint8Array): boolean {
  return message.length >= 12 && (message[2]! & 0x80) === 0 && ((message[2]! >> 3) & 15) === opcodeQuery
}

interface Query {
  name: Name
  type: string
  /** Of an IXFR. */
  serial: number | undefined
}

/** Undefined where it can't be read, or asks for other than one thing. */
function read(bytes: Uint8Array): Query | undefined {
  try {
    const message = decodeMessage(bytes)
    const [question, ...more] = message.questions
    if (question === undefined || question.class !== 'IN' || more.length > 0) return undefined
    return { name: question.name, type: question.type, serial: serialIn(message, question.name) }
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}

/** RFC 1995 §3: the SOA that the client has, in the authority section. */
function serialIn({ authorities }: Message, zone: Name): number | undefined {
  const soa = authorities.find(({ name, type }) => name === zone && type === 'SOA')
  return soa && serialOf(soa.rdata)
}

interface AskedQuery {
  query: Query
  sign: TsigReplyContext | undefined
  refuse(): Reaction
}

async function decide(desk: TransferDesk, { from }: FrontRequest, asked: AskedQuery): Promise<Reaction> {
  const { query, sign, refuse } = asked
  const { name, type, serial } = query
  if (type !== 'AXFR' && type !== 'IXFR') return answer(desk, from.address, asked)
  const request = { zone: name, address: from.address, ...(sign && { key: sign.key }) }
  const admitted = await desk.admit(request)
  if (admitted === undefined) {
    await desk.noteRefusal({ ...request, ...(sign && { keyName: sign.key.name }), reason: reasonOf(sign) })
    return refuse()
  }
  const differences = type === 'IXFR' && serial !== undefined ? await admitted.since(serial) : undefined
  const done = (end: TransferEnd) => admitted.note(stateOf(end))
  return { do: 'transfer', zone: name, done, ...(sign && { sign }), ...(differences && { differences }) }
}

/** What is signed by a key that is known is answered like what isn't signed at all, and out of the catalog that is for its owner. */
async function answer(desk: TransferDesk, address: string, { query, sign, refuse }: AskedQuery): Promise<Reaction> {
  const catalog = desk.catalogAt(query.name)
  if (catalog !== undefined && (await desk.admit({ zone: catalog, address, ...(sign && { key: sign.key }) }))) {
    return { do: 'answer', transferOnly: catalog, ...(sign && { sign }) }
  }
  return sign === undefined ? refuse() : { do: 'answer', sign }
}

function reasonOf(sign: TsigReplyContext | undefined): string {
  if (sign === undefined) return 'The request was not signed, or came from an address that is not the secondary’s'
  return `The key ${sign.key.name} may not transfer the zone, or not from this address`
}

function stateOf(end: TransferEnd) {
  if (end.status === 'sent') return { ...end, reason: null }
  return { ...end, kind: null, serial: null, records: null, bytes: null, milliseconds: null }
}

type Refused = RequestVerdict & { status: 'refused' }

async function refuseSignature(
  desk: TransferDesk,
  { message, from }: FrontRequest,
  { error, keyName, reply }: Refused,
  now: number,
): Promise<Reaction> {
  const query = read(message)
  if (query !== undefined && keyName !== undefined) {
    const reason = `${error}: ${signatureReasons[error]} (key ${keyName})`
    await desk.noteRefusal({ zone: query.name, address: from.address, keyName, reason })
  }
  const bytes = reply(now)
  return bytes === undefined ? { do: 'drop' } : { do: 'reply', message: bytes }
}

const signatureReasons: Record<Refused['error'], string> = {
  BADKEY: 'no secondary has a key of that name and algorithm',
  BADSIG: 'the signature is wrong, so the secrets differ',
  BADTIME: 'the clocks of the two servers are too far apart',
  FORMERR: 'the signature could not be read',
}

function refusal(message: Uint8Array, sign: TsigReplyContext | undefined, now: number): Reaction {
  const reply = replyWith(message, refused)
  return { do: 'reply', message: sign === undefined ? reply : signReply(reply, sign, now) }
}

/** The header and the question: whoever may not have the zone is told nothing of it. */
function replyWith(message: Uint8Array, rcode: number): Uint8Array {
  const end = endOfFirstQuestion(message)
  const reply = new Uint8Array(message.slice(0, end))
  reply[2] = (reply[2]! & 0x79) | 0x80
  reply[3] = rcode
  reply.fill(0, 4, 12)
  reply[5] = end > 12 ? 1 : 0
  return reply
}

function endOfFirstQuestion(message: Uint8Array): number {
  try {
    return endOfQuestion(message)
  } catch (error) {
    if (error instanceof DnsError) return 12
    throw error
  }
}
