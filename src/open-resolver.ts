import type { Config } from './config.ts'
import { type Reach, reachOf } from './providers/address-reach.ts'
import { createDnsClient } from './resolver/create-dns-client.ts'
import type { DnsClient } from './resolver/dns-client.ts'
import { createResolver } from './resolver/resolver.ts'
import { isSameServer, type ServerAddress } from './resolver/server-address.ts'
import { systemResolvers } from './resolver/system-resolvers.ts'
import type { Dns } from './services/deps.ts'

/**
 * Who asks other name servers. Anybody who has a zone says where its name servers are, so that those on networks of the operator's own
 * are asked only where that is allowed; our own one always.
 */
export function openResolver(
  { resolvers, allowPrivateEndpoints }: Pick<Config, 'resolvers' | 'allowPrivateEndpoints'>,
  listening: { host: string; port: number },
): Dns {
  const builtin = reachable(listening)
  const allowed = allowedReach(allowPrivateEndpoints)
  const resolver = createResolver({
    servers: resolvers.length > 0 ? resolvers : systemResolvers(),
    isAllowed: server => isSameServer(server, builtin) || allowed.includes(reachOf(server.address)),
  })
  return { resolver, builtin }
}

/** Who talks to name servers that somebody's settings name; those on networks of the operator's own only where that is allowed. */
export function openDnsClient({ allowPrivateEndpoints }: Pick<Config, 'allowPrivateEndpoints'>): DnsClient {
  const allowed = allowedReach(allowPrivateEndpoints)
  return createDnsClient({ isAllowed: ({ address }) => allowed.includes(reachOf(address)), now: Date.now })
}

/** Whether messages may be sent to an address that somebody's settings name. */
export function mayAskAt({
  allowPrivateEndpoints,
}: Pick<Config, 'allowPrivateEndpoints'>): (address: string) => boolean {
  const allowed = allowedReach(allowPrivateEndpoints)
  return address => allowed.includes(reachOf(address))
}

function allowedReach(allowPrivateEndpoints: boolean): readonly Reach[] {
  return allowPrivateEndpoints ? ['public', 'private', 'loopback'] : ['public']
}

/** What listens everywhere is found here. */
function reachable({ host, port }: { host: string; port: number }): ServerAddress {
  if (host === '0.0.0.0') return { address: '127.0.0.1', port }
  return { address: host === '::' ? '::1' : host, port }
}
