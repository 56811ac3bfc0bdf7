import {
  GetHostedZoneCommand,
  type HostedZone,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
} from '@aws-sdk/client-route-53'
import type { Name } from '../../dns/rrset.ts'
import type { RemoteZone } from '../provider.ts'
import type { Session } from './client.ts'
import { providerError, RefusedError } from './failures.ts'
import { fromServiceName, toServiceName } from './names.ts'

const largestPage = 100

/**
 * The public zones, all of them or those of one name. Private zones, which answer inside of networks of the account only, are left
 * out: they have no servers that a domain could be delegated to, and often the name of a public one. A listing doesn't name the
 * servers, so that each zone that is taken of it costs a request of its own.
 */
export async function* readZones(session: Session, name: Name | undefined): AsyncGenerator<RemoteZone> {
  try {
    const found = name === undefined ? listZones(session) : listZonesByName(session, name)
    for await (const zone of found) {
      const whole = isPublic(zone) ? await unlessGone(() => withServers(session, zone)) : undefined
      if (whole !== undefined) yield whole
    }
  } catch (error) {
    throw providerError(error)
  }
}

/** A zone may be deleted after it was listed. */
async function unlessGone(read: () => Promise<RemoteZone>): Promise<RemoteZone | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof RefusedError && error.refusal.code === 'NoSuchHostedZone') return undefined
    throw error
  }
}

async function* listZones(session: Session): AsyncGenerator<HostedZone> {
  let marker: string | undefined
  do {
    const input = { MaxItems: largestPage, ...(marker && { Marker: marker }) }
    const { HostedZones: zones = [], IsTruncated, NextMarker } = await session.send(new ListHostedZonesCommand(input))
    yield* zones
    marker = IsTruncated ? NextMarker : undefined
  } while (marker !== undefined)
}

/** The service starts at the name and goes on to the zones behind it. */
export async function* listZonesByName(session: Session, name: Name): AsyncGenerator<HostedZone> {
  let from: string | undefined
  do {
    const input = { DNSName: toServiceName(name), MaxItems: largestPage, ...(from && { HostedZoneId: from }) }
    const answer = await session.send(new ListHostedZonesByNameCommand(input))
    for (const zone of answer.HostedZones ?? []) {
      if (fromServiceName(zone.Name ?? '') !== name) return
      yield zone
    }
    const goesOn = answer.IsTruncated && fromServiceName(answer.NextDNSName ?? '.') === name
    from = goesOn ? answer.NextHostedZoneId : undefined
  } while (from !== undefined)
}

export function isPublic({ Config }: HostedZone): boolean {
  return Config?.PrivateZone !== true
}

export async function withServers(session: Session, { Id = '' }: HostedZone): Promise<RemoteZone> {
  const { HostedZone: zone, DelegationSet } = await session.send(new GetHostedZoneCommand({ Id }))
  return remoteZone(zone, DelegationSet?.NameServers)
}

/** Ids come as `/hostedzone/Z…`, and servers without the final dot. */
export function remoteZone(zone: HostedZone | undefined, servers: readonly string[] = []): RemoteZone {
  return {
    hostedZoneId: (zone?.Id ?? '').replace(/^\/hostedzone\//, ''),
    name: fromServiceName(zone?.Name ?? ''),
    nameServers: servers.map(fromServiceName),
  }
}
