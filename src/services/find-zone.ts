import { AppError } from '../contract/errors.ts'
import type { Resource, Zone } from '../store/store.ts'
import type { Deps, Place } from './deps.ts'

/** The zone of a path, for every route that names one. The id has the form of one already. */
export async function findZone(deps: Deps, place: Place, id: string): Promise<Zone> {
  const zone = await deps.store.zones.get(Number(id))
  if (zone === undefined) throw new AppError('not_found', `There is no zone ${id}.`)
  requirePlace(place, zone.resource)
  return zone
}

/** The resource of a path, of whatever type. */
export async function findResource(deps: Deps, place: Place, id: string): Promise<Resource> {
  const resource = await deps.store.resources.get(Number(id))
  if (resource === undefined) throw new AppError('not_found', `There is no resource ${id}.`)
  requirePlace(place, resource)
  return resource
}

function requirePlace({ project, environment }: Place, resource: Resource): void {
  if (resource.projectId === project.id && resource.environmentId === environment.id) return
  throw new AppError('wrong_environment', `${resource.id} belongs to another project or environment.`)
}
