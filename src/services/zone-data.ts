import { domainText } from '../contract/domain-name.ts'
import { isoTime } from '../contract/time.ts'
import type { ZoneData } from '../contract/zones.ts'
import type { Resource, Zone } from '../store/store.ts'
import type { Place } from './deps.ts'

/** A zone as replies show it. */
export function zoneData({ resource, domain, binding }: Zone, { project, environment }: Place): ZoneData {
  return {
    id: resource.id,
    resourceType: 'dns',
    name: resource.name,
    domainName: domainText(domain),
    provider: binding.provider,
    hostedZoneId: binding.hostedZoneId,
    nameServers: binding.nameServers.map(domainText),
    region: 'global',
    comment: resource.comment,
    status: resource.status,
    metadata: resource.metadata,
    position: positionOf(resource),
    project: { id: project.id, slug: project.slug, name: project.name },
    environment: { id: environment.id, slug: environment.slug, name: environment.name },
    createdAt: isoTime(resource.createdAt),
    updatedAt: isoTime(resource.updatedAt),
  }
}

function positionOf({ positionX: x, positionY: y }: Resource): ZoneData['position'] {
  return x === null || y === null ? null : { x, y }
}
