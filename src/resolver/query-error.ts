import type { Rcode } from '../dns/message-codes.ts'
import { type ServerAddress, serverText } from './server-address.ts'

/**
 * `timeout`: no answer in time; `network`: the server can't be reached, or hung up; `malformed`: what came back is no DNS message, or
 * none that answers; `refused`: the server does not answer such questions; `servfail`: it tried and could not, or told of another
 * failure; `no_address`: the name server's name has none; `address_not_allowed`: it was not asked, since its address is a private one.
 */
export type QueryErrorCode =
  | 'timeout'
  | 'network'
  | 'malformed'
  | 'refused'
  | 'servfail'
  | 'no_address'
  | 'address_not_allowed'

/** Why there is no answer to a question. */
export class QueryError extends Error {
  readonly code: QueryErrorCode
  /** The server that was asked; undefined where there was none to ask. */
  readonly server: ServerAddress | undefined

  constructor(code: QueryErrorCode, message: string, options: { server?: ServerAddress; cause?: unknown } = {}) {
    super(options.server === undefined ? message : `${serverText(options.server)} ${message}`, { cause: options.cause })
    this.name = 'QueryError'
    this.code = code
    this.server = options.server
  }
}

/** What a reply with this code comes to for whoever needed an answer; undefined for those that are one. */
export function errorOfRcode(rcode: Rcode, server: ServerAddress): QueryError | undefined {
  if (rcode === 'NOERROR' || rcode === 'NXDOMAIN') return undefined
  const refuses = rcode === 'REFUSED' || rcode === 'NOTAUTH'
  return new QueryError(refuses ? 'refused' : 'servfail', `answered ${rcode}`, { server })
}
