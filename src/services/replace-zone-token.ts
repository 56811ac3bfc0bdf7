import { type AppError, problemsError } from '../contract/errors.ts'
import type { UpdateZoneBody, ZoneData } from '../contract/zones.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { importHostedZone } from './import-hosted-zone.ts'
import { kindOf, openWith } from './open-provider.ts'
import { activityOf } from './record-activity.ts'
import { zoneData } from './zone-data.ts'

/**
 * Gives a zone that has a token of its own another one, once that has been seen to reach the zone. Calls begun after that use it.
 * Throws `token_refused`, `hosted_zone_not_found`, and `validation_failed` for zones that are bound through a connection.
 */
export async function replaceZoneToken(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, body }: { id: string; body: UpdateZoneBody },
): Promise<ZoneData> {
  const zone = await findZone(deps, place, id)
  const { resource, domain, binding } = zone
  if (binding.connectionId !== null) throw noOwnToken()
  const kind = kindOf(deps, binding.provider)
  const stored = JSON.parse((await deps.store.resources.secretData(resource.id)) ?? '{}') as object
  const credentials = { ...stored, apiToken: body.cloudflareApiToken }
  const problems = kind.checkSettings?.(credentials) ?? []
  if (problems.length > 0) throw problemsError(problems.map(problem => ({ ...problem, path: 'cloudflareApiToken' })))
  const secretData = JSON.stringify(credentials)
  const provider = openWith(deps, kind, place.workspaceId, secretData)
  await importHostedZone(provider, { kind }, { domain, hostedZoneId: binding.hostedZoneId })
  const now = deps.now()
  return deps.store.transaction(async tx => {
    await tx.resources.update(resource.id, { secretData, now })
    const { workspaceId, project, environment } = place
    const deed = { workspaceId, projectId: project.id, environmentId: environment.id, resourceId: resource.id, now }
    await tx.activities.add([activityOf(caller, { ...deed, action: 'zone.replace-token', subject: domain })])
    return zoneData({ ...zone, resource: { ...resource, updatedAt: now } }, place)
  })
}

function noOwnToken(): AppError {
  const message = 'only zones that were made with a token of their own have one; this one is bound through a connection'
  return problemsError([{ path: 'cloudflareApiToken', code: 'not_allowed', message }])
}
