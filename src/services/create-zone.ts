import { domainName, domainText } from '../contract/domain-name.ts'
import { AppError } from '../contract/errors.ts'
import type { CreateZoneBody, ZoneData } from '../contract/zones.ts'
import type { Name } from '../dns/rrset.ts'
import type { RemoteZone } from '../providers/provider.ts'
import { type Store, StoreError, type Zone } from '../store/store.ts'
import { type ChosenProvider, chooseProvider } from './choose-provider.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { forgetReference, type MadeZone, makeHostedZone, unmakeHostedZone } from './make-hosted-zone.ts'
import { activityOf } from './record-activity.ts'
import { zoneData } from './zone-data.ts'

/** What a zone has done to it since it was made: nothing points at it yet. */
const startMetadata = { dns_active: false }

/** Makes a zone at its provider, and the resource that stands for it here: both, or neither. */
export async function createZone(deps: Deps, caller: Caller, place: Place, body: CreateZoneBody): Promise<ZoneData> {
  const domain = domainName(body.domainName)
  const { provider = 'native', cloudflareApiToken } = body
  const chosen = await chooseProvider(deps, place, { provider, cloudflareApiToken })
  if (await deps.store.zones.findByDomain(place.environment.id, domain)) throw duplicateZone(domain)
  const made = await makeHostedZone(deps, caller, place, {
    domain,
    chosen,
    comment: body.comment,
    hostedZoneId: body.hostedZoneId,
  })
  try {
    const zone = await deps.store.transaction(tx => store(tx, { deps, caller, place, body, chosen, made }))
    return zoneData(zone, place)
  } catch (error) {
    await unmakeHostedZone(deps, place, chosen, made)
    throw error instanceof StoreError && error.code === 'taken' ? duplicateZone(domain, error) : error
  }
}

interface NewZone {
  deps: Deps
  caller: Caller
  place: Place
  body: CreateZoneBody
  chosen: ChosenProvider
  made: MadeZone
}

async function store(tx: Store, { deps, caller, place, body, chosen, made }: NewZone): Promise<Zone> {
  const now = deps.now()
  const { project, environment, workspaceId } = place
  const resource = await tx.resources.create({
    projectId: project.id,
    environmentId: environment.id,
    resourceType: 'dns',
    name: body.name,
    status: 'active',
    comment: body.comment ?? null,
    positionX: body.positionX ?? null,
    positionY: body.positionY ?? null,
    metadata: startMetadata,
    ...(chosen.connection === null && { secretData: JSON.stringify(chosen.credentials) }),
    now,
  })
  const binding = bindingOf(chosen, made.remote)
  const { name: domain } = made.remote
  const { service } = chosen
  // Of two zones for one hosted zone, made at the same time anywhere, the second is refused here.
  await tx.zones.create({ resourceId: resource.id, environmentId: environment.id, domain, binding, service, now })
  await forgetReference(tx, chosen, domain)
  const zone = await tx.zones.get(resource.id)
  if (zone === undefined) throw new Error(`the zone ${resource.id} is gone from the transaction that made it`)
  const deed = { action: 'zone.create', subject: domain, after: zoneData(zone, place), now }
  await tx.activities.add([
    activityOf(caller, {
      ...deed,
      workspaceId,
      projectId: project.id,
      environmentId: environment.id,
      resourceId: resource.id,
    }),
  ])
  return zone
}

function bindingOf({ kind, connection }: ChosenProvider, remote: RemoteZone): Omit<Zone['binding'], 'id'> {
  const { hostedZoneId, nameServers } = remote
  return { provider: kind.id, connectionId: connection?.id ?? null, hostedZoneId, nameServers }
}

export function duplicateZone(domain: Name, cause?: unknown): AppError {
  return new AppError('duplicate_zone', `There is a zone ${domainText(domain)} already.`, { cause })
}
