import type { CallExamples } from './call-example.ts'

const projectConnections = '/api/projects/:projectSlug/cloud-connections'
const cloudConnections = '/api/cloud-connections/:workspaceSlug'
const machineKeys = '/api/projects/:projectSlug/machine-keys'
const domains = '/api/projects/:projectSlug/domains'

export const projectExamples: CallExamples = {
  'GET /api/projects': {
    id: 'listProjects',
    sdk: 'const projects = await zoneplane.projects.list().all()',
    cli: null,
  },
  'POST /api/projects': {
    id: 'createProject',
    body: { name: 'Web shop' },
    sdk: "const { slug } = await zoneplane.projects.create({ name: 'Web shop' })",
    cli: null,
  },
  'GET /api/projects/:projectSlug': {
    id: 'getProject',
    sdk: 'const { environments } = await project.get()',
    cli: null,
  },
  'PATCH /api/projects/:projectSlug': {
    id: 'renameProject',
    body: { name: 'Web shop' },
    sdk: "await project.rename('Web shop')",
    cli: null,
  },
  'DELETE /api/projects/:projectSlug': { id: 'deleteProject', sdk: 'await project.delete()', cli: null },
  'GET /api/projects/:projectSlug/environments': {
    id: 'listEnvironments',
    sdk: 'const environments = await project.environments.list().all()',
    cli: null,
  },
  'POST /api/projects/:projectSlug/environments': {
    id: 'createEnvironment',
    body: { name: 'Staging' },
    sdk: "await project.environments.create('Staging')",
    cli: null,
  },
  'GET /api/providers': {
    id: 'listProviders',
    sdk: 'const providers = await zoneplane.providers.list().all()',
    cli: null,
  },
  [`GET ${cloudConnections}`]: {
    id: 'listCloudConnections',
    sdk: 'for await (const { id, name, status } of workspace.connections.list()) console.log(id, name, status)',
    cli: 'connections list',
  },
  [`POST ${cloudConnections}`]: {
    id: 'createCloudConnection',
    body: { name: 'Cloudflare', provider: 'cloudflare', credentials: { apiToken: 'token' } },
    sdk: `const connection = await workspace.connections.create({
  name: 'Cloudflare',
  provider: 'cloudflare',
  credentials: { apiToken: 'token' },
})
if (connection.status !== 'connected') console.log(connection.statusDetail)`,
    cli: 'connections create cloudflare --name Cloudflare --set apiToken=token',
  },
  [`GET ${cloudConnections}/:id`]: {
    id: 'getCloudConnection',
    sdk: 'const { status } = await workspace.connections.get(1)',
    cli: null,
  },
  [`PATCH ${cloudConnections}/:id`]: {
    id: 'updateCloudConnection',
    body: { credentials: { apiToken: 'a new token' } },
    sdk: "await workspace.connections.update(1, { credentials: { apiToken: 'a new token' } })",
    cli: null,
  },
  [`DELETE ${cloudConnections}/:id`]: {
    id: 'deleteCloudConnection',
    sdk: 'await workspace.connections.delete(1)',
    cli: 'connections delete 1',
  },
  [`POST ${cloudConnections}/:id/test`]: {
    id: 'testCloudConnection',
    sdk: 'const { status } = await workspace.connections.test(1)',
    cli: 'connections test 1',
  },
  [`GET ${projectConnections}`]: {
    id: 'listProjectConnections',
    sdk: 'const attached = await project.connections.list().all()',
    cli: null,
  },
  [`POST ${projectConnections}`]: {
    id: 'attachCloudConnection',
    body: { connectionId: 1 },
    sdk: 'await project.connections.attach(1)',
    cli: null,
  },
  [`DELETE ${projectConnections}`]: {
    id: 'detachCloudConnection',
    body: { connectionId: 1 },
    sdk: 'await project.connections.detach(1)',
    cli: null,
  },
  [`GET ${machineKeys}`]: {
    id: 'listMachineKeys',
    sdk: 'for await (const { id, name } of project.machineKeys.list()) console.log(id, name)',
    cli: 'keys list',
  },
  [`POST ${machineKeys}`]: {
    id: 'createMachineKey',
    body: { name: 'ACME', grants: { zones: ['example.com'], names: ['_acme-challenge.*'], types: ['TXT'] } },
    sdk: `const { key } = await project.machineKeys.create({
  name: 'ACME',
  grants: { zones: ['example.com'], types: ['TXT'] },
})`,
    cli: 'keys create ACME --machine --zone example.com --type TXT',
  },
  [`DELETE ${machineKeys}/:id`]: {
    id: 'deleteMachineKey',
    sdk: 'await project.machineKeys.delete(1)',
    cli: 'keys delete 1 --machine',
  },
  [`GET ${domains}`]: {
    id: 'listDomains',
    sdk: 'for await (const { domain, zoneId } of project.domains.list()) console.log(domain, zoneId)',
    cli: 'domains list',
  },
  [`POST ${domains}`]: {
    id: 'createDomain',
    body: { domain: 'example.com', zoneId: 1, internalPurchase: true },
    sdk: "await project.domains.create({ domain: 'example.com', zoneId: 1, internalPurchase: true })",
    cli: 'domains add example.com',
  },
  [`DELETE ${domains}/:id`]: {
    id: 'deleteDomain',
    sdk: 'await project.domains.delete(1)',
    cli: 'domains remove example.com',
  },
}
