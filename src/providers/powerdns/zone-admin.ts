import { nameWithoutFinalDot } from '../../dns/name.ts'
import type { Name } from '../../dns/rrset.ts'
import { type Call, ProviderError, type ZoneAdmin } from '../provider.ts'
import type { PowerDnsClient } from './client.ts'
import { asPowerDnsError } from './errors.ts'
import { readZone, type WholeZone, zonePath } from './read-zone.ts'
import type { PowerDnsPlace } from './settings.ts'
import { isZoneDocument, type PatchEntry } from './zone-document.ts'
import { remoteZone } from './zones.ts'

/**
 * Zones made and deleted. The reference that a zone is made with is its `account`, which the server stores in the same breath; it has
 * one zone of a name at most.
 */
export function createZoneAdmin(client: PowerDnsClient, place: PowerDnsPlace): ZoneAdmin {
  return {
    async create(domain, { reference }, call) {
      if (place.nameServers.length === 0) throw namelessZone(domain)
      const made = await makeZone(client, place, { domain, account: accountOf(reference) }, call)
      await nameFirstServer(client, place, made, call)
      return remoteZone(made, made.rrsets)
    },
    async delete(zone, call) {
      try {
        await client.request('DELETE', zonePath(zone), {}, call)
      } catch (error) {
        if (!(error instanceof ProviderError) || error.failure.code !== 'not_found') throw error
      }
    },
  }
}

/** As long as the databases' column is (schema/schema.*.sql). */
const longestAccount = 40

function accountOf(reference: string): string {
  return reference.replace(/^zoneplane-/, '').slice(0, longestAccount)
}

function namelessZone(domain: Name): ProviderError {
  const name = nameWithoutFinalDot(domain)
  const message = `the connection names no name servers for new zones: set nameServers in its credentials, or make ${name} at the server and take it up with its hostedZoneId`
  return new ProviderError({ code: 'rejected', message, details: { code: 'name_servers_required', message } })
}

interface NewZone {
  domain: Name
  account: string
}

async function makeZone(
  client: PowerDnsClient,
  { zoneKind: kind, nameServers: nameservers }: PowerDnsPlace,
  { domain, account }: NewZone,
  call: Call | undefined,
): Promise<WholeZone> {
  try {
    const body = { name: domain, kind, nameservers, account }
    const { value } = await client.request('POST', '/zones', { body }, call)
    if (isZoneDocument(value) && value.rrsets !== undefined) return { ...value, rrsets: value.rrsets }
  } catch (error) {
    const { failure } = asPowerDnsError(error)
    if (failure.code !== 'conflict') throw error
  }
  const found = await findZone(client, domain, call)
  if (found.account === account) return found
  const message = `the server has a zone ${nameWithoutFinalDot(domain)} already, ${found.id}`
  throw new ProviderError({ code: 'conflict', message })
}

async function findZone(client: PowerDnsClient, domain: Name, call: Call | undefined): Promise<WholeZone> {
  await call?.furtherRequest?.()
  const hostedZoneId = domain.replaceAll('/', '=2F')
  return readZone(client, { hostedZoneId }, { at: [domain], call })
}

/** What the server has for a zone's first name server where nobody has set `default-soa-content`. */
const nobodysServer = 'a.misconfigured.dns.server.invalid.'

async function nameFirstServer(
  client: PowerDnsClient,
  { nameServers: [first = '.'] }: PowerDnsPlace,
  zone: WholeZone,
  call: Call | undefined,
): Promise<void> {
  const soa = zone.rrsets.find(({ type }) => type === 'SOA')
  const [record] = soa?.records ?? []
  if (soa === undefined || record === undefined || !record.content.startsWith(nobodysServer)) return
  const records = [{ ...record, content: record.content.replace(nobodysServer, first) }]
  const entry: PatchEntry = { name: zone.name, type: 'SOA', changetype: 'REPLACE', ttl: soa.ttl, records }
  await call?.furtherRequest?.()
  await client.request('PATCH', zonePath({ hostedZoneId: zone.id }), { body: { rrsets: [entry] } }, call)
}
