import type { CallExamples } from './call-example.ts'

const environment = '/api/:projectSlug/:environmentSlug'
const resources = `${environment}/resources`
const subdomains = `${environment}/subdomains`
const connections = `${environment}/resource-connections`
const target = { resourceType: 'instance', name: 'Web 1', metadata: { publicIpv4: '192.0.2.10' } }
const edge = {
  sourceResourceType: 'subdomain',
  sourceResourceId: 2,
  targetResourceType: 'instance',
  targetResourceId: 3,
  connectionDetails: { dnsResourceId: 1 },
}

export const resourceExamples: CallExamples = {
  'GET /api/resource-types': {
    id: 'listResourceTypes',
    sdk: 'const types = await zoneplane.resourceTypes.list().all()',
    cli: null,
  },
  'GET /api/resource-types/:subtype': {
    id: 'getResourceType',
    sdk: "const type = await zoneplane.resourceTypes.get('instance')",
    cli: null,
  },
  'GET /api/resources/summary': {
    id: 'countResources',
    sdk: 'const summary = await zoneplane.resourceSummary()',
    cli: null,
  },
  [`GET ${resources}`]: {
    id: 'listResources',
    query: { type: 'instance' },
    sdk: "const instances = await environment.resources.list({ type: 'instance' }).all()",
    cli: null,
  },
  [`POST ${resources}`]: {
    id: 'createResource',
    body: target,
    sdk: `const { id } = await environment.resources.create({
  resourceType: 'instance',
  name: 'Web 1',
  metadata: { publicIpv4: '192.0.2.10' },
})`,
    cli: null,
  },
  [`GET ${resources}/:id`]: {
    id: 'getResource',
    sdk: 'const { name, status } = await environment.resources.get(3)',
    cli: null,
  },
  [`PATCH ${resources}/:id`]: {
    id: 'updateResource',
    body: { metadata: { publicIpv4: '192.0.2.20' } },
    sdk: "await environment.resources.update(3, { metadata: { publicIpv4: '192.0.2.20' } })",
    cli: null,
  },
  [`PATCH ${resources}/:id/position`]: {
    id: 'moveResource',
    body: { x: 120, y: 80 },
    sdk: 'await environment.resources.move(3, { x: 120, y: 80 })',
    cli: null,
  },
  [`DELETE ${resources}/:resourceId`]: {
    id: 'deleteResource',
    query: { deleteFromCloud: 'true' },
    sdk: 'await zone.delete()',
    cli: 'zones delete example.com',
  },
  [`GET ${subdomains}`]: {
    id: 'listSubdomains',
    sdk: 'const subdomains = await environment.subdomains.list().all()',
    cli: null,
  },
  [`POST ${subdomains}`]: {
    id: 'createSubdomain',
    body: { name: 'www' },
    sdk: "const { id } = await environment.subdomains.create({ name: 'www' })",
    cli: null,
  },
  [`GET ${subdomains}/:id`]: {
    id: 'getSubdomain',
    sdk: 'const { subdomainName } = await environment.subdomains.get(2)',
    cli: null,
  },
  [`GET ${connections}`]: {
    id: 'listResourceConnections',
    query: { sourceResourceId: '2' },
    sdk: 'const edges = await environment.resourceConnections.list({ sourceResourceId: 2 }).all()',
    cli: null,
  },
  [`POST ${connections}`]: {
    id: 'connectResources',
    body: edge,
    sdk: `const { status } = await environment.resourceConnections.create({
  sourceResourceType: 'subdomain',
  sourceResourceId: 2,
  targetResourceType: 'instance',
  targetResourceId: 3,
  connectionDetails: { dnsResourceId: 1 },
})`,
    cli: null,
  },
  [`GET ${connections}/:id`]: {
    id: 'getResourceConnection',
    sdk: 'const { status } = await environment.resourceConnections.get(1)',
    cli: null,
  },
  [`PATCH ${connections}/:id`]: {
    id: 'updateResourceConnection',
    body: { connectionDetails: { dnsResourceId: 1, ttl: 60 } },
    sdk: 'await environment.resourceConnections.update(1, { connectionDetails: { dnsResourceId: 1, ttl: 60 } })',
    cli: null,
  },
  [`DELETE ${connections}/:id`]: {
    id: 'disconnectResources',
    sdk: 'const { leftAlone } = await environment.resourceConnections.delete(1)',
    cli: null,
  },
}
