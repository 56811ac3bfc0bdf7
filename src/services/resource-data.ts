import type { ResourceData } from '../contract/resources.ts'
import type { SubdomainData } from '../contract/subdomains.ts'
import { isoTime } from '../contract/time.ts'
import type { Resource, Zone } from '../store/store.ts'
import type { Place } from './deps.ts'
import { zoneData } from './zone-data.ts'

/** A resource as replies show it; a zone with all that is known of zones. */
export function resourceData(resource: Resource, place: Place, zone?: Zone): ResourceData {
  if (zone !== undefined) return zoneData(zone, place)
  const { project, environment } = place
  const { id, resourceType, name, status, comment, metadata, positionX: x, positionY: y } = resource
  return {
    id,
    resourceType,
    name,
    ...(resourceType === 'subdomain' && { subdomainName: subdomainNameOf(resource) }),
    status,
    comment,
    metadata,
    position: x === null || y === null ? null : { x, y },
    project: { id: project.id, slug: project.slug, name: project.name },
    environment: { id: environment.id, slug: environment.slug, name: environment.name },
    createdAt: isoTime(resource.createdAt),
    updatedAt: isoTime(resource.updatedAt),
  }
}

export function subdomainData(resource: Resource, place: Place): SubdomainData {
  const { id, name, status, position, project, environment, createdAt, updatedAt } = resourceData(resource, place)
  const subdomainName = subdomainNameOf(resource)
  const what = { id, resourceType: 'subdomain' as const, name, subdomainName }
  return { ...what, status, position, project, environment, createdAt, updatedAt }
}

/** The name that records are made of; what a subdomain is called can be changed, and this stays. */
export function subdomainNameOf({ metadata }: Resource): string {
  return String(metadata.subdomain_name)
}
