import type { CallExamples } from './call-example.ts'

const records = '/api/v1/machine/domain-manager/dns-records'
const challenge = { type: 'TXT', name: '_acme-challenge', value: 'token' }

export const machineExamples: CallExamples = {
  [`GET ${records}`]: {
    id: 'listMachineRecords',
    query: { domain: 'example.com' },
    sdk: "const records = await machine.domain('example.com').list()",
    cli: null,
  },
  [`POST ${records}`]: {
    id: 'addMachineRecord',
    body: { domain: 'example.com', record: { ...challenge, ttl: 60 } },
    sdk: "await machine.domain('example.com').add({ type: 'TXT', name: '_acme-challenge', value: 'token', ttl: 60 })",
    cli: null,
  },
  [`PUT ${records}`]: {
    id: 'putMachineRecords',
    body: { domain: 'example.com', record: { type: 'A', name: 'www', values: [{ value: '192.0.2.10' }] } },
    sdk: "await machine.domain('example.com').put({ type: 'A', name: 'www', values: [{ value: '192.0.2.10' }] })",
    cli: null,
  },
  [`DELETE ${records}`]: {
    id: 'removeMachineRecord',
    body: { domain: 'example.com', record: challenge },
    sdk: "await machine.domain('example.com').remove({ type: 'TXT', name: '_acme-challenge', value: 'token' })",
    cli: null,
  },
  'GET /api/v1/machine/domain/list': {
    id: 'listMachineDomains',
    sdk: 'const domains = await machine.domains.list()',
    cli: null,
  },
  'GET /api/v1/machine/domain-manager/search': {
    id: 'searchDomains',
    query: { name: 'example' },
    sdk: "const { results } = await machine.domains.search('example')",
    cli: null,
  },
  'POST /api/v1/machine/domain-manager/purchase': {
    id: 'purchaseDomain',
    body: { domain: 'example.com' },
    sdk: "await machine.domains.purchase('example.com')",
    cli: null,
  },
}
