import type { Name, RRset } from '../../dns/rrset.ts'
import type { ZoneDefaults } from './backing.ts'

/**
 * Seconds. Refresh, retry and expire lie in the ranges that RFC 1912 §2.2 advises; secondaries are told of changes by NOTIFY,
 * so they matter only when that is lost. The last one is how long "no such name" is remembered (RFC 2308 §5 advises one to
 * three hours at most): a quarter of an hour, because people look a name up just before they make it.
 */
const timers = { refresh: 7200, retry: 900, expire: 1_209_600, minimum: 900 }
const soaTtl = 900
const nsTtl = 86_400
const firstSerial = 1

/** The SOA and NS sets that a zone begins with. */
export function newZone(domain: Name, { nameServers, hostmaster }: ZoneDefaults): RRset[] {
  const mailbox = hostmaster ?? (domain === '.' ? 'hostmaster.' : `hostmaster.${domain}`)
  const { refresh, retry, expire, minimum } = timers
  const soa = [nameServers[0], mailbox, firstSerial, refresh, retry, expire, minimum].join(' ')
  return [
    { name: domain, type: 'NS', ttl: nsTtl, records: [...nameServers] },
    { name: domain, type: 'SOA', ttl: soaTtl, records: [soa] },
  ]
}
