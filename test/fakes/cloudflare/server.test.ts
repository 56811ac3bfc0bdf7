import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import Cloudflare from 'cloudflare'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeCloudflare, startFakeCloudflare } from './server.ts'

/** The service's own client, which knows its API best. */
let fake: FakeCloudflare
let client: Cloudflare
let zone: string

beforeEach(async () => {
  fake = await startFakeCloudflare()
  client = new Cloudflare({ apiToken: 'fake-token', baseURL: fake.url, maxRetries: 0 })
  zone = fake.addZone({ name: 'example.com' }).id
})
afterEach(() => fake.close())

const address = { type: 'A', name: 'www.example.com', content: '192.0.2.1', ttl: 300 } as const

interface Refusal {
  status: number
  errors: { code: number; error_chain?: { code: number }[] }[]
}

/** Status and codes of what the service says no to, the exact one last. */
async function refusal(work: Promise<unknown>): Promise<number[]> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown as Refusal,
  )
  expect(error).toBeInstanceOf(Cloudflare.APIError)
  const { status, errors } = error as Refusal
  return [status, ...errors.flatMap(({ code, error_chain = [] }) => [code, ...error_chain.map(each => each.code)])]
}

test('the vendor’s client lists zones and makes, changes and deletes records', async () => {
  const zones = await Array.fromAsync(client.zones.list({ name: 'example.com' }))
  expect(zones).toMatchObject([{ id: zone, name: 'example.com', account: { id: 'a'.repeat(32) } }])
  const made = await client.dns.records.create({ zone_id: zone, ...address, comment: 'first', proxied: false })
  expect(made).toMatchObject({ ...address, comment: 'first', proxied: false, proxiable: true })
  const edited = await client.dns.records.edit(made.id, { zone_id: zone, ...address, content: '192.0.2.2' })
  expect(edited).toMatchObject({ id: made.id, content: '192.0.2.2', comment: 'first' })
  const put = await client.dns.records.update(made.id, { zone_id: zone, ...address })
  expect(put).toMatchObject({ id: made.id, content: '192.0.2.1', comment: null })
  expect(await Array.fromAsync(client.dns.records.list({ zone_id: zone, name: { exact: address.name } }))).toHaveLength(
    1,
  )
  await client.dns.records.delete(made.id, { zone_id: zone })
  expect(await refusal(client.dns.records.get(made.id, { zone_id: zone }))).toEqual([404, 81044])
})

test('answers are of the form that the published description has', async () => {
  const ajv = new Ajv({ strict: false, validateFormats: false })
  const file = join(import.meta.dirname, '../../vectors/cloudflare-dns.openapi.json')
  ajv.addSchema(JSON.parse(readFileSync(file, 'utf8')) as object, 'api')
  const isOf = (schema: string) => (value: unknown) => {
    // It knows nothing of records without a comment.
    const given = { ...(value as { comment?: string | null }) }
    if (given.comment === null) delete given.comment
    expect(ajv.validate(`api#/components/schemas/${schema}`, given), ajv.errorsText()).toBe(true)
  }
  const digest = 'ab'.repeat(32)
  const posts = [
    address,
    { type: 'MX', name: 'example.com', content: 'mx.example.net', priority: 10 },
    { type: 'TXT', name: 'example.com', content: '"x"' },
    { type: 'SRV', name: '_s._tcp.example.com', data: { priority: 1, weight: 2, port: 3, target: 'example.net' } },
    { type: 'URI', name: '_u._tcp.example.com', priority: 1, data: { weight: 2, target: 'http://example.net' } },
    { type: 'CAA', name: 'example.com', data: { flags: 0, tag: 'issue', value: 'ca.example.net' } },
    {
      type: 'TLSA',
      name: '_443._tcp.example.com',
      data: { usage: 3, selector: 1, matching_type: 1, certificate: digest },
    },
  ]
  await client.dns.records.batch({ zone_id: zone, posts: posts as never })
  const records = await Array.fromAsync(client.dns.records.list({ zone_id: zone }))
  expect(records).toHaveLength(posts.length)
  records.forEach(isOf('dns-records_dns-record'))
  const zones = await Array.fromAsync(client.zones.list())
  zones.forEach(isOf('zones_zone'))
})

test('a batch is carried out in its own order, and not at all where one thing is refused', async () => {
  const old = await client.dns.records.create({ zone_id: zone, ...address })
  const posts = [{ type: 'CNAME', name: address.name, content: 'example.net', ttl: 1, proxied: false } as const]
  expect(await refusal(client.dns.records.batch({ zone_id: zone, posts }))).toEqual([400, 81053])
  const bad = { ...address, name: 'bad.example.com', content: 'nonsense' }
  const deletes = [{ id: old.id }]
  expect(await refusal(client.dns.records.batch({ zone_id: zone, posts: [...posts, bad], deletes }))).toEqual([
    400, 1004, 9005,
  ])
  expect(fake.records(zone).map(({ id }) => id)).toEqual([old.id])
  const done = await client.dns.records.batch({ zone_id: zone, posts, deletes })
  expect(done).toMatchObject({ deletes: [{ id: old.id }], posts: [{ type: 'CNAME', content: 'example.net' }] })
})

test('new records that do not say whether they are proxied are, and have the automatic TTL then', async () => {
  expect(await client.dns.records.create({ zone_id: zone, ...address })).toMatchObject({ proxied: true, ttl: 1 })
})

test('what stands at a name decides what may come to it', async () => {
  const create = (record: object) => client.dns.records.create({ zone_id: zone, ...address, ...record } as never)
  await create({})
  expect(await refusal(create({}))).toEqual([400, 81058])
  expect(await refusal(create({ type: 'CNAME', content: 'example.net' }))).toEqual([400, 81053])
  await create({ name: 'alias.example.com', type: 'CNAME', content: 'example.net' })
  expect(await refusal(create({ name: 'alias.example.com' }))).toEqual([400, 81054])
  const beside = [
    { type: 'TXT', content: '"beside a CNAME"' },
    { type: 'MX', content: 'mail.example.net', priority: 10 },
  ]
  for (const record of beside) {
    expect(await create({ name: 'alias.example.com', ...record })).toMatchObject({ type: record.type })
  }
  expect(await refusal(create({ name: 'alias.example.com', type: 'NS', content: 'ns.example.net' }))).toEqual([
    400, 81056,
  ])
  await create({ name: 'sub.example.com', type: 'NS', content: 'ns.example.net' })
  expect(await refusal(create({ name: 'sub.example.com' }))).toEqual([400, 81056])
  const ds = { type: 'DS', data: { key_tag: 1, algorithm: 13, digest_type: 2, digest: 'ab'.repeat(32) } }
  expect(await refusal(create({ ...ds, name: 'other.example.com' }))).toEqual([400, 1004, 9112])
  expect(await create({ ...ds, name: 'sub.example.com' })).toMatchObject({ type: 'DS' })
})

test.each([
  ['too short a TTL', { ttl: 59 }, 9021],
  ['too long a TTL', { ttl: 86_401 }, 9021],
  ['an address that is none', { content: '192.0.2.256' }, 9005],
  ['an address of the other family', { type: 'AAAA' }, 9006],
  ['a target that is no host', { type: 'CNAME', content: 'not a host' }, 9007],
  ['itself as its target', { type: 'CNAME', content: address.name }, 9039],
  ['a mail server that is no host', { type: 'MX', content: '-', priority: 1 }, 9009],
  ['a quote that does not end', { type: 'TXT', content: '"unbalanced' }, 9107],
  ['too long a text', { type: 'TXT', content: 'x'.repeat(2049) }, 9104],
  ['a type that cannot be proxied', { type: 'TXT', content: 'x', proxied: true }, 9004],
  ['a type there is not', { type: 'HINFO', content: 'x' }, 9002],
  ['a name that is none', { name: 'a b.example.com' }, 9000],
  ['too long a comment', { comment: 'x'.repeat(501) }, 9301],
])('a record with %s is refused', async (_what, record, code) => {
  const given = { zone_id: zone, ...address, proxied: false, ...record }
  expect(await refusal(client.dns.records.create(given as never))).toEqual([400, 1004, code])
})

test('a record keeps its type', async () => {
  const { id } = await client.dns.records.create({ zone_id: zone, ...address })
  const other = { ...address, type: 'AAAA', content: '2001:db8::1' } as const
  expect(await refusal(client.dns.records.edit(id, { zone_id: zone, ...other }))).toEqual([400, 1004, 9105])
})

test('texts without quotes are put into them, and long strings are split', async () => {
  const text = { type: 'TXT', name: 'text.example.com', content: 'v=spf1 -all', ttl: 300 } as const
  expect(await client.dns.records.create({ zone_id: zone, ...text })).toMatchObject({ content: '"v=spf1 -all"' })
  const long = { ...text, content: `"${'x'.repeat(300)}"` }
  const split = `"${'x'.repeat(255)}" "${'x'.repeat(45)}"`
  expect(await client.dns.records.create({ zone_id: zone, ...long })).toMatchObject({ content: split })
})

test('plans differ in how much goes into a batch and a zone, and in tags and TTLs', async () => {
  const free = fake.addZone({ name: 'free.example', plan: 'free' }).id
  const posts = Array.from({ length: 201 }, (_, index) => ({ ...address, name: `h${index}.free.example` }))
  expect(await refusal(client.dns.records.batch({ zone_id: free, posts }))).toEqual([400, 9208])
  await client.dns.records.batch({ zone_id: free, posts: posts.slice(1) })
  expect(await refusal(client.dns.records.create({ zone_id: free, ...posts[0]! }))).toEqual([400, 81045])
  const last = fake.records(free)[0]!.id
  const tagged = { ...address, name: 'h1.free.example', tags: ['a:b'] }
  expect(await refusal(client.dns.records.edit(last, { zone_id: free, ...tagged }))).toEqual([400, 1004, 9300])
  const large = fake.addZone({ name: 'large.example', plan: 'enterprise' }).id
  const short = { ...address, name: 'large.example', ttl: 30, proxied: false }
  expect(await client.dns.records.create({ zone_id: large, ...short })).toMatchObject({ ttl: 30 })
})

test('pages of records have 5,000 at most, those of zones 50', async () => {
  expect(await refusal(client.dns.records.list({ zone_id: zone, per_page: 5001 }).asResponse())).toEqual([400, 1004])
  expect(await refusal(client.zones.list({ per_page: 51 }).asResponse())).toEqual([400, 1004])
})

test('tokens open what they are made for, and nothing once they are revoked', async () => {
  fake.tokens.set('fake-token', { permissions: ['zone:read', 'dns:read'] })
  expect(await client.user.tokens.verify()).toMatchObject({ status: 'active' })
  expect(await refusal(client.dns.records.create({ zone_id: zone, ...address }))).toEqual([403, 10_000])
  fake.tokens.delete('fake-token')
  expect(await refusal(client.zones.list().asResponse())).toEqual([403, 9109])
  const nobody = await fetch(`${fake.url}/zones`)
  expect([nobody.status, await nobody.json()]).toMatchObject([400, { errors: [{ code: 6003 }] }])
})

test('more requests than the limit within five minutes end all of them for five minutes', async () => {
  await fake.close()
  let time = 0
  fake = await startFakeCloudflare({ now: () => time, limits: { requests: 3 } })
  const ask = () => fetch(`${fake.url}/zones`, { headers: { authorization: 'Bearer fake-token' } })
  for (let request = 0; request < 3; request++) expect((await ask()).status).toBe(200)
  const refused = await ask()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '300'])
  time += 299_000
  expect((await ask()).headers.get('retry-after')).toBe('1')
  time += 1000
  expect((await ask()).status).toBe(200)
})

test('every answer has a ray to ask the vendor about', async () => {
  const answer = await fetch(`${fake.url}/nowhere`, { headers: { authorization: 'Bearer fake-token' } })
  expect([answer.status, await answer.json()]).toMatchObject([
    404,
    { success: false, errors: [{ code: 7003 }, { code: 7000 }] },
  ])
  expect(answer.headers.get('cf-ray')).toMatch(/^[0-9a-f]{16}-[A-Z]{3}$/)
})
