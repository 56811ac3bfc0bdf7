import type { Rcode } from '../dns/message-codes.ts'
import { type ServerAddress, serverText } from './server-address.ts'

/**
 * `timeout`: no answer in time; `network`: the server can't be reached, or hung up; `malformed`: what came back is no DNS message, or
 * none that answers; `refused`: the server does not answer such questions; `servfail`: it tried and could not, or told of another
 * failure; `no_address`: the name server's name has none; `address_not_allowed`: it was not asked, since its address is a private one.
 *
 * Of signed messages only: `bad_key`: the server doesn't know the key, or not with this algorithm; `bad_signature`: the signature is
 * wrong for the server, or the reply's for us; `bad_time`: the clocks differ.
 */
export type QueryErrorCode =
  | 'timeout'
  | 'network'
  | 'malformed'
  | 'refused'
  | 'servfail'
  | 'no_address'
  | 'address_not_allowed'
  | 'bad_key'
  | 'bad_signature'
  | 'bad_time'

export interface QueryErrorDetails {
  server?: ServerAddress
  cause?: unknown
  rcode?: Rcode
  sent?: boolean
  serverTime?: number | undefined
}

/** Why there is no answer to a question. */
export class QueryError extends Error {
  readonly code: QueryErrorCode
  /** The server that was asked; undefined where there was none to ask. */
  readonly server: ServerAddress | undefined
  /** What the server answered with, where that is the reason. */
  readonly rcode: Rcode | undefined
  /** The message may have come to the server, and have had its effect. */
  readonly sent: boolean
  /** The server's clock, in milliseconds, where it was told with `bad_time`. */
  readonly serverTime: number | undefined

  constructor(code: QueryErrorCode, message: string, options: QueryErrorDetails = {}) {
    super(options.server === undefined ? message : `${serverText(options.server)} ${message}`, { cause: options.cause })
    this.name = 'QueryError'
    this.code = code
    this.server = options.server
    this.rcode = options.rcode
    this.sent = options.sent ?? false
    this.serverTime = options.serverTime
  }
}

/** What a reply with this code comes to for whoever needed an answer; undefined for those that are one. */
export function errorOfRcode(rcode: Rcode, server: ServerAddress): QueryError | undefined {
  if (rcode === 'NOERROR' || rcode === 'NXDOMAIN') return undefined
  const refuses = rcode === 'REFUSED' || rcode === 'NOTAUTH'
  return new QueryError(refuses ? 'refused' : 'servfail', `answered ${rcode}`, { server, rcode })
}
