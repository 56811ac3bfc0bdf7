import type { Resource, Zone } from '../store/store.ts'
import { deleteHostedZone } from './delete-hosted-zone.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { findResource } from './find-zone.ts'
import { activityOf } from './record-activity.ts'
import { zoneData } from './zone-data.ts'

/**
 * Deletes a resource. A zone goes from its provider too, with all its records, unless `deleteFromCloud` is false: then it goes
 * on being served there, and can be taken up again. Where the provider refuses nothing is deleted here, what is done there is told,
 * and the same request, sent again, goes on from there.
 */
export async function deleteResource(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, deleteFromCloud }: { id: string; deleteFromCloud: boolean },
): Promise<DeletedResource> {
  const resource = await findResource(deps, place, id)
  const zone = await deps.store.zones.get(resource.id)
  if (zone === undefined) await forget(deps, caller, place, resource)
  else {
    await deps.writers.exclusive(zone, async open => {
      if (deleteFromCloud) await deleteHostedZone(open)
      await forget(deps, caller, place, open.zone.resource, open.zone)
    })
  }
  return { id: resource.id, resourceType: resource.resourceType, name: resource.name }
}

export type DeletedResource = Pick<Resource, 'id' | 'resourceType' | 'name'>

async function forget(deps: Deps, caller: Caller, place: Place, resource: Resource, zone?: Zone): Promise<void> {
  const now = deps.now()
  const { workspaceId, project, environment } = place
  const deed = activityOf(caller, {
    workspaceId,
    projectId: project.id,
    environmentId: environment.id,
    resourceId: resource.id,
    action: zone === undefined ? 'resource.delete' : 'zone.delete',
    subject: zone?.domain ?? resource.name,
    before: zone === undefined ? { name: resource.name, resourceType: resource.resourceType } : zoneData(zone, place),
    now,
  })
  await deps.store.transaction(async tx => {
    if (zone !== undefined) {
      await tx.domains.deleteOfZone(resource.id)
      await tx.zones.delete(resource.id)
    }
    await tx.resources.softDelete(resource.id, now)
    await tx.activities.add([deed])
  })
}
