import type { SyncDetails } from '../contract/dns-answers.ts'
import { AppError } from '../contract/errors.ts'
import type { ZoneData } from '../contract/zones.ts'
import type { Zone } from '../store/store.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { findResource } from './find-zone.ts'
import { activityOf, type Deed } from './record-activity.ts'
import { verifyZone } from './verify-zone.ts'
import { zoneData } from './zone-data.ts'

export interface SyncedZone {
  data: ZoneData
  details: SyncDetails
}

/** So often the name servers are asked again because somebody has set the flag meanwhile. */
const mostRounds = 3

/**
 * Asks the zone's own name servers whether its verification record is served, and keeps what they say: true if one of them has
 * it, false if those that answer don't, or if the zone is delegated to nobody. Throws `dns_lookup_failed` where none of them answers;
 * what is known then stays as it is.
 */
export async function syncZone(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, signal }: { id: string; signal: AbortSignal },
): Promise<SyncedZone> {
  for (let round = 1; ; round++) {
    const resource = await findResource(deps, place, id)
    const zone = await deps.store.zones.get(resource.id)
    if (zone === undefined) throw notSupported()
    const { details, isActive } = await verifyZone(deps, zone, signal)
    const kept = await keep(deps, caller, place, { zone, isActive, evenIfSet: round === mostRounds })
    if (kept !== undefined) return { data: zoneData(kept, place), details }
  }
}

interface Found {
  /** As it was before the name servers were asked. */
  zone: Zone
  isActive: boolean
  /** Whether what somebody has set meanwhile is written over. */
  evenIfSet: boolean
}

/** Undefined, and nothing is kept, where somebody has set the flag meanwhile: what was found may be older than that. */
async function keep(
  deps: Deps,
  caller: Caller,
  place: Place,
  { zone, isActive, evenIfSet }: Found,
): Promise<Zone | undefined> {
  const { id, metadata: before } = zone.resource
  const now = deps.now()
  return deps.store.transaction(async tx => {
    const [resource] = await tx.resources.lock([id])
    if (resource === undefined) throw new AppError('not_found', `There is no zone ${id}.`)
    if (resource.metadata.dns_active === isActive) return { ...zone, resource }
    if (resource.metadata.dns_active !== before.dns_active && !evenIfSet) return undefined
    const metadata = { ...resource.metadata, dns_active: isActive }
    await tx.resources.update(id, { metadata, now })
    await tx.activities.add([activityOf(caller, deedOf(place, { zone, isActive, now }))])
    return { ...zone, resource: { ...resource, metadata, updatedAt: now } }
  })
}

function deedOf(
  { workspaceId, project, environment }: Place,
  { zone, isActive, now }: { zone: Zone; isActive: boolean; now: number },
): Deed {
  return {
    workspaceId,
    projectId: project.id,
    environmentId: environment.id,
    resourceId: zone.resource.id,
    action: 'zone.sync',
    subject: zone.domain,
    before: { dns_active: !isActive },
    after: { dns_active: isActive },
    now,
  }
}

function notSupported(): AppError {
  const message = 'Only zones can be synced.'
  return new AppError('sync_not_supported', message, {
    details: [{ path: 'resourceId', code: 'sync_not_supported', message }],
  })
}
