import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Provider, ProviderError } from '../src/providers/provider.ts'
import { createZone } from '../src/services/create-zone.ts'
import { deleteResource } from '../src/services/delete-resource.ts'
import type { Caller, Deps, Place } from '../src/services/deps.ts'
import { createZoneWriters } from '../src/services/zone-writers.ts'
import { type Method, startTestApp, type TestApp, type TestUser } from './test-app.ts'

let app: TestApp
let user: TestUser
const zones = '/api/zoning/production/dns'
const resources = '/api/zoning/production/resources'

beforeAll(async () => {
  app = await startTestApp()
  user = await app.signUp('Zoe')
  await project('Zoning')
  await attachBuiltin('zoning')
})
afterAll(() => app.stop())

const call = (method: Method, url: string, body?: unknown) => app.call(method, url, { body, token: user.token })
const create = (domainName: string, fields: object = {}) =>
  call('POST', zones, { name: 'A zone', domainName, ...fields })

test('a new zone is shown as it was asked for, and listed', async () => {
  const fields = { comment: 'why', positionX: 1.5, positionY: -2, provider: 'builtin' }
  const { status, body } = await create('Shown.Example.', fields)
  expect(status).toBe(201)
  expect(body.data).toMatchObject({
    id: expect.any(Number),
    resourceType: 'dns',
    name: 'A zone',
    domainName: 'shown.example',
    provider: 'builtin',
    hostedZoneId: expect.any(String),
    nameServers: ['ns1.test'],
    region: 'global',
    comment: 'why',
    status: 'active',
    metadata: { dns_active: false },
    position: { x: 1.5, y: -2 },
    project: { slug: 'zoning', name: 'Zoning' },
    environment: { slug: 'production' },
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  })
  expect((await call('GET', `${zones}/${body.data.id}`)).body.data).toEqual(body.data)
  const list = await call('GET', zones)
  expect(list.body.count).toBe(1)
  expect(list.body.data[0]).toEqual(body.data)
})

test('a domain has one zone in an environment, and one on the built-in name server', async () => {
  expect((await create('twice.example')).status).toBe(201)
  expect((await create('TWICE.example.')).body).toMatchObject({ code: 'duplicate_zone', error: 'Bad Request' })
  await call('POST', '/api/projects/zoning/environments', { name: 'Staging' })
  const body = { name: 'Again', domainName: 'twice.example' }
  expect(await call('POST', '/api/zoning/staging/dns', body)).toMatchObject({
    status: 400,
    body: { code: 'duplicate_zone' },
  })
})

test('of many at once that make the same zone one succeeds', async () => {
  const replies = await Promise.all(Array.from({ length: 10 }, () => create('raced.example')))
  expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(400)])
  expect(new Set(replies.map(({ body }) => body.code))).toEqual(new Set([undefined, 'duplicate_zone']))
  const id = Number(replies.find(({ status }) => status === 201)?.body.data.id)
  expect((await call('GET', `${zones}/${id}/records`)).body.count).toBe(2)
})

test('everything wrong with a new zone is told at once', async () => {
  const body = { name: ' ', domainName: 'a..b', provider: 'nobody', positionX: 1, extra: true }
  const reply = await call('POST', zones, body)
  expect(reply.status).toBe(400)
  expect(reply.body.details.map(({ path }) => path).sort()).toEqual([
    'domainName',
    'extra',
    'name',
    'positionY',
    'provider',
  ])
})

test.each([
  [{ provider: 'route53' }, 404, 'connection_not_found'],
  [{ provider: 'google' }, 404, 'connection_not_found'],
  [{ provider: 'cloudflare' }, 400, 'connection_required'],
  [{ cloudflareApiToken: 'two words' }, 400, 'validation_failed'],
  [{ provider: 'builtin', cloudflareApiToken: 't' }, 400, 'validation_failed'],
])('with %o the reply is %i %s', async (fields, status, code) => {
  expect(await create('elsewhere.example', fields)).toMatchObject({ status, body: { code } })
})

test('a project without a live connection is told what it needs', async () => {
  await project('Lonely')
  const body = { name: 'A zone', domainName: 'lonely.example' }
  const reply = await call('POST', '/api/lonely/production/dns', body)
  expect(reply).toMatchObject({ status: 400, body: { code: 'connection_required' } })
  expect(reply.body.message).toMatch(/Cloudflare API token.*AWS connection/)
})

test('input is told before zones are looked for, and zones of other places after', async () => {
  const id = Number((await create('ordered.example')).body.data.id)
  const set = { name: 'www', type: 'A', values: ['192.0.2.1'] }
  const post = async (url: string, body: unknown = set) => (await call('POST', url, body)).status
  expect(await post('/api/nowhere/production/dns/1/records', {})).toBe(404)
  expect(await post('/api/zoning/nowhere/dns/1/records', {})).toBe(404)
  expect(await post(`${zones}/0/records`)).toBe(400)
  expect(await post(`${zones}/x/records`)).toBe(400)
  expect(await post(`${zones}/999999/records`, {})).toBe(400)
  expect(await post(`${zones}/999999/records`)).toBe(404)
  expect(await call('POST', `/api/lonely/production/dns/${id}/records`, set)).toMatchObject({
    status: 403,
    body: { code: 'wrong_environment' },
  })
  expect((await call('GET', `/api/lonely/production/dns/${id}`)).status).toBe(403)
  expect((await call('DELETE', `/api/lonely/production/resources/${id}`)).status).toBe(403)
})

test('a deleted zone is gone, with its records, and may be made anew', async () => {
  const id = Number((await create('deleted.example')).body.data.id)
  await call('POST', `${zones}/${id}/records`, { name: 'www', type: 'A', values: ['192.0.2.1'] })
  expect((await call('DELETE', `${resources}/${id}?deleteFromCloud=yes`)).status).toBe(400)
  expect((await call('DELETE', `${resources}/${id}`)).status).toBe(200)
  expect((await call('GET', `${zones}/${id}`)).status).toBe(404)
  expect((await call('GET', `${zones}/${id}/records`)).status).toBe(404)
  expect((await call('DELETE', `${resources}/${id}`)).status).toBe(404)
  const again = Number((await create('deleted.example')).body.data.id)
  expect((await call('GET', `${zones}/${again}/records`)).body.count).toBe(2)
})

test('a deleted zone takes its registered domain along, so that no key reaches a zone that is gone', async () => {
  const zoneId = Number((await create('registered.example')).body.data.id)
  const domains = '/api/projects/zoning/domains'
  await call('POST', domains, { domain: 'registered.example', zoneId, internalPurchase: true })
  expect((await call('GET', domains)).body.count).toBe(1)
  await call('DELETE', `${resources}/${zoneId}?deleteFromCloud=false`)
  expect((await call('GET', domains)).body.count).toBe(0)
})

test('where the store fails after the provider has made a zone, the provider’s zone goes too', async () => {
  const { caller, place } = await visit()
  const store = { ...app.deps.store, transaction: () => Promise.reject(new Error('disk full')) }
  const body = { name: 'Half', domainName: 'half.example' }
  await expect(createZone({ ...app.deps, store }, caller, place, body)).rejects.toThrow('disk full')
  expect((await app.deps.store.hostedZones.list()).map(({ domain }) => domain)).not.toContain('half.example.')
})

test('where the provider fails to delete a zone, the resource stays and the reply says why', async () => {
  const id = String((await create('stubborn.example')).body.data.id)
  const { caller, place } = await visit()
  const failure = { code: 'unavailable', message: 'no answer', details: { code: 'Timeout', requestId: 'r-1' } } as const
  const deps = withProvider({ zoneAdmin: { create: fail, delete: fail } })
  function fail(): Promise<never> {
    return Promise.reject(new ProviderError(failure))
  }
  await expect(deleteResource(deps, caller, place, { id, deleteFromCloud: true })).rejects.toMatchObject({
    code: 'provider_unavailable',
    details: [
      { path: 'provider', code: 'Timeout' },
      { path: 'provider.requestId', message: 'r-1' },
    ],
  })
  expect((await call('GET', `${zones}/${id}`)).status).toBe(200)
})

test('pages go through all sets in order, whatever their size', async () => {
  const id = Number((await create('paged.example')).body.data.id)
  for (const name of ['b', 'a', 'c.a', '*', '_x']) {
    for (const type of ['TXT', 'A']) {
      const values = [type === 'A' ? '192.0.2.1' : 'text']
      expect((await call('POST', `${zones}/${id}/records`, { name, type, values })).status).toBe(201)
    }
  }
  const all = await call('GET', `${zones}/${id}/records`)
  expect(all.body).toMatchObject({ count: 12 })
  expect(all.body).not.toHaveProperty('nextCursor')
  for (const limit of [1, 5, 12, 1000]) {
    const pages: unknown[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const more = cursor === '' ? '' : `&cursor=${cursor}`
      const page = await call('GET', `${zones}/${id}/records?limit=${limit}${more}`)
      pages.push(...(page.body.data as unknown as unknown[]))
      cursor = page.body.nextCursor
    }
    expect(pages).toEqual(all.body.data)
  }
  const narrowed = await call('GET', `${zones}/${id}/records?name=c.a&type=txt`)
  expect(narrowed.body.data).toMatchObject([{ name: 'c.a.paged.example', type: 'TXT' }])
  for (const query of [
    'limit=0',
    'limit=1001',
    'cursor=x',
    'type=NONE',
    'name=a..b',
    'name=x.example.net.',
    'other=1',
  ]) {
    expect((await call('GET', `${zones}/${id}/records?${query}`)).status, query).toBe(400)
  }
})

async function project(name: string): Promise<void> {
  expect((await call('POST', '/api/projects', { name })).status).toBe(201)
}

async function attachBuiltin(slug: string): Promise<void> {
  const connection = { name: 'Own', provider: 'builtin', credentials: {} }
  const made = await call('POST', `/api/cloud-connections/${user.workspace.slug}`, connection)
  const body = { connectionId: Number(made.body.data.id) }
  expect((await call('POST', `/api/projects/${slug}/cloud-connections`, body)).status).toBe(201)
}

/** For calling services past the HTTP side. */
async function visit(): Promise<{ caller: Caller; place: Place }> {
  const { store } = app.deps
  const found = (await store.projects.findBySlug('zoning'))!
  const environment = (await store.projects.findEnvironment(found.id, 'production'))!
  const caller: Caller = { principal: { kind: 'anonymous' }, requestId: crypto.randomUUID(), address: null }
  return { caller, place: { workspaceId: found.workspaceId, project: found, environment } }
}

function withProvider(parts: Partial<Provider>): Deps {
  const kind = app.deps.kinds.get('builtin')!
  const open: typeof kind.open = (settings, io) => ({ ...kind.open(settings, io), ...parts })
  const deps = { ...app.deps, kinds: new Map([['builtin', { ...kind, open }]]) }
  return { ...deps, writers: createZoneWriters(deps) }
}
