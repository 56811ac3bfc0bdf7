import type { Problem } from '../dns/problem.ts'
import type { Resource, Store, Zone } from '../store/store.ts'
import { deleteHostedZone } from './delete-hosted-zone.ts'
import { deleteLinked, dropConnectionsOfZone } from './delete-linked-resource.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { findResource } from './find-zone.ts'
import { activityOf } from './record-activity.ts'
import { zoneData } from './zone-data.ts'

/**
 * Deletes a resource, and its connections with what they have made. A zone goes from its provider too, with all its records. With
 * `deleteFromCloud` false all records stay, and a zone goes on being served, and can be taken up again. Where the provider
 * refuses the resource stays, what is done is told, and the same request, sent again, goes on from there.
 */
export async function deleteResource(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, deleteFromCloud }: { id: string; deleteFromCloud: boolean },
): Promise<DeletedResource> {
  const resource = await findResource(deps, place, id)
  const zone = await deps.store.zones.get(resource.id)
  const leftAlone: Problem[] = []
  if (zone === undefined) {
    const forgetIt = (tx: Store) => forget(tx, deps, caller, place, resource)
    leftAlone.push(...(await deleteLinked(deps, caller, resource, { deleteFromCloud, forget: forgetIt })))
  } else {
    await deps.writers.exclusive(zone, async open => {
      if (deleteFromCloud) await deleteHostedZone(open)
      await deps.store.transaction(tx => forget(tx, deps, caller, place, open.zone.resource, open.zone))
    })
  }
  return { id: resource.id, resourceType: resource.resourceType, name: resource.name, leftAlone }
}

/** `leftAlone`: record sets of its connections that were changed since, and so were not touched. */
export type DeletedResource = Pick<Resource, 'id' | 'resourceType' | 'name'> & { leftAlone: Problem[] }

async function forget(
  tx: Store,
  deps: Deps,
  caller: Caller,
  place: Place,
  resource: Resource,
  zone?: Zone,
): Promise<void> {
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
  await tx.resources.softDelete(resource.id, now)
  await tx.subdomains.delete(resource.id)
  if (zone !== undefined) {
    await dropConnectionsOfZone(tx, resource.id)
    await tx.domains.deleteOfZone(resource.id)
    await tx.zones.delete(resource.id)
  }
  await tx.activities.add([deed])
}
