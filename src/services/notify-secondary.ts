import { createMessage, type Message } from '../dns/message.ts'
import type { Name } from '../dns/rrset.ts'
import { serialOf } from '../plan/serial.ts'
import type { DnsClient } from '../resolver/dns-client.ts'
import { errorOfRcode, QueryError } from '../resolver/query-error.ts'
import type { KnownSecondary } from './secondary-directory.ts'

/** Milliseconds for an answer: a secondary that is there answers in a few. */
const patience = 1_500

interface Asking {
  client: DnsClient
  signal: AbortSignal
}

/** Tells a secondary that the zone has this SOA (RFC 1996 §3.7). Gives why it may not have heard, undefined where it has. */
export async function sendNotify(
  { client, signal }: Asking,
  { address, port, key }: KnownSecondary,
  zone: { domain: Name; soa: string },
): Promise<string | undefined> {
  const message = createMessage({
    opcode: 'NOTIFY',
    authoritative: true,
    questions: [{ name: zone.domain, type: 'SOA', class: 'IN' }],
    answers: [{ name: zone.domain, type: 'SOA', class: 'IN', ttl: 0, rdata: zone.soa }],
  })
  const options = { udp: true, milliseconds: patience, signal, ...(key && { tsig: key }) }
  const reply = await orReason(client.exchange({ host: address, port }, message, options))
  if (typeof reply === 'string') return reply
  return errorOfRcode(reply.rcode, { address, port })?.message
}

/** The serial that the secondary answers to everybody, or why it can't be told. */
export async function askSerial(
  { client, signal }: Asking,
  { address, port }: KnownSecondary,
  domain: Name,
): Promise<number | string> {
  const message = createMessage({ questions: [{ name: domain, type: 'SOA', class: 'IN' }] })
  const options = { udp: true, milliseconds: patience, signal }
  const reply = await orReason(client.exchange({ host: address, port }, message, options))
  if (typeof reply === 'string') return reply
  const failure = errorOfRcode(reply.rcode, { address, port })
  if (failure !== undefined) return failure.message
  const soa = reply.answers.find(({ name, type }) => name === domain && type === 'SOA')
  return soa === undefined ? 'answers without a SOA record: it does not have the zone' : serialOf(soa.rdata)
}

async function orReason(reply: Promise<Message>): Promise<Message | string> {
  try {
    return await reply
  } catch (error) {
    if (error instanceof QueryError) return error.message
    throw error
  }
}
