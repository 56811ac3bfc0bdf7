import { createMessage, type Message, type MessageRecord } from '../../dns/message.ts'
import type { Name, RecordType } from '../../dns/rrset.ts'
import type { DnsClient, ExchangeOptions } from '../../resolver/dns-client.ts'
import type { Call } from '../provider.ts'
import { isQueryError } from './errors.ts'
import type { Rfc2136Server } from './settings.ts'

/** The server that a connection's settings name; everything is signed, and goes over TCP. Throws what the client throws. */
export interface NameServer {
  /** Whether it takes both keys; what it says otherwise doesn't matter. */
  greet(call?: Call): Promise<void>
  ask(name: Name, type: RecordType, call?: Call): Promise<Message>
  /** As anybody could. */
  askUnsigned(name: Name, type: RecordType, call?: Call): Promise<Message>
  update(message: Message, call?: Call): Promise<Message>
  transfer(zone: Name, since: number | undefined, call?: Call): AsyncIterable<MessageRecord[]>
}

/** Milliseconds. Less than the time that a call has, so that what went wrong is told in the client's words. */
const patience = 12_000

export function createNameServer({ host, port, updateKey, transferKey }: Rfc2136Server, dns: DnsClient): NameServer {
  const server = { host, port }
  const options = (tsig: ExchangeOptions['tsig'], call: Call | undefined): ExchangeOptions => ({
    ...(tsig && { tsig }),
    milliseconds: patience,
    signal: call?.signal,
  })
  const question = (name: Name, type: RecordType) => createMessage({ questions: [{ name, type, class: 'IN' }] })
  return {
    async greet(call) {
      for (const key of new Set([updateKey, transferKey])) {
        await dns.exchange(server, question('.', 'SOA'), options(key, call)).catch(passRefusal)
      }
    },
    ask: (name, type, call) => dns.exchange(server, question(name, type), options(transferKey, call)),
    askUnsigned: (name, type, call) => dns.exchange(server, question(name, type), options(undefined, call)),
    update: (message, call) => dns.exchange(server, message, options(updateKey, call)),
    transfer: (zone, since, call) =>
      dns.transfer(server, { zone, ...(since !== undefined && { since }) }, options(transferKey, call)),
  }
}

/** Whoever refuses the question has taken the key, or doesn't look at it for a zone that isn't there. */
function passRefusal(error: unknown): void {
  if (!isQueryError(error) || error.code !== 'refused') throw error
}
