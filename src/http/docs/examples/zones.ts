import type { CallExamples } from './call-example.ts'

const environment = '/api/:projectSlug/:environmentSlug'
const zones = `${environment}/dns`
const zone = `${zones}/:id`
const secondaries = '/api/workspaces/:workspaceSlug/secondaries'
const www = { name: 'www', type: 'A', values: ['192.0.2.10', '192.0.2.11'] }

export const zoneExamples: CallExamples = {
  [`GET ${zones}`]: {
    id: 'listZones',
    query: { search: 'example', limit: '50' },
    sdk: "for await (const { id, domainName } of environment.zones.list({ search: 'example' })) console.log(id, domainName)",
    cli: 'zones list',
  },
  [`POST ${zones}`]: {
    id: 'createZone',
    body: { name: 'Example', domainName: 'example.com' },
    sdk: "const { id, nameServers } = await environment.zones.create({ name: 'Example', domainName: 'example.com' })",
    cli: 'zones create example.com',
  },
  [`GET ${zone}`]: { id: 'getZone', sdk: 'const { nameServers } = await zone.get()', cli: 'zones get example.com' },
  [`PATCH ${zone}`]: {
    id: 'replaceZoneToken',
    body: { cloudflareApiToken: 'a new token' },
    sdk: "await zone.replaceToken('a new token')",
    cli: null,
  },
  [`PUT ${zone}/name-servers`]: {
    id: 'setNameServers',
    body: { nameServers: ['ns1.example.net', 'ns2.example.net'] },
    sdk: null,
    cli: null,
  },
  [`PUT ${environment}/resources/:resourceId/sync`]: {
    id: 'syncZone',
    sdk: 'const { details } = await zone.sync()',
    cli: null,
  },
  [`GET ${zone}/records`]: {
    id: 'listRecords',
    query: { search: 'www', limit: '100' },
    sdk: "for await (const { name, type } of zone.records.list({ search: 'www', limit: 100 })) console.log(name, type)",
    cli: 'records list example.com www',
  },
  [`POST ${zone}/records`]: {
    id: 'putRecord',
    body: { ...www, ttl: 300 },
    sdk: "await zone.records.put({ name: 'www', type: 'A', ttl: 300, values: ['192.0.2.10', '192.0.2.11'] })",
    cli: 'records set example.com www A 192.0.2.10 192.0.2.11 --ttl 300',
  },
  [`DELETE ${zone}/records`]: {
    id: 'deleteRecord',
    body: www,
    sdk: "await zone.records.delete({ name: 'www', type: 'A', values: ['192.0.2.10', '192.0.2.11'] })",
    cli: 'records remove example.com www A',
  },
  [`GET ${zone}/propagation`]: {
    id: 'checkPropagation',
    query: { name: 'www', type: 'A' },
    sdk: "const propagation = await zone.propagation({ name: 'www', type: 'A' })",
    cli: 'dig example.com www A',
  },
  [`POST ${zone}/changes`]: {
    id: 'submitChanges',
    body: {
      changes: [
        { action: 'upsert', ...www, ifCurrent: { values: ['192.0.2.10'] } },
        { action: 'delete', name: 'old', type: 'CNAME', values: ['www.example.com'] },
      ],
      comment: 'Move the site',
    },
    sdk: `await zone.changes.submit(
  [
    { action: 'upsert', name: 'www', type: 'A', values: ['192.0.2.10', '192.0.2.11'], ifCurrent: { values: ['192.0.2.10'] } },
    { action: 'delete', name: 'old', type: 'CNAME', values: ['www.example.com'] },
  ],
  { comment: 'Move the site' },
)`,
    cli: "apply zones/ --comment 'Move the site'",
  },
  [`GET ${zone}/changes`]: {
    id: 'listChanges',
    query: { limit: '20' },
    sdk: 'for await (const { id, status, actor } of zone.changes.list()) console.log(id, status, actor.name)',
    cli: 'history example.com',
  },
  [`GET ${zone}/changes/:changeId`]: {
    id: 'getChange',
    sdk: 'const { changeSet, changes } = await zone.changes.get({ id: 7 })',
    cli: 'history example.com 7',
  },
  [`POST ${zone}/changes/:changeId/revert`]: {
    id: 'revertChange',
    body: { comment: 'It was a mistake' },
    sdk: "await zone.changes.revert(7, { comment: 'It was a mistake' })",
    cli: "revert example.com 7 --comment 'It was a mistake'",
  },
  [`GET ${zone}/drift`]: { id: 'findDrift', sdk: 'const { sets } = await zone.drift()', cli: 'drift example.com' },
  [`GET ${zone}/export`]: {
    id: 'exportZone',
    sdk: 'const text = await (await zone.export()).text()',
    cli: 'export example.com -o example.com.zone',
  },
  [`POST ${zone}/import`]: {
    id: 'importZone',
    query: { mode: 'merge', dryRun: 'true' },
    file: { name: 'example.com.zone', type: 'text/dns' },
    sdk: "const plan = await zone.planImport('www 300 IN A 192.0.2.10', { mode: 'merge' })",
    cli: 'import example.com example.com.zone --dry-run',
  },
  [`GET ${environment}/events`]: {
    id: 'followEvents',
    sdk: 'for await (const { name, data } of environment.events()) console.log(name, data)',
    cli: null,
  },
  [`GET ${secondaries}`]: {
    id: 'listSecondaries',
    sdk: 'const secondaries = await workspace.secondaries.list().all()',
    cli: null,
  },
  [`POST ${secondaries}`]: {
    id: 'createSecondary',
    body: { name: 'Second site', address: '192.0.2.53' },
    sdk: "const { id } = await workspace.secondaries.create({ name: 'Second site', address: '192.0.2.53' })",
    cli: null,
  },
  [`GET ${secondaries}/:id`]: { id: 'getSecondary', sdk: 'await workspace.secondaries.get(1)', cli: null },
  [`PATCH ${secondaries}/:id`]: {
    id: 'updateSecondary',
    body: { name: 'Third site' },
    sdk: "await workspace.secondaries.update(1, { name: 'Third site' })",
    cli: null,
  },
  [`DELETE ${secondaries}/:id`]: { id: 'deleteSecondary', sdk: 'await workspace.secondaries.delete(1)', cli: null },
  'GET /api/workspaces/:workspaceSlug/catalog-zone': {
    id: 'getCatalogZone',
    sdk: 'const { domain } = await workspace.catalogZone.get()',
    cli: null,
  },
  'PUT /api/workspaces/:workspaceSlug/catalog-zone': {
    id: 'setCatalogZone',
    body: { domain: 'catalog.example.com' },
    sdk: "await workspace.catalogZone.set('catalog.example.com')",
    cli: null,
  },
  [`GET ${zone}/secondaries`]: {
    id: 'getZoneSecondaries',
    sdk: 'const { secondaries } = await zone.secondaries.get()',
    cli: null,
  },
  [`PUT ${zone}/secondaries`]: {
    id: 'setZoneSecondaries',
    body: { secondaries: 'workspace' },
    sdk: "await zone.secondaries.set('workspace')",
    cli: null,
  },
  [`POST ${zone}/notify`]: { id: 'notifySecondaries', sdk: 'await zone.secondaries.notify()', cli: null },
}
