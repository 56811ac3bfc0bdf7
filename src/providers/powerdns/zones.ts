import { parseName } from '../../dns/name.ts'
import { DnsError } from '../../dns/problem.ts'
import type { Name } from '../../dns/rrset.ts'
import type { Call, RemoteZone } from '../provider.ts'
import type { PowerDnsClient } from './client.ts'
import { unreadableError } from './errors.ts'
import { holdSets } from './held-sets.ts'
import { readZone } from './read-zone.ts'
import { isZoneDocument, type PowerDnsSet, type ZoneDocument } from './zone-document.ts'

/** The zones of the server, or the one of a name, each with the names in its apex NS set. */
export async function* listZones(
  client: PowerDnsClient,
  call: (Call & { name?: Name }) | undefined,
): AsyncGenerator<RemoteZone> {
  // Without the flag the server looks up each zone's keys, one by one.
  const query = { dnssec: 'false', ...(call?.name !== undefined && { zone: call.name }) }
  const { value } = await client.request('GET', '/zones', { query }, call)
  if (!Array.isArray(value) || !value.every(isZoneDocument)) throw unreadableError('no list of zones', 200)
  for (const document of value) {
    const name = zoneName(document)
    if (name === undefined) continue
    await call?.furtherRequest?.()
    const { rrsets } = await readZone(client, { hostedZoneId: document.id }, { at: [name], call })
    yield remoteZone(document, rrsets)
  }
}

/** Undefined of what is no zone of the DNS: since 5.0 a view may have its own zone, such as `example.com..inside`. */
function zoneName({ name }: ZoneDocument): Name | undefined {
  try {
    return parseName(name)
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}

export function remoteZone({ id, name }: ZoneDocument, rrsets: readonly PowerDnsSet[]): RemoteZone {
  const apex = parseName(name)
  const sets = [...holdSets(rrsets).sets.values()].flatMap(({ set }) => set ?? [])
  const ns = sets.find(set => set.name === apex && set.type === 'NS')
  return { hostedZoneId: id, name: apex, nameServers: ns?.records.toSorted() ?? [] }
}
