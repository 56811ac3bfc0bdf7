import type { Name } from '../dns/rrset.ts'
import type { ResourceConnection, Zone } from '../store/store.ts'
import type { Deps } from './deps.ts'

/** What a verification record says. */
export const verificationValue = 'installed'

/** Where the TXT record is that tells that records of a name are served. */
export function verificationName(recordName: Name): Name {
  return `_gateways_app.${recordName}`
}

/** The name that a zone is verified by: its oldest connected subdomain's, or else its own. */
export async function verificationNameOf({ store }: Pick<Deps, 'store'>, { resource, domain }: Zone): Promise<Name> {
  const connections = await store.resourceConnections.list({ zoneId: resource.id, status: 'connected' })
  const [oldest] = connections
    .filter(({ recordName }) => recordName !== null)
    .sort((one, other) => subdomainOf(one) - subdomainOf(other))
  return verificationName(oldest?.recordName ?? domain)
}

/** Ids are given in the order of age; a zone's own connections come after those of its subdomains. */
function subdomainOf({ source, target }: ResourceConnection): number {
  const subdomain = [source, target].find(({ resourceType }) => resourceType === 'subdomain')
  return subdomain?.resourceId ?? Number.POSITIVE_INFINITY
}
