import type { ResourceConnectionData, ResourceData } from '../../../src/sdk/index.ts'

export type Kind = 'zone' | 'subdomain' | 'target'

/** A resource at its place on the canvas. */
export interface Spot {
  resource: ResourceData
  kind: Kind
  x: number
  y: number
}

/** A connection of a subdomain and a target, whichever of them was named first. */
export interface Link {
  connection: ResourceConnectionData
  subdomain: ResourceData
  target: ResourceData
  /** The zone that its records are in; undefined where it has none. */
  zone: ResourceData | undefined
}

export interface Scene {
  spots: Spot[]
  links: Link[]
}

const columns: Record<Kind, number> = { zone: 0, subdomain: 320, target: 640 }
const rowHeight = 110

export function kindOf({ resourceType }: Pick<ResourceData, 'resourceType'>): Kind {
  if (resourceType === 'dns') return 'zone'
  return resourceType === 'subdomain' ? 'subdomain' : 'target'
}

/** As people call it. */
export function typeText({ resourceType }: Pick<ResourceData, 'resourceType'>): string {
  return resourceType === 'dns' ? 'zone' : resourceType.replaceAll('_', ' ')
}

/** Everything with a place of its own: what hasn't been given one stands below the others of its kind. */
export function sceneOf(resources: readonly ResourceData[], connections: readonly ResourceConnectionData[]): Scene {
  return { spots: spotsOf(resources), links: linksOf(resources, connections) }
}

function spotsOf(resources: readonly ResourceData[]): Spot[] {
  const next: Record<Kind, number> = { zone: 0, subdomain: 0, target: 0 }
  for (const resource of resources) {
    const kind = kindOf(resource)
    if (resource.position !== null) next[kind] = Math.max(next[kind], resource.position.y + rowHeight)
  }
  return resources.map(resource => {
    const kind = kindOf(resource)
    if (resource.position !== null) return { resource, kind, ...resource.position }
    const y = next[kind]
    next[kind] += rowHeight
    return { resource, kind, x: columns[kind], y }
  })
}

function linksOf(resources: readonly ResourceData[], connections: readonly ResourceConnectionData[]): Link[] {
  const known = new Map(resources.map(resource => [resource.id, resource]))
  return connections.flatMap(connection => {
    const ends = [known.get(connection.sourceResourceId), known.get(connection.targetResourceId)]
    const subdomain = ends.find(end => end !== undefined && kindOf(end) === 'subdomain')
    const target = ends.find(end => end !== undefined && kindOf(end) === 'target')
    if (subdomain === undefined || target === undefined) return []
    return [{ connection, subdomain, target, zone: known.get(Number(connection.connectionDetails.dnsResourceId)) }]
  })
}

/** The full name that a connection's records have; the subdomain's own where it is in no zone. */
export function linkedName({ subdomain, zone }: Pick<Link, 'subdomain' | 'zone'>): string {
  const name = subdomain.subdomainName ?? subdomain.name
  if (zone === undefined) return name
  const domain = zone.domainName ?? zone.name
  return name === '@' || name === domain ? domain : `${name}.${domain}`
}

/** What a resource says of itself: the addresses or names that records of it lead to. */
export function factsOf({ metadata, resourceType, domainName }: ResourceData): string[] {
  if (resourceType === 'dns') return domainName === undefined ? [] : [domainName]
  if (resourceType === 'subdomain') return []
  return Object.values(metadata)
    .filter(value => typeof value === 'string' && value !== '')
    .map(String)
}
