import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53'
import { nameWithoutFinalDot } from '../../dns/name.ts'
import type { Name } from '../../dns/rrset.ts'
import { type Call, ProviderError, type RemoteZone, type ZoneAdmin } from '../provider.ts'
import type { Session } from './client.ts'
import { providerError, RefusedError } from './failures.ts'
import type { FreshZones } from './fresh-zones.ts'
import { fromServiceName, toServiceName } from './names.ts'
import { readServiceSets } from './read-sets.ts'
import { isPublic, listZonesByName, remoteZone, withServers } from './read-zones.ts'
import { requestLimits } from './weigh.ts'

/** Zones made and deleted. Both can be repeated: a zone is known by its CallerReference, and one that is gone is gone. */
export function createZoneAdmin(sessionFor: (call: Call | undefined) => Session, fresh: FreshZones): ZoneAdmin {
  return {
    async create(domain, options, call) {
      const zone = await told(() => create(sessionFor(call), domain, options))
      fresh.add(zone.hostedZoneId)
      return zone
    },
    async delete(zone, call) {
      fresh.remove(zone.hostedZoneId)
      await told(() => remove(sessionFor(call), zone))
    },
  }
}

/**
 * Route 53 itself takes any number of zones of one name, each with servers of its own, of which a domain can be delegated to one:
 * so a second public one is refused here. A private one of the same name is no obstacle.
 */
async function create(
  session: Session,
  domain: Name,
  { reference, comment }: { reference: string; comment?: string },
): Promise<RemoteZone> {
  const there = await findPublic(session, domain, reference)
  if (there !== undefined) return there
  const command = new CreateHostedZoneCommand({
    Name: toServiceName(domain),
    CallerReference: reference,
    ...(comment && { HostedZoneConfig: { Comment: comment.slice(0, 256) } }),
  })
  try {
    const { HostedZone, DelegationSet } = await session.send(command)
    return remoteZone(HostedZone, DelegationSet?.NameServers)
  } catch (error) {
    // Made in the meantime by the same call, sent twice.
    const made = isRefusal(error, 'HostedZoneAlreadyExists') && (await findPublic(session, domain, reference))
    if (made) return made
    throw error
  }
}

async function findPublic(session: Session, domain: Name, reference: string): Promise<RemoteZone | undefined> {
  for await (const zone of listZonesByName(session, domain)) {
    if (!isPublic(zone)) continue
    if (zone.CallerReference === reference) return withServers(session, zone)
    const message = `the account has a public zone ${nameWithoutFinalDot(domain)} already, ${remoteZone(zone).hostedZoneId}`
    throw new ProviderError({ code: 'conflict', message })
  }
  return undefined
}

/** Only a zone with nothing but the SOA and NS sets at its apex can be deleted. */
async function remove(session: Session, zone: RemoteZone): Promise<void> {
  try {
    const sets = await Array.fromAsync(readServiceSets(session, zone, undefined))
    for (const batch of batchesOf(sets.filter(set => !isApexSet(set, zone)))) {
      const Changes = batch.map(set => ({ Action: 'DELETE' as const, ResourceRecordSet: set }))
      const input = { HostedZoneId: zone.hostedZoneId, ChangeBatch: { Changes } }
      await session.send(new ChangeResourceRecordSetsCommand(input))
    }
    await session.send(new DeleteHostedZoneCommand({ Id: zone.hostedZoneId }))
  } catch (error) {
    const wrapped = providerError(error)
    if (wrapped.failure.code !== 'not_found') throw wrapped
  }
}

function isApexSet({ Name = '', Type }: ResourceRecordSet, zone: RemoteZone): boolean {
  return (Type === 'SOA' || Type === 'NS') && fromServiceName(Name) === zone.name
}

/** Aliases first, as nothing else stands on them. A set is deleted exactly as it was read, so it is weighed as it was read. */
function batchesOf(sets: readonly ResourceRecordSet[]): ResourceRecordSet[][] {
  const ordered = [...sets].sort((one, other) => Number(!one.AliasTarget) - Number(!other.AliasTarget))
  const batches: ResourceRecordSet[][] = []
  let [elements, characters] = [0, 0]
  for (const set of ordered) {
    const values = set.ResourceRecords ?? []
    const own = { elements: Math.max(1, values.length), characters: 0 }
    for (const { Value = '' } of values) own.characters += Value.length
    elements += own.elements
    characters += own.characters
    const open = batches.at(-1)
    if (open && elements <= requestLimits.elements && characters <= requestLimits.characters) open.push(set)
    else {
      batches.push([set])
      ;[elements, characters] = [own.elements, own.characters]
    }
  }
  return batches
}

function isRefusal(error: unknown, code: string): boolean {
  return error instanceof RefusedError && error.refusal.code === code
}

/** Where somebody wrote to a zone while it was emptied, deleting it again empties it again. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const wrapped = providerError(error)
    if (wrapped.failure.details?.code !== 'HostedZoneNotEmpty') throw wrapped
    throw new ProviderError({ ...wrapped.failure, code: 'unavailable' }, { cause: error })
  }
}
