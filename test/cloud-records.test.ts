import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CloudWorld, startCloudWorld } from './cloud-world.ts'
import type { Loose } from './test-app.ts'

const providers = ['route53', 'cloudflare'] as const
type CloudProvider = (typeof providers)[number]

let world: CloudWorld
let zones: Record<CloudProvider, Loose>

beforeAll(async () => {
  world = await startCloudWorld()
})
afterAll(() => world.stop())

let last = 0
beforeEach(async () => {
  world.aws.faults.clear()
  world.cloudflare.faults.clear()
  const domain = `zone${++last}.example`
  zones = { route53: await world.zone('route53', domain), cloudflare: await world.zone('cloudflare', `cf-${domain}`) }
})

const url = (provider: CloudProvider, rest = '/records') => `${world.zones}/${zones[provider].id}${rest}`
const list = async (provider: CloudProvider, query = '') => {
  const { body } = await world.call('GET', url(provider, `/records${query}`))
  return body.data as unknown as Loose[]
}
const put = (provider: CloudProvider, set: object, query = '') =>
  world.call('POST', url(provider, `/records${query}`), set)
const del = (provider: CloudProvider, set: object, query = '') =>
  world.call('DELETE', url(provider, `/records${query}`), set)
const domain = (provider: CloudProvider) => String(zones[provider].domainName)
const hosted = (provider: CloudProvider) => String(zones[provider].hostedZoneId)
/** Somebody else gives the set another value. */
function changeBehind(provider: CloudProvider): void {
  if (provider === 'route53') {
    const Name = `www.${domain(provider)}.`
    world.aws.putSet(hosted(provider), { Name, Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.9' }] })
  } else {
    const [record] = world.cloudflare.records(hosted(provider))
    world.cloudflare.putRecord(hosted(provider), { ...record!, content: '192.0.2.9' })
  }
}

const www = { name: 'www', type: 'A', values: ['192.0.2.1'] }

describe.each(providers)('records at %s', provider => {
  test('are made, replaced, listed in pages and deleted; what is shown can be sent again', async () => {
    const sets = [
      { name: 'www', type: 'A', ttl: 600, values: ['192.0.2.1', '192.0.2.2'] },
      { name: '@', type: 'MX', values: ['10 mail.example.net', '20 mail2.example.net'] },
      { name: 'txt', type: 'TXT', values: ['plain "quotes" \\ and é', 'x'.repeat(400)] },
      { name: '_sip._tcp', type: 'SRV', values: ['10 5 5060 sip.example.net'] },
      { name: '@', type: 'CAA', values: ['0 issue "ca.example.net"'] },
      { name: '*.wild', type: 'AAAA', values: ['2001:db8::1'] },
      { name: 'sub', type: 'NS', values: ['ns1.example.net', 'ns2.example.net'] },
    ]
    for (const set of sets) expect(await put(provider, set)).toMatchObject({ status: 201 })
    const all = (await list(provider)).filter(({ name, type }) => !isManaged(String(name), String(type)))
    expect(all).toHaveLength(sets.length)
    for (const set of all) expect(await put(provider, set)).toMatchObject({ status: 201, body: { data: set } })

    const paged: Loose[] = []
    for (let cursor = ''; ; ) {
      const { body } = await world.call('GET', url(provider, `/records?limit=2${cursor}`))
      paged.push(...(body.data as unknown as Loose[]))
      if (body.nextCursor === null) break
      cursor = `&cursor=${body.nextCursor}`
    }
    expect(paged).toEqual(await list(provider))
    expect((await list(provider, '?name=txt&type=TXT'))[0]?.values).toHaveLength(2)

    const text = sets[2]!
    expect(await del(provider, { ...text, ttl: undefined, values: ['other'] })).toMatchObject({
      status: 400,
      body: { code: 'values_mismatch' },
    })
    const { ttl: _, ...exact } = text
    expect((await del(provider, { ...exact, values: exact.values.toReversed() })).status).toBe(200)
    expect(await del(provider, exact)).toMatchObject({ status: 404, body: { code: 'record_not_found' } })
  })

  test('of the provider’s own are left to it', async () => {
    const ns = { name: '@', type: 'NS', values: ['ns.example.net'] }
    const soa = { name: '@', type: 'SOA', values: ['ns.example.net host.example.net 1 2 3 4 5'] }
    for (const set of [ns, soa]) {
      expect(await put(provider, set)).toMatchObject({ status: 400, body: { code: 'managed_by_provider' } })
      expect(await del(provider, set)).toMatchObject({ status: 400, body: { code: 'managed_by_provider' } })
    }
  })

  test('are made many at once, shown first, and taken back', async () => {
    const changes = ['a', 'b', 'c'].map(name => ({ action: 'create', name, type: 'A', values: ['192.0.2.1'] }))
    const plan = await world.call('POST', url(provider, '/changes'), { changes, dryRun: true })
    expect(plan).toMatchObject({ status: 200, body: { data: { dryRun: true, atomic: true, problems: [] } } })
    const made = await world.call('POST', url(provider, '/changes'), { changes })
    expect(made).toMatchObject({ status: 201, body: { data: { status: 'applied' } } })
    const again = await world.call('POST', url(provider, '/changes'), { changes })
    expect(again).toMatchObject({ status: 400, body: { code: 'record_exists' } })
    const reverted = await world.call('POST', url(provider, `/changes/${made.body.data.id}/revert`), { confirm: true })
    expect(reverted.status).toBe(201)
    expect(await list(provider, '?name=a')).toEqual([])
  })

  test('that somebody else has changed are seen as they are, and drift from what was written', async () => {
    await put(provider, www)
    changeBehind(provider)
    expect((await list(provider, '?name=www'))[0]?.values).toEqual(['192.0.2.9'])
    expect((await world.call('GET', url(provider, '/drift'))).body.data).toMatchObject({ counts: { changed: 1 } })
    expect(await del(provider, www)).toMatchObject({ status: 400, body: { code: 'values_mismatch' } })
    expect(await put(provider, { ...www, values: ['192.0.2.2'] })).toMatchObject({ status: 201 })
    expect((await list(provider, '?name=www'))[0]?.values).toEqual(['192.0.2.2'])
  })

  describe('that change between reading and writing', () => {
    const others = { name: 'www', type: 'A', values: ['192.0.2.9'] }
    const { fetch } = globalThis

    beforeEach(async () => {
      await put(provider, www)
      const { io } = world.app.deps
      const original = io.fetch
      // Cloudflare has no precondition: the provider looks once more before it writes.
      const [method, nth] = provider === 'route53' ? ['POST', 1] : ['GET', 2]
      let seen = 0
      io.fetch = async (input, init) => {
        const isMeant = /\/(rrset|dns_records)\/?$/.test(new URL(String(input)).pathname)
        if (isMeant && (init?.method ?? 'GET') === method && ++seen === nth) changeBehind(provider)
        return fetch(input, init)
      }
      return () => {
        io.fetch = original
      }
    })

    test('are read again, and a set that is put is put against what is there', async () => {
      expect(await put(provider, { ...www, values: ['192.0.2.2'] })).toMatchObject({ status: 201 })
      expect((await list(provider, '?name=www'))[0]?.values).toEqual(['192.0.2.2'])
      const { body } = await world.call('GET', url(provider, '/changes'))
      const change = await world.call('GET', url(provider, `/changes/${body.data[0]?.id}`))
      expect(change.body.data.changes?.[0]?.before).toMatchObject({ values: others.values })
    })

    test('are not deleted by values that they no longer have', async () => {
      const changes = [{ action: 'delete', ...www }]
      const reply = await world.call('POST', url(provider, '/changes'), { changes, confirm: true })
      expect([reply.status, reply.body.code]).toEqual([409, 'conflict'])
      expect(reply.body.details).toMatchObject([{ path: 'changes[0]', code: 'values_mismatch' }])
      expect((await list(provider, '?name=www'))[0]?.values).toEqual(others.values)
    })
  })

  test('are written one after another by callers at once', async () => {
    await put(provider, www)
    const { requests } = provider === 'route53' ? world.aws : world.cloudflare
    const writes = requests.length
    const replies = await Promise.all([
      put(provider, { ...www, values: ['192.0.2.2'] }),
      put(provider, { ...www, values: ['192.0.2.3'] }),
      put(provider, { name: 'other', type: 'A', values: ['192.0.2.4'] }),
    ])
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(requests.length).toBeGreaterThan(writes)
    const [left] = await list(provider, '?name=www')
    expect([['192.0.2.2'], ['192.0.2.3']]).toContainEqual(left?.values)
  })

  test('that the service refuses to read or write are told with its own words', async () => {
    const { faults } = provider === 'route53' ? world.aws : world.cloudflare
    faults.add({ kind: 'server_error', times: 100 })
    expect(await world.call('GET', url(provider))).toMatchObject({
      status: 500,
      body: { code: 'provider_unavailable' },
    })
    faults.clear()
    faults.add({ kind: 'html', status: 502, times: 100 })
    expect(await world.call('GET', url(provider))).toMatchObject({
      status: 500,
      body: { code: 'provider_unavailable' },
    })
    faults.clear()
    faults.add({ kind: 'throttled', times: 100 })
    const limited = await world.call('GET', url(provider))
    expect(limited).toMatchObject({ status: 500, body: { code: 'provider_rate_limited' } })
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0)
    faults.clear()
    expect((await world.call('GET', url(provider))).status).toBe(200)
  })

  test('of a zone that is deleted behind our back are told as refused', async () => {
    if (provider === 'route53') world.aws.deleteZone(hosted(provider))
    else world.cloudflare.deleteZone(hosted(provider))
    const { status, body } = await world.call('GET', url(provider))
    expect([status, body.code]).toEqual([500, 'provider_rejected'])
    expect(body.details).toContainEqual(expect.objectContaining({ path: 'provider.requestId' }))
    expect((await put(provider, www)).status).toBe(500)
  })

  test('are read once for many who ask at once, and again for those who come later', async () => {
    const { requests } = provider === 'route53' ? world.aws : world.cloudflare
    const before = requests.length
    const replies = await Promise.all(Array.from({ length: 20 }, () => list(provider)))
    expect(requests.length - before).toBeLessThanOrEqual(10)
    for (const reply of replies) expect(reply).toEqual(replies[0])
    await list(provider)
    expect(requests.length - before).toBeGreaterThan(1)
  })
})

describe('at Route 53', () => {
  test('an alias finds the hosted zone id of what it points at, or asks for it', async () => {
    const alias = (dnsName: string, more: object = {}) =>
      put('route53', { name: 'alias', type: 'A', aliasTarget: { dnsName, evaluateTargetHealth: false, ...more } })
    const balancer = 'my-lb-1234.eu-west-1.elb.amazonaws.com'
    expect((await alias(balancer)).body.data).toEqual({
      name: `alias.${domain('route53')}`,
      type: 'A',
      aliasTarget: { dnsName: balancer, hostedZoneId: 'Z32O12XQLNTSW2', evaluateTargetHealth: false },
    })
    expect((await alias('site.s3-website-eu-west-1.amazonaws.com')).body.data.aliasTarget).toMatchObject({
      dnsName: 's3-website-eu-west-1.amazonaws.com',
      hostedZoneId: 'Z1BKCTXD74EZPE',
    })
    await put('route53', www)
    expect((await alias(`www.${domain('route53')}`)).body.data.aliasTarget?.hostedZoneId).toBe(hosted('route53'))
    for (const unknown of ['lb.nowhere-9.elb.amazonaws.com', 'www.example.net']) {
      expect(await alias(unknown)).toMatchObject({
        status: 400,
        body: { details: [{ path: 'aliasTarget.hostedZoneId', code: 'required' }] },
      })
    }
    const given = await alias('lb.nowhere-9.elb.amazonaws.com', { hostedZoneId: 'Z35SXDOTRQ7X7K' })
    expect(given.body.data.aliasTarget?.hostedZoneId).toBe('Z35SXDOTRQ7X7K')
  })

  test('an alias is deleted by its target', async () => {
    const aliasTarget = { dnsName: 'd111.cloudfront.net', evaluateTargetHealth: false }
    const set = { name: '@', type: 'AAAA', aliasTarget }
    expect((await put('route53', set)).status).toBe(201)
    const other = { ...set, aliasTarget: { ...aliasTarget, dnsName: 'd222.cloudfront.net' } }
    expect(await del('route53', other)).toMatchObject({ status: 400, body: { code: 'values_mismatch' } })
    expect((await del('route53', { name: '@', type: 'AAAA', values: ['2001:db8::1'] })).status).toBe(400)
    expect(await del('route53', set)).toMatchObject({
      status: 200,
      body: { data: { aliasTarget: { hostedZoneId: 'Z2FDTNDATAQYW2' } } },
    })
  })

  describe('sets with a routing policy', () => {
    const weighted = (variant: string, weight: number, value: string) => ({
      name: 'weighted',
      type: 'A',
      ttl: 60,
      variant,
      routing: { policy: 'weighted', weight },
      values: [value],
    })

    beforeEach(async () => {
      for (const set of [weighted('blue', 10, '192.0.2.1'), weighted('green', 20, '192.0.2.2')]) {
        expect(await put('route53', set)).toMatchObject({ status: 201 })
      }
    })

    test('are shown each, also in pages, and can be sent as they are shown', async () => {
      const sets = await list('route53', '?name=weighted')
      expect(sets.map(({ variant, routing }) => [variant, routing])).toEqual([
        ['blue', { policy: 'weighted', weight: 10 }],
        ['green', { policy: 'weighted', weight: 20 }],
      ])
      for (const set of sets) expect(await put('route53', set)).toMatchObject({ status: 201, body: { data: set } })
      const first = await world.call('GET', url('route53', '/records?name=weighted&limit=1'))
      expect(first.body.data[0]?.variant).toBe('blue')
      const next = await world.call(
        'GET',
        url('route53', `/records?name=weighted&limit=1&cursor=${first.body.nextCursor}`),
      )
      expect([next.body.data[0]?.variant, next.body.nextCursor]).toEqual(['green', null])
    })

    test('are not flattened: a set without a variant is refused, and neighbours are left alone', async () => {
      const plain = { name: 'weighted', type: 'A', values: ['192.0.2.9'] }
      expect(await put('route53', plain)).toMatchObject({
        status: 400,
        body: { details: [{ code: 'routing_policy_present' }] },
      })
      expect(await del('route53', { ...plain, values: ['192.0.2.1'] })).toMatchObject({ status: 404 })
      expect((await put('route53', { name: 'weighted', type: 'TXT', values: ['neighbour'] })).status).toBe(201)
      expect(await list('route53', '?name=weighted&type=A')).toHaveLength(2)
    })

    test('keep their policy when only their values are written, and are deleted by their variant', async () => {
      const blue = { name: 'weighted', type: 'A', variant: 'blue', values: ['192.0.2.7'] }
      expect((await put('route53', blue)).body.data).toMatchObject({
        values: ['192.0.2.7'],
        routing: { policy: 'weighted', weight: 10 },
      })
      expect((await del('route53', blue)).status).toBe(200)
      expect((await list('route53', '?name=weighted')).map(({ variant }) => variant)).toEqual(['green'])
    })

    test('need a policy when they are new, and one that is whole', async () => {
      const set = { name: 'weighted', type: 'A', variant: 'red', values: ['192.0.2.7'] }
      expect(await put('route53', set)).toMatchObject({ status: 400, body: { details: [{ path: 'routing' }] } })
      expect(await put('route53', { ...set, routing: { policy: 'weighted' } })).toMatchObject({
        status: 400,
        body: { details: [{ path: 'routing.weight', code: 'required' }] },
      })
      const { variant: _, ...unnamed } = weighted('red', 1, '192.0.2.7')
      const { status, body } = await put('route53', unnamed)
      expect(status).toBe(400)
      expect(body.details).toContainEqual(expect.objectContaining({ path: 'variant', code: 'required' }))
    })

    test('and aliases stand in comments of a zone file, and stay when that is imported', async () => {
      const aliasTarget = { dnsName: 'd111.cloudfront.net', evaluateTargetHealth: false }
      expect((await put('route53', { name: 'cdn', type: 'A', aliasTarget })).status).toBe(201)
      await put('route53', www)
      const before = await list('route53')
      const headers = { authorization: `Bearer ${world.owner.token}` }
      const { app } = world.app
      const file = await app.inject({ method: 'GET', url: url('route53', '/export'), headers })
      const lines = file.body.split('\n').filter(line => /^(; )?(weighted|cdn) /.test(line))
      expect(lines.filter(line => line.startsWith('; '))).toHaveLength(3)
      const imported = await app.inject({
        method: 'POST',
        url: url('route53', '/import?mode=replace'),
        headers: { ...headers, 'content-type': 'text/dns' },
        payload: file.body,
      })
      expect(imported.json()).toMatchObject({ data: { counts: { create: 0, replace: 0, delete: 0 }, problems: [] } })
      expect(await list('route53')).toEqual(before)
    })

    test('are part of change sets like others', async () => {
      const changes = [
        { action: 'delete', name: 'weighted', type: 'A', variant: 'blue' },
        { action: 'upsert', ...weighted('green', 30, '192.0.2.3') },
      ]
      const made = await world.call('POST', url('route53', '/changes'), { changes })
      expect(made.status).toBe(201)
      expect((await list('route53', '?name=weighted'))[0]).toMatchObject({ routing: { weight: 30 } })
      await world.call('POST', url('route53', `/changes/${made.body.data.id}/revert`), {})
      expect((await list('route53', '?name=weighted')).map(({ routing }) => routing?.weight)).toEqual([10, 20])
    })
  })
})

describe('at Cloudflare', () => {
  test('a set is proxied where that is asked for, and stays so until it is said otherwise', async () => {
    expect((await put('cloudflare', www)).body.data).toMatchObject({ ttl: 300, proxied: false })
    expect((await put('cloudflare', { ...www, proxied: true })).body.data).toMatchObject({ ttl: 1, proxied: true })
    const moved = { ...www, values: ['192.0.2.2'] }
    expect((await put('cloudflare', moved)).body.data).toMatchObject({ ttl: 1, proxied: true })
    expect((await put('cloudflare', { ...moved, proxied: false, ttl: 120 })).body.data).toMatchObject({
      ttl: 120,
      proxied: false,
    })
  })

  test('the automatic TTL is 1, and what is below the shortest is refused', async () => {
    expect((await put('cloudflare', { ...www, ttl: 1 })).body.data.ttl).toBe(1)
    expect(await put('cloudflare', { ...www, ttl: 29 })).toMatchObject({
      status: 400,
      body: { details: [{ path: 'ttl', code: 'ttl_out_of_range' }] },
    })
  })

  test.each([
    [{ name: 'x', type: 'TXT', values: ['text'], proxied: true }, 'proxied', 'proxied_not_supported'],
    [{ ...www, variant: 'one' }, 'variant', 'variants_not_supported'],
    [{ ...www, variant: 'one', routing: { policy: 'weighted', weight: 1 } }, 'routing', 'variants_not_supported'],
    [
      { name: 'x', type: 'A', aliasTarget: { dnsName: 'd111.cloudfront.net', evaluateTargetHealth: false } },
      'aliasTarget',
      'alias_not_supported',
    ],
    [{ name: 'x', type: 'SPF', values: ['v=spf1 -all'] }, 'type', 'record_type_not_supported'],
  ])('%o is refused at %s', async (set, path, code) => {
    const { status, body } = await put('cloudflare', set)
    expect(status).toBe(400)
    expect(body.details).toContainEqual(expect.objectContaining({ path, code }))
  })

  test('a CNAME stands at the apex, for the provider flattens it', async () => {
    expect((await put('cloudflare', { name: '@', type: 'CNAME', values: ['www.example.net'] })).status).toBe(201)
    expect(await put('route53', { name: '@', type: 'CNAME', values: ['www.example.net'] })).toMatchObject({
      status: 400,
      body: { details: [{ code: 'cname_at_apex' }] },
    })
  })
})

test('proxying is refused where there are no proxies', async () => {
  for (const proxied of [true, false]) {
    expect(await put('route53', { ...www, proxied })).toMatchObject({
      status: 400,
      body: { details: [{ path: 'proxied', code: 'proxied_not_supported' }] },
    })
  }
  const changes = [{ action: 'create', ...www, proxied: true }]
  expect(await world.call('POST', url('route53', '/changes'), { changes })).toMatchObject({
    status: 400,
    body: { details: [{ path: 'changes[0].proxied' }] },
  })
})

describe('wait=insync', () => {
  test('answers when all name servers have it', async () => {
    const looks = () => world.aws.requests.filter(({ operation }) => operation === 'GetChange').length
    const before = looks()
    expect(await put('route53', www, '?wait=insync')).toMatchObject({ status: 201, body: { inSync: true } })
    expect(await del('route53', www, '?wait=insync')).toMatchObject({ status: 200, body: { inSync: true } })
    expect(looks() - before).toBe(2)
    const changes = [{ action: 'create', ...www }]
    expect(await world.call('POST', url('route53', '/changes?wait=insync'), { changes })).toMatchObject({
      status: 201,
      body: { inSync: true },
    })
  })

  test('tells of a write that stands when nobody can say whether it is served', async () => {
    world.aws.faults.add({ kind: 'server_error', method: 'GET', path: /\/change\//, times: 50 })
    const { status, body } = await put('route53', www, '?wait=insync')
    expect([status, body.message]).toEqual([201, 'Record set stored. Not all name servers are known to have it yet.'])
    expect(body).toMatchObject({ inSync: false, data: { values: www.values } })
  })

  test('keeps nobody waiting when the program is being stopped', async () => {
    const slow = await startCloudWorld({ aws: { inSyncAfter: 600_000 } })
    const { id } = await slow.zone('route53', 'slow.example')
    const asked = slow.aws.requests.length
    const reply = slow.call('POST', `${slow.zones}/${id}/records?wait=insync`, www)
    while (!slow.aws.requests.slice(asked).some(({ operation }) => operation === 'GetChange')) await setTimeout(5)
    await slow.app.app.close()
    expect(await reply).toMatchObject({ status: 201, body: { inSync: false } })
    await slow.stop()
  })

  test('is refused where the provider does not tell, and for any other wish, before anything is written', async () => {
    expect(await put('cloudflare', www, '?wait=insync')).toMatchObject({
      status: 400,
      body: { code: 'wait_not_supported' },
    })
    expect(await put('route53', www, '?wait=forever')).toMatchObject({
      status: 400,
      body: { details: [{ path: 'wait' }] },
    })
    expect(await list('cloudflare')).toEqual([])
    expect(await list('route53', '?name=www')).toEqual([])
  })
})

function isManaged(name: string, type: string): boolean {
  return type === 'SOA' || (type === 'NS' && /^(cf-)?zone\d+\.example$/.test(name))
}
