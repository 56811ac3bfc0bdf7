import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { DnsServer } from './dns-client.ts'
import { QueryError } from './query-error.ts'
import type { ServerAddress } from './server-address.ts'

export interface HostLookup {
  /** Whether anything may be sent there. */
  isAllowed(server: ServerAddress): boolean
  /** The machine's own way from host names to addresses, unless told. */
  lookup?: LookupFunction
}

/**
 * Where a server of somebody's settings answers. What is looked at here is what's connected to, so that a name which leads elsewhere a
 * moment later is no way around; one bad address among good ones is enough to refuse. Throws QueryError (`no_address`,
 * `address_not_allowed`).
 */
export async function addressesOfHost(
  { host, port }: DnsServer,
  { isAllowed, lookup = systemLookup }: HostLookup,
): Promise<ServerAddress[]> {
  const addresses = isIP(host) ? [host] : await lookUp(host, lookup)
  const servers = addresses.map(address => ({ address, port }))
  for (const server of servers) if (!isAllowed(server)) throw notAllowed(host, server)
  return servers
}

async function lookUp(host: string, lookup: LookupFunction): Promise<string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<string[]>()
  lookup(host, { all: true }, (cause, found) => {
    if (cause !== null) reject(noAddress(host, cause))
    else resolve(Array.isArray(found) ? found.map(({ address }) => address) : [found])
  })
  const addresses = await promise
  if (addresses.length === 0) throw noAddress(host)
  return addresses
}

function noAddress(host: string, cause?: NodeJS.ErrnoException): QueryError {
  const reason = cause === undefined ? '' : ` (${cause.code ?? cause.message})`
  return new QueryError('no_address', `${host} has no address${reason}`, { cause })
}

function notAllowed(host: string, server: ServerAddress): QueryError {
  const message = 'is a private address, and was not asked; ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS allows it'
  if (isIP(host)) return new QueryError('address_not_allowed', message, { server })
  return new QueryError('address_not_allowed', `of ${host} ${message}`, { server })
}
