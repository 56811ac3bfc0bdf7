import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RecordSet } from '../src/contract/records.ts'
import { startTestApp, type TestApp, type TestUser } from './test-app.ts'

let app: TestApp
let user: TestUser
let path: string

beforeAll(async () => {
  app = await startTestApp()
  user = await app.signUp('Rec')
  await call('POST', '/api/projects', { name: 'Recording' })
  const connection = { name: 'Own', provider: 'builtin', credentials: {} }
  const made = await created(`/api/cloud-connections/${user.workspace.slug}`, connection)
  await call('POST', '/api/projects/recording/cloud-connections', { connectionId: made })
  const zone = await created('/api/recording/production/dns', { name: 'A zone', domainName: 'example.com' })
  path = `/api/recording/production/dns/${zone}/records`
})
afterAll(() => app.stop())

async function created(url: string, body: unknown): Promise<number> {
  const reply = await app.call<{ id: number }>('POST', url, { body, token: user.token })
  expect(reply.status).toBe(201)
  return reply.body.data.id
}

function call(method: 'GET' | 'POST' | 'DELETE', url: string, body?: unknown) {
  return app.call<RecordSet>(method, url, { body, token: user.token })
}
const put = (set: object) => call('POST', path, set)
const remove = (set: object) => call('DELETE', path, set)

async function problems(set: object, send = put): Promise<string[]> {
  const { status, body } = await send(set)
  expect(status).toBe(400)
  return body.details.map(problem => `${problem.path} ${problem.code}`)
}

test('a set is stored in canonical form and shown with its full name', async () => {
  const reply = await put({ name: 'Mail', type: 'mx', values: ['10 MX1.example.com', '20 mx2.example.com.'] })
  expect(reply.status).toBe(201)
  expect(reply.body.data).toEqual({
    name: 'mail.example.com',
    type: 'MX',
    ttl: 300,
    values: ['10 mx1.example.com.', '20 mx2.example.com.'],
  })
})

test('a set is replaced whole, its TTL too', async () => {
  await put({ name: 'whole', type: 'A', ttl: 60, values: ['192.0.2.1', '192.0.2.2'] })
  expect((await put({ name: 'whole.example.com.', type: 'A', values: ['192.0.2.3'] })).body.data).toEqual({
    name: 'whole.example.com',
    type: 'A',
    ttl: 300,
    values: ['192.0.2.3'],
  })
})

test.each([
  ['A', ['192.0.2.2', '192.0.2.1'], ['192.0.2.1', '192.0.2.2'], ['192.0.2.1']],
  ['MX', ['10 A.example.com'], ['10 a.example.com.'], ['20 a.example.com.']],
  ['TXT', ['Text', '"one" "two"'], ['"one" "two"', 'Text'], ['Text', 'onetwo']],
])('a %s set goes only where the values are its own, in any order', async (type, values, given, wrong) => {
  await put({ name: 'go', type, values })
  expect(await problems({ name: 'go', type, values: wrong }, remove)).toEqual([' values_mismatch'])
  const reply = await remove({ name: 'GO', type, values: given })
  expect([reply.status, reply.body.data.name]).toEqual([200, 'go.example.com'])
  expect(await remove({ name: 'go', type, values: given })).toMatchObject({
    status: 404,
    body: { code: 'record_not_found' },
  })
})

test('text differs by every byte', async () => {
  await put({ name: 'bytes', type: 'TXT', values: ['Case'] })
  expect(await remove({ name: 'bytes', type: 'TXT', values: ['case'] })).toMatchObject({
    status: 400,
    body: { code: 'values_mismatch' },
  })
})

test('what the provider keeps is not written and not deleted, whatever the values', async () => {
  const soa = 'ns1.example.com. hostmaster.example.com. 1 7200 900 1209600 900'
  for (const set of [
    { name: '@', type: 'SOA', values: [soa] },
    { name: '@', type: 'NS', values: ['ns1.test'] },
    { name: 'example.com', type: 'NS', values: ['other.example'] },
  ]) {
    expect(await put(set)).toMatchObject({ status: 400, body: { code: 'managed_by_provider' } })
    expect(await remove(set)).toMatchObject({ status: 400, body: { code: 'managed_by_provider' } })
  }
  expect((await put({ name: 'sub', type: 'NS', values: ['ns1.example.net'] })).status).toBe(201)
})

test('all problems come at once: of the fields, the values, the zone, and what stands beside', async () => {
  await put({ name: 'busy', type: 'A', values: ['192.0.2.1'] })
  expect(await problems({ name: 'busy', type: 'CNAME', ttl: 0, values: ['a', 'b', 'c..d'], more: 1 })).toEqual([
    'more unknown_field',
    'ttl too_small',
    'values[2] empty_label',
    'values single_value_only',
    'type cname_with_other_data',
  ])
  expect(await problems({ name: '@', type: 'CNAME', values: ['a'] })).toEqual(['type cname_at_apex'])
  expect(await problems({ name: 'www.example.net.', type: 'A', values: ['x', '192.0.2.1'] })).toEqual([
    'values[0] invalid_ipv4_address',
    'name name_outside_zone',
  ])
  expect(await problems({ name: '*', type: 'NS', ttl: 2 ** 31, values: ['a'] })).toEqual([
    'ttl too_large',
    'type wildcard_not_allowed',
  ])
})

test('an unknown type has a code of its own', async () => {
  expect(await put({ name: 'x', type: 'NONSENSE', values: ['1'] })).toMatchObject({
    status: 400,
    body: { code: 'invalid_record_type', details: [{ path: 'type' }] },
  })
})

test('the number of values has its limits', async () => {
  const values = (count: number) => Array.from({ length: count }, (_, index) => `10.0.${index >> 8}.${index & 255}`)
  expect((await put({ name: 'many', type: 'A', values: values(400) })).status).toBe(201)
  expect(await problems({ name: 'many', type: 'A', values: values(401) })).toContain('values too_many')
  expect(await problems({ name: 'many', type: 'A', values: [] })).toContain('values too_few')
  expect(await problems({ name: 'large', type: 'TXT', values: ['a'.repeat(50_000), 'b'.repeat(50_000)] })).toEqual([
    'values set_too_large',
  ])
})

test('alias sets are told to be beyond the built-in name server', async () => {
  const aliasTarget = { dnsName: 'lb.example.net', hostedZoneId: 'Z1', evaluateTargetHealth: false }
  expect(await problems({ name: 'alias', type: 'A', aliasTarget })).toEqual(['aliasTarget alias_not_supported'])
})

test('whatever comes in is stored or refused with its problems, and what is stored can be sent again', async () => {
  const word = fc.oneof(
    fc.constantFrom(
      '@',
      '*',
      'www',
      'a.b',
      'example.com',
      'example.com.',
      '.',
      '',
      '\\',
      '"',
      '\\000',
      '\ud800',
      '192.0.2.1',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
  )
  const type = fc.oneof(
    fc.constantFrom(
      'A',
      'AAAA',
      'CNAME',
      'MX',
      'TXT',
      'SRV',
      'CAA',
      'NAPTR',
      'SVCB',
      'LOC',
      'TYPE65280',
      'NS',
      'DS',
      'APL',
    ),
    word,
  )
  const value = fc.oneof(
    word,
    fc.array(fc.oneof(word, fc.nat(70_000).map(String)), { maxLength: 5 }).map(words => words.join(' ')),
  )
  const anything = fc.oneof(fc.jsonValue(), fc.nat(), fc.constant(null))
  const body = fc.record(
    {
      name: fc.oneof({ weight: 9, arbitrary: word }, anything),
      type: fc.oneof({ weight: 9, arbitrary: type }, anything),
      ttl: fc.oneof(fc.integer({ min: -1 }), anything),
      values: fc.oneof({ weight: 9, arbitrary: fc.array(value, { maxLength: 3 }) }, anything),
    },
    { requiredKeys: ['name', 'type', 'values'] },
  )
  await fc.assert(
    fc.asyncProperty(body, async set => {
      const { status, body: reply } = await put(set)
      if (status !== 201) {
        expect([status, reply.details.length > 0]).toEqual([400, true])
        return
      }
      const again = await put(reply.data)
      expect([again.status, again.body.data]).toEqual([201, reply.data])
      expect((await remove({ ...reply.data, ttl: undefined })).status).toBe(200)
    }),
    { numRuns: 1000 },
  )
})

test('every write that changes something is in the history, with before, after and who did it', async () => {
  const set = { name: 'told', type: 'A', values: ['192.0.2.1'] }
  await put(set)
  await put(set)
  await put({ ...set, ttl: 60 })
  await remove(set)
  const history = await app.call<unknown>('GET', '/api/activities', { token: user.token })
  const rows = history.body.data as {
    subject: string
    action: string
    actor: { name: string }
    before: unknown
    after: unknown
  }[]
  const stored = { name: 'told.example.com.', type: 'A', ttl: 300, records: ['192.0.2.1'] }
  const told = rows.filter(({ subject }) => subject === 'told.example.com. A')
  expect(told.map(({ action, before, after }) => ({ action, before, after }))).toEqual([
    { action: 'record_set.delete', before: { ...stored, ttl: 60 }, after: null },
    { action: 'record_set.put', before: stored, after: { ...stored, ttl: 60 } },
    { action: 'record_set.put', before: null, after: stored },
  ])
  expect(new Set(told.map(({ actor }) => actor.name))).toEqual(new Set([user.email]))
})
