import { AppError } from '../contract/errors.ts'
import type { ResourceData } from '../contract/resources.ts'
import type { SubdomainData } from '../contract/subdomains.ts'
import type { Deps, Place } from './deps.ts'
import { findResource } from './find-zone.ts'
import { resourceData, subdomainData } from './resource-data.ts'

export async function getResource(deps: Deps, place: Place, id: string): Promise<ResourceData> {
  const resource = await findResource(deps, place, id)
  return resourceData(resource, place, await deps.store.zones.get(resource.id))
}

export async function getSubdomain(deps: Deps, place: Place, id: string): Promise<SubdomainData> {
  const resource = await findResource(deps, place, id)
  if (resource.resourceType === 'subdomain') return subdomainData(resource, place)
  throw new AppError('not_found', `There is no subdomain ${id}.`)
}
