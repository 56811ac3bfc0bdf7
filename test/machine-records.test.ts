import { afterAll, beforeAll, expect, test } from 'vitest'
import { newMachineKey } from '../src/auth/keys.ts'
import type { Grants } from '../src/auth/principal.ts'
import type { MachineRecord } from '../src/contract/machine-records.ts'
import { type Method, startTestApp, type TestApp, type TestUser } from './test-app.ts'

interface Answer {
  domain: string
  records: MachineRecord[]
  domains: { domain: string; configured: boolean }[]
  error: { code: string; message: string }
}

const path = '/api/v1/machine/domain-manager/dns-records'
let app: TestApp
let user: TestUser
let key: string
let zoneId: number

beforeAll(async () => {
  app = await startTestApp()
  user = await app.signUp('Mach')
  await call('POST', '/api/projects', { name: 'Machines' })
  const connection = { name: 'Own', provider: 'builtin', credentials: {} }
  const made = await call('POST', `/api/cloud-connections/${user.workspace.slug}`, connection)
  await call('POST', '/api/projects/machines/cloud-connections', { connectionId: Number(made.body.data.id) })
  zoneId = await createZone('example.com')
  await register('example.com', zoneId, true)
  await register('elsewhere.example', await createZone('elsewhere.example'), false)
  key = await newKey(null)
})
afterAll(() => app.stop())

const call = (method: Method, url: string, body?: unknown) => app.call(method, url, { body, token: user.token })

async function machine(method: Method, record?: object, options: { key?: string; domain?: string } = {}) {
  // Many more requests than a key may send in a minute.
  app.clock.now += 60_000
  const { domain = 'example.com' } = options
  const url = method === 'GET' ? `${path}?domain=${domain}` : path
  const body = method === 'GET' ? undefined : { domain, record }
  const { status, body: answer } = await app.call(method, url, { body, headers: { 'x-api-key': options.key ?? key } })
  return { status, ...(answer as unknown as Answer) }
}

const named = (records: MachineRecord[], name: string) => records.filter(record => record.name === name)

test('a record is added beside what is there, and all records of the domain are answered', async () => {
  await machine('POST', { type: 'A', name: 'add', value: '192.0.2.1' })
  const { status, domain, records } = await machine('POST', { type: 'A', name: 'add', value: '192.0.2.2', ttl: 60 })
  expect([status, domain]).toEqual([200, 'example.com'])
  expect(named(records, 'add')).toEqual([
    { type: 'A', name: 'add', value: '192.0.2.1', ttl: 60 },
    { type: 'A', name: 'add', value: '192.0.2.2', ttl: 60 },
  ])
  expect(named(records, '@').map(({ type }) => type)).toEqual(['NS'])
  expect((await machine('GET')).records).toEqual(records)
})

test('the same record again refreshes its TTL and makes no second one', async () => {
  await machine('POST', { type: 'TXT', name: 'same', value: 'token' })
  const { status, records } = await machine('POST', { type: 'TXT', name: 'same', value: 'token', ttl: 60 })
  expect(status).toBe(200)
  expect(named(records, 'same')).toEqual([{ type: 'TXT', name: 'same', value: 'token', ttl: 60 }])
})

test('an MX record with another preference takes the place of its host’s old one', async () => {
  await machine('POST', { type: 'MX', name: 'mx', value: 'a.example.net' })
  await machine('POST', { type: 'MX', name: 'mx', value: 'b.example.net', mxPref: 20 })
  const { records } = await machine('POST', { type: 'MX', name: 'mx', value: 'A.example.net.', mxPref: 30 })
  expect(
    named(records, 'mx')
      .map(({ value, mxPref }) => `${mxPref} ${value}`)
      .sort(),
  ).toEqual(['20 b.example.net.', '30 a.example.net.'])
  const left = await machine('DELETE', { type: 'MX', name: 'mx', value: 'a.example.net' })
  expect(named(left.records, 'mx').map(({ value }) => value)).toEqual(['b.example.net.'])
  expect(await machine('DELETE', { type: 'MX', name: 'mx', value: 'b.example.net', mxPref: 10 })).toMatchObject({
    status: 404,
    error: { code: 'record_not_found' },
  })
})

test('a set is replaced whole', async () => {
  await machine('POST', { type: 'MX', name: 'put', value: 'old.example.net' })
  const values = [{ value: 'one.example.net', mxPref: 1 }, { value: 'ten.example.net' }]
  const { status, records } = await machine('PUT', { type: 'MX', name: 'put', ttl: 120, values })
  expect(status).toBe(200)
  expect(named(records, 'put')).toEqual([
    { type: 'MX', name: 'put', value: 'one.example.net.', ttl: 120, mxPref: 1 },
    { type: 'MX', name: 'put', value: 'ten.example.net.', ttl: 120, mxPref: 10 },
  ])
})

test('a full name inside the domain is stripped to its host part', async () => {
  const { records } = await machine('POST', { type: 'A', name: 'Full.Example.com.', value: '192.0.2.1' })
  expect(named(records, 'full')).toHaveLength(1)
})

test('a second CNAME, or data beside one, is refused and nothing is written', async () => {
  await machine('POST', { type: 'CNAME', name: 'alias', value: 'a.example.net' })
  for (const record of [
    { type: 'CNAME', name: 'alias', value: 'b.example.net' },
    { type: 'A', name: 'alias', value: '192.0.2.1' },
    { type: 'CNAME', name: '@', value: 'a.example.net' },
    { type: 'NS', name: '@', value: 'ns.example.net' },
  ]) {
    const { status, error } = await machine('POST', record)
    expect([status, error.code], JSON.stringify(record)).toEqual([400, 'dns_record_creation_failed'])
  }
  expect(named((await machine('GET')).records, 'alias')).toHaveLength(1)
})

test('every problem of the input is in the message', async () => {
  const { status, error } = await machine('POST', { type: 'A', name: 'a..b', value: 'x', ttl: 0, mxPref: 1, more: 1 })
  expect([status, error.code]).toEqual([400, 'dns_record_creation_failed'])
  for (const place of ['record.name', 'record.value', 'record.ttl', 'record.mxPref', 'record.more']) {
    expect(error.message).toContain(`${place}:`)
  }
  expect(await machine('POST', { type: 'PTR', name: '@', value: 'x' })).toMatchObject({ status: 400 })
})

test('bad input is told before the domain, and the domain before its purchase and the grants', async () => {
  const good = { type: 'A', name: 'www', value: '192.0.2.1' }
  const narrow = await newKey({ zones: ['other.example'] })
  const answer = async (record: object, domain: string) => {
    const { status, error } = await machine('POST', record, { domain, key: narrow })
    return [status, error.code]
  }
  expect(await answer({ ...good, value: 'x' }, 'nobodys.example')).toEqual([400, 'dns_record_creation_failed'])
  expect(await answer(good, 'nobodys.example')).toEqual([404, 'domain_not_found'])
  expect(await answer(good, 'elsewhere.example')).toEqual([403, 'domain_not_managed'])
  expect(await answer(good, 'example.com')).toEqual([403, 'forbidden'])
})

test('the refusals say what the domain is', async () => {
  const missing = await machine('GET', undefined, { domain: 'nobodys.example' })
  expect(missing.error.message).toBe(
    'The domain "nobodys.example" was not found in your organization or you do not have access to it.',
  )
  const said = (verb: string) =>
    `The domain "elsewhere.example" is not managed through Zoneplane. DNS records can only be ${verb} for domains purchased through the Zoneplane platform.`
  const read = await machine('GET', undefined, { domain: 'elsewhere.example' })
  expect(read.error.message).toBe(said('retrieved'))
  const write = await machine('POST', { type: 'A', name: '@', value: '192.0.2.1' }, { domain: 'elsewhere.example' })
  expect(write.error.message).toBe(said('modified'))
})

test('a grant covers its types, names and domains, and a read-only key writes nothing', async () => {
  const acme = await newKey({ zones: ['example.com'], types: ['TXT'], names: ['_acme-challenge', '_acme-challenge.*'] })
  const status = async (record: object, by = acme) => (await machine('POST', record, { key: by })).status
  expect(await status({ type: 'TXT', name: '_acme-challenge.www', value: 'x' })).toBe(200)
  expect(await status({ type: 'TXT', name: '_ACME-challenge.example.com', value: 'x' })).toBe(200)
  expect(await status({ type: 'TXT', name: 'www', value: 'x' })).toBe(403)
  expect(await status({ type: 'A', name: '_acme-challenge', value: '192.0.2.1' })).toBe(403)
  const reader = await newKey({ readOnly: true })
  expect(await status({ type: 'TXT', name: 'www', value: 'x' }, reader)).toBe(403)
  expect((await machine('GET', undefined, { key: reader })).status).toBe(200)
  expect((await machine('DELETE', { type: 'TXT', name: '_acme-challenge', value: 'x' }, { key: reader })).status).toBe(
    403,
  )
})

test('the list shows the domains that a key may see, and none whose zone is gone', async () => {
  const list = async (by: string) => {
    app.clock.now += 60_000
    const reply = await app.call('GET', '/api/v1/machine/domain/list', { headers: { 'x-api-key': by } })
    return (reply.body as unknown as Answer).domains
  }
  const gone = await createZone('gone.example')
  await register('gone.example', gone, true)
  await call('DELETE', `/api/machines/production/resources/${gone}`)
  expect((await list(key)).map(({ domain, configured }) => [domain, configured])).toEqual([
    ['example.com', true],
    ['elsewhere.example', true],
  ])
  expect((await list(await newKey({ zones: ['example.com.'] }))).map(({ domain }) => domain)).toEqual(['example.com'])
  expect(await machine('GET', undefined, { domain: 'gone.example' })).toMatchObject({ status: 404 })
})

test('searching and buying need a registrar, once the input is in order', async () => {
  const root = '/api/v1/machine/domain-manager'
  const headers = { 'x-api-key': key }
  const code = async (method: Method, url: string, body?: unknown) => {
    app.clock.now += 60_000
    const reply = await app.call(method, root + url, { headers, body })
    return [reply.status, (reply.body as unknown as Answer).error.code]
  }
  expect(await code('GET', '/search?name=example')).toEqual([400, 'registrar_not_configured'])
  expect(await code('POST', '/purchase', { domain: 'example.net' })).toEqual([400, 'registrar_not_configured'])
  expect(await code('GET', '/search')).toEqual([400, 'dns_record_creation_failed'])
  expect(await code('POST', '/purchase', { domain: 'net' })).toEqual([400, 'dns_record_creation_failed'])
})

async function createZone(domainName: string): Promise<number> {
  const reply = await call('POST', '/api/machines/production/dns', { name: 'A zone', domainName })
  expect(reply.status).toBe(201)
  return Number(reply.body.data.id)
}

async function register(domain: string, zone: number, internalPurchase: boolean): Promise<void> {
  const body = { domain, zoneId: zone, internalPurchase }
  expect((await call('POST', '/api/projects/machines/domains', body)).status).toBe(201)
}

async function newKey(grants: Grants | null): Promise<string> {
  const { key: made, ...stored } = newMachineKey()
  const project = (await app.deps.store.projects.findBySlug('machines'))!
  const fields = { projectId: project.id, name: 'A key', grants, expiresAt: null, now: app.clock.now }
  await app.deps.store.machineKeys.create({ ...fields, ...stored })
  return made
}
