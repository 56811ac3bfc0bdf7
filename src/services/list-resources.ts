import type { ResourceData } from '../contract/resources.ts'
import type { SubdomainData } from '../contract/subdomains.ts'
import type { Deps, Place } from './deps.ts'
import { resourceData, subdomainData } from './resource-data.ts'

/** The resources of an environment, oldest first. */
export async function listResources(deps: Deps, place: Place, type?: string): Promise<ResourceData[]> {
  const { id } = place.environment
  const resources = await deps.store.resources.list(id, type)
  const hasZones = type === undefined || type === 'dns'
  const zones = new Map((hasZones ? await deps.store.zones.list(id) : []).map(zone => [zone.resource.id, zone]))
  return resources.map(resource => resourceData(resource, place, zones.get(resource.id)))
}

export async function listSubdomains(deps: Deps, place: Place): Promise<SubdomainData[]> {
  const resources = await deps.store.resources.list(place.environment.id, 'subdomain')
  return resources.map(resource => subdomainData(resource, place))
}
