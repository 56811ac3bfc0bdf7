import type { SyncDetails } from '../contract/dns-answers.ts'
import { domainText } from '../contract/domain-name.ts'
import { AppError } from '../contract/errors.ts'
import type { ZoneData } from '../contract/zones.ts'
import type { Rdata } from '../dns/rrset.ts'
import { textFromRdata, textToRdata } from '../dns/text.ts'
import type { QueryErrorCode } from '../resolver/query-error.ts'
import type { Zone } from '../store/store.ts'
import { askNameServers, isBuiltin, type ZoneAnswers } from './ask-name-servers.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { findResource } from './find-zone.ts'
import { activityOf, type Deed } from './record-activity.ts'
import { verificationNameOf, verificationValue } from './verification-name.ts'
import { zoneData } from './zone-data.ts'

export interface SyncedZone {
  data: ZoneData
  details: SyncDetails
}

/** Milliseconds that all questions together may take. */
const patience = 10_000
/** Of a zone on the built-in name server, where only the delegation is looked for elsewhere. */
const builtinPatience = 3_000

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
  const resource = await findResource(deps, place, id)
  const zone = await deps.store.zones.get(resource.id)
  if (zone === undefined) throw notSupported()
  const { details, isActive } = await askZone(deps, zone, signal)
  return { data: zoneData(await keep(deps, caller, place, { zone, isActive }), place), details }
}

async function askZone(
  deps: Deps,
  zone: Zone,
  signal: AbortSignal,
): Promise<{ details: SyncDetails; isActive: boolean }> {
  const name = await verificationNameOf(deps, zone)
  const timeout = AbortSignal.timeout(isBuiltin(deps, zone) ? builtinPatience : patience)
  const asked = { wanted: { name, type: 'TXT' }, signal: AbortSignal.any([signal, timeout]) }
  const answers = await askNameServers(deps, zone, asked)
  const { builtin, delegated, delegation } = answers
  const details: SyncDetails = {
    name: domainText(name),
    expected: verificationValue,
    delegation,
    nameServers: [...(builtin === undefined ? [] : [builtin]), ...delegated].map(({ data }) => data),
  }
  return { details, isActive: isVerified(answers, details) }
}

/** The built-in name server speaks for the zones that live there. */
function isVerified({ builtin, delegated, failure }: ZoneAnswers, { name }: SyncDetails): boolean {
  const own = builtin === undefined ? delegated : [builtin]
  if (own.some(({ records }) => records.some(({ rdata }) => isVerification(rdata)))) return true
  if (own.some(({ failure }) => failure === undefined || saysNo.has(failure.code))) return false
  const failures = own.flatMap(({ failure }) => failure ?? []).concat(failure ?? [])
  if (failures.length === 0) return false
  throw new AppError('dns_lookup_failed', `No name server tells what the TXT records of ${name} are.`, {
    details: failures.map(({ code, message }) => ({ path: 'nameServers', code, message })),
    cause: failures[0],
  })
}

/** Failures that don't pass by themselves: the server doesn't serve the zone, or there is none of that name. */
const saysNo: ReadonlySet<QueryErrorCode> = new Set(['refused', 'no_address'])

/** However the text is parted into strings. */
function isVerification(rdata: Rdata): boolean {
  return textToRdata(textFromRdata(rdata)) === textToRdata(new TextEncoder().encode(verificationValue))
}

async function keep(
  deps: Deps,
  caller: Caller,
  place: Place,
  { zone, isActive }: { zone: Zone; isActive: boolean },
): Promise<Zone> {
  const { id } = zone.resource
  const now = deps.now()
  return deps.store.transaction(async tx => {
    const current = await tx.zones.get(id)
    if (current === undefined) throw new AppError('not_found', `There is no zone ${id}.`)
    const { metadata } = current.resource
    if (metadata.dns_active === isActive) return current
    const changed = { ...metadata, dns_active: isActive }
    await tx.resources.update(id, { metadata: changed, now })
    await tx.activities.add([activityOf(caller, deedOf(place, { zone, isActive, now }))])
    return { ...current, resource: { ...current.resource, metadata: changed, updatedAt: now } }
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
