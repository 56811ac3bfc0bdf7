import type { Message, MessageRecord } from '../dns/message.ts'
import type { Name } from '../dns/rrset.ts'
import type { TsigKey } from '../tsig/tsig-key.ts'

/**
 * Messages of any kind to name servers that somebody named: UPDATE, NOTIFY, signed questions, zone transfers. Everything throws
 * QueryError where there's no answer that can be trusted, and the signal's reason; whatever RCODE the server says is no error here.
 */
export interface DnsClient {
  /**
   * Sends one message and gives the reply, which has the request's id, opcode and question. Each address of a name is tried in turn.
   * A signed request's reply must be signed with the same key (RFC 8945 §5.3), but for the server's word that it refuses the key.
   */
  exchange(server: DnsServer, message: Message, options?: ExchangeOptions): Promise<Message>
  /**
   * Transfers a zone over TCP (RFC 5936; RFC 1995 with `since`). Yields the records of one message at a time, SOA records at both ends
   * too, and ends only behind the last one: a transfer that is refused, broken off or wrongly signed throws.
   */
  transfer(
    server: DnsServer,
    wanted: { zone: Name; since?: number },
    options?: ExchangeOptions,
  ): AsyncIterable<MessageRecord[]>
}

/** A name server as it's written in settings: an address or a host name. */
export interface DnsServer {
  host: string
  port: number
}

export interface ExchangeOptions {
  tsig?: TsigKey
  /** UDP first, as for NOTIFY and SOA questions; TCP otherwise. */
  udp?: boolean
  /** For each attempt; for a transfer, between two messages. */
  milliseconds?: number
  signal?: AbortSignal | undefined
}
