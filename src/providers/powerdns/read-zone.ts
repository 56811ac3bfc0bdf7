import { parseName } from '../../dns/name.ts'
import { DnsError } from '../../dns/problem.ts'
import type { Name } from '../../dns/rrset.ts'
import type { Call, RemoteZone } from '../provider.ts'
import type { PowerDnsClient } from './client.ts'
import { unreadableError } from './errors.ts'
import { isZoneDocument, type PowerDnsSet, type ZoneDocument } from './zone-document.ts'

/** Names that are read one by one; for more of them the zone is read whole. */
const mostNames = 10

export type WholeZone = ZoneDocument & { rrsets: PowerDnsSet[] }

/** Ids have `=2F` and the like in them already. */
export function zonePath({ hostedZoneId }: Pick<RemoteZone, 'hostedZoneId'>): string {
  return `/zones/${encodeURIComponent(hostedZoneId).replaceAll('%3D', '=')}`
}

/** A zone with its sets: all of them, or those at some names. Disabled records at names are there since 5.0.0 only. */
export async function readZone(
  client: PowerDnsClient,
  zone: Pick<RemoteZone, 'hostedZoneId'>,
  { at, call }: { at?: readonly Name[] | undefined; call: Call | undefined },
): Promise<WholeZone> {
  const names = new Set(at)
  if (at === undefined || names.size > mostNames) return withoutOthers(await get(client, zone, {}, call), at && names)
  if (names.size === 0) return get(client, zone, { rrsets: 'false' }, call)
  const sets: PowerDnsSet[] = []
  let read: WholeZone | undefined
  for (const name of names) {
    if (read !== undefined) await call?.furtherRequest?.()
    read = await get(client, zone, { rrset_name: name }, call)
    // Before 4.6.2 the parameter is ignored, and this is the whole zone.
    if (read.rrsets.some(set => nameOf(set) !== name)) return withoutOthers(read, names)
    sets.push(...read.rrsets)
  }
  return { ...read!, rrsets: sets }
}

function withoutOthers(read: WholeZone, names: ReadonlySet<Name> | undefined): WholeZone {
  if (names === undefined) return read
  return { ...read, rrsets: read.rrsets.filter(set => names.has(nameOf(set))) }
}

/** In canonical form, where it is a name. */
function nameOf({ name }: PowerDnsSet): Name {
  if (!name.includes('\\')) return name.toLowerCase()
  try {
    return parseName(name)
  } catch (error) {
    if (error instanceof DnsError) return name
    throw error
  }
}

async function get(
  client: PowerDnsClient,
  zone: Pick<RemoteZone, 'hostedZoneId'>,
  query: Record<string, string>,
  call: Call | undefined,
): Promise<WholeZone> {
  const { value } = await client.request('GET', zonePath(zone), { query }, call)
  if (!isZoneDocument(value)) throw unreadableError('no zone', 200)
  if (value.rrsets === undefined && query.rrsets !== 'false') throw unreadableError('a zone without sets', 200)
  return { ...value, rrsets: value.rrsets ?? [] }
}
