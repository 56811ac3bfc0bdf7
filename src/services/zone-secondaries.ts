import { AppError, problemsError } from '../contract/errors.ts'
import type { ZoneSecondariesBody, ZoneSecondariesData } from '../contract/secondaries.ts'
import { serialOf } from '../plan/serial.ts'
import type { Secondary, Store, Zone } from '../store/store.ts'
import { isBuiltin } from './ask-name-servers.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { kindOf } from './open-provider.ts'
import { activityOf } from './record-activity.ts'
import { secondaryStates } from './secondary-states.ts'

/** Who follows a zone, and how far each has come. Throws `secondaries_not_supported` for zones of other providers. */
export async function getZoneSecondaries(deps: Deps, place: Place, id: string): Promise<ZoneSecondariesData> {
  return zoneSecondaries(deps, place, await findHosted(deps, place, id))
}

/** Those that are new to the zone are told of it at once. */
export async function setZoneSecondaries(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, body }: { id: string; body: ZoneSecondariesBody },
): Promise<ZoneSecondariesData> {
  const hosted = await findHosted(deps, place, id)
  const ids = body.secondaries === 'workspace' ? null : body.secondaries
  const now = deps.now()
  await deps.store.transaction(async tx => {
    await refuseUnknown(tx, place, ids ?? [])
    const before = await tx.secondaries.choice(hosted.id)
    await tx.secondaries.choose(hosted.id, ids)
    const deed = {
      workspaceId: place.workspaceId,
      projectId: place.project.id,
      environmentId: place.environment.id,
      resourceId: hosted.zone.resource.id,
      action: 'zone.set_secondaries',
      subject: hosted.zone.domain,
      before: { secondaries: before ?? 'workspace' },
      after: body,
      now,
    }
    await tx.activities.add([activityOf(caller, deed)])
    await tx.secondaries.publish(place.workspaceId)
  })
  await deps.secondaries.reload()
  await deps.secondaries.notify(hosted.zone.domain)
  return zoneSecondaries(deps, place, hosted)
}

/** Sends NOTIFY to all that follow the zone, whether or not they have it as it is. */
export async function notifyZoneSecondaries(deps: Deps, place: Place, id: string): Promise<ZoneSecondariesData> {
  const hosted = await findHosted(deps, place, id)
  await deps.secondaries.notify(hosted.zone.domain)
  return zoneSecondaries(deps, place, hosted)
}

interface Hosted {
  zone: Zone
  /** Of the hosted zone. */
  id: number
}

async function findHosted(deps: Deps, place: Place, id: string): Promise<Hosted> {
  const zone = await findZone(deps, place, id)
  if (isBuiltin(deps, zone)) return { zone, id: Number(zone.binding.hostedZoneId) }
  const { label } = kindOf(deps, zone.binding.provider)
  const message = `The zone is kept by ${label}; only zones of the built-in name server are transferred from here.`
  throw new AppError('secondaries_not_supported', message)
}

async function refuseUnknown(tx: Store, { workspaceId }: Place, ids: readonly number[]): Promise<void> {
  const known = new Set((await tx.secondaries.list(workspaceId)).map(({ id }) => id))
  const problems = ids.flatMap((id, index) => {
    const message = `the workspace has no secondary ${id}`
    return known.has(id) ? [] : [{ path: `secondaries[${index}]`, code: 'not_found', message }]
  })
  if (problems.length > 0)
    throw new AppError('validation_failed', problemsError(problems).message, { details: problems })
}

async function zoneSecondaries(deps: Deps, place: Place, { zone, id }: Hosted): Promise<ZoneSecondariesData> {
  const { store } = deps
  const choice = (await store.secondaries.choice(id)) ?? null
  const all = await store.secondaries.list(place.workspaceId)
  const followers = all.filter((secondary: Secondary) => choice === null || choice.includes(secondary.id))
  const { domain } = zone
  const soa = (await store.hostedZones.rrsetsAt(id, [domain])).find(({ type }) => type === 'SOA')?.records[0]
  if (soa === undefined) throw new AppError('not_found', `The zone ${zone.resource.id} is gone from the name server.`)
  const serial = serialOf(soa)
  const states = await secondaryStates(deps, { domain, serial }, followers)
  return {
    secondaries: choice === null ? 'workspace' : [...choice],
    serial,
    inSync: states.every(({ inSync }) => inSync),
    states,
  }
}
