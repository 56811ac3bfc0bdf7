import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Loose } from '../test-app.ts'
import { type ProviderName, type ProviderWorld, providers, type Reply, startProviderWorld } from './provider-world.ts'

/**
 * Zones and records as the project API promises them, on each provider through the whole program: HTTP server, change engine,
 * wrappers around providers, guarded fetch. The services at the other end keep their real limits. Every test stands on those
 * before it.
 */

/** What is not the same everywhere, and why. */
const differences = {
  builtin: { shows: ['SOA', 'NS'], hasAliases: false, waits: false, hasToPutZone: false },
  route53: { shows: ['SOA', 'NS'], hasAliases: true, waits: true, hasToPutZone: false },
  powerdns: { shows: ['SOA', 'NS'], hasAliases: false, waits: false, hasToPutZone: false },
  // Zones are there already, and taken up.
  rfc2136: { shows: ['SOA', 'NS'], hasAliases: false, waits: false, hasToPutZone: false },
  // SOA and NS are no records there, and zones are made at the service.
  cloudflare: { shows: [] as string[], hasAliases: false, waits: false, hasToPutZone: true },
} satisfies Record<ProviderName, object>

let world: ProviderWorld
beforeAll(async () => {
  world = await startProviderWorld()
})
afterAll(() => world.stop())

const call: ProviderWorld['call'] = (...args) => world.call(...args)

const zones = '/api/demo/production/dns'

describe.each(providers)('on %s', { timeout: 60_000 }, provider => {
  const domainName = `${provider}.example`
  const { shows, hasAliases, waits, hasToPutZone } = differences[provider]
  let id: number
  let path: string
  const records = (query = '') => call<Loose[]>('GET', `${path}/records${query}`)
  const put = (set: object, query = '') => call('POST', `${path}/records${query}`, set)
  const del = (set: object) => call('DELETE', `${path}/records`, set)
  const own = async () => (await records()).body.data.filter(({ type }) => !['SOA', 'NS'].includes(String(type)))

  test('a zone is made or imported, shown and listed', async () => {
    if (hasToPutZone) {
      expect(await create()).toMatchObject({ status: 404, body: { code: 'hosted_zone_not_found' } })
      world.cloudflare.addZone({ name: domainName, nameServers: ['ada.ns.test', 'bob.ns.test'] })
    }
    const { status, body } = await create({ comment: 'why', positionX: 1, positionY: 2 })
    expect(status).toBe(201)
    expect(body.data).toEqual({
      id: expect.any(Number),
      resourceType: 'dns',
      name: 'Zone',
      domainName,
      provider,
      hostedZoneId: expect.any(String),
      nameServers: expect.arrayContaining([expect.stringMatching(/[^.]$/)]),
      region: 'global',
      comment: 'why',
      status: 'active',
      metadata: { dns_active: false },
      position: { x: 1, y: 2 },
      project: expect.objectContaining({ slug: 'demo' }),
      environment: expect.objectContaining({ slug: 'production' }),
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    })
    id = Number(body.data.id)
    world.addZone(provider, String(body.data.hostedZoneId))
    path = `${zones}/${id}`
    expect((await call('GET', path)).body.data).toEqual(body.data)
    expect((await call<Loose[]>('GET', zones)).body.data).toContainEqual(body.data)
  })

  const create = (fields: object = {}) =>
    call('POST', zones, { name: 'Zone', domainName: domainName.toUpperCase(), provider, ...fields })

  test('the same domain twice in an environment is refused', async () => {
    expect(await create()).toMatchObject({ status: 400, body: { code: 'duplicate_zone' } })
  })

  test('what is wrong with a path is told in order', async () => {
    expect((await call('GET', `${zones}/0/records`)).status).toBe(400)
    expect((await call('GET', `${zones}/999999/records`)).status).toBe(404)
    await call('POST', '/api/projects/demo/environments', { name: `Of ${provider}` })
    expect((await call('GET', `/api/demo/of-${provider}/dns/${id}/records`)).status).toBe(403)
    expect((await call('GET', `/api/nowhere/production/dns/${id}/records`)).status).toBe(404)
    expect((await call('GET', `${path}/records`, undefined, { 'X-API-Key': 'sk_wrong' })).status).toBe(401)
  })

  const sets = [
    { name: 'www', type: 'A', ttl: 300, values: ['192.0.2.1', '192.0.2.2'] },
    { name: 'www', type: 'AAAA', ttl: 300, values: ['2001:db8::1'] },
    { name: 'alias', type: 'CNAME', ttl: 60, values: ['www.example.net.'] },
    { name: '@', type: 'MX', ttl: 3600, values: ['10 mail.example.net.', '20 mail2.example.net.'] },
    { name: '@', type: 'TXT', ttl: 300, values: ['v=spf1 -all', `é "quoted" \\ ${'x'.repeat(300)}`] },
    { name: '_sip._tcp', type: 'SRV', ttl: 300, values: ['10 5 5060 sip.example.net.'] },
    { name: 'ptr', type: 'PTR', ttl: 300, values: ['host.example.net.'] },
    { name: '@', type: 'CAA', ttl: 300, values: ['0 issue "ca.example.net"'] },
    { name: '_443._tcp', type: 'TLSA', ttl: 300, values: [`3 1 1 ${'ab'.repeat(32)}`] },
    { name: 'ssh', type: 'SSHFP', ttl: 300, values: [`4 2 ${'cd'.repeat(32)}`] },
    { name: 'naptr', type: 'NAPTR', ttl: 300, values: ['100 10 "u" "E2U+sip" "!^.*$!sip:info@example.net!" .'] },
    { name: 'svc', type: 'HTTPS', ttl: 300, values: ['1 . alpn="h2,h3"'] },
    { name: 'sub', type: 'NS', ttl: 300, values: ['ns1.example.net.', 'ns2.example.net.'] },
    { name: 'sub', type: 'DS', ttl: 300, values: [`12345 13 2 ${'ef'.repeat(32)}`] },
    { name: '*.wild', type: 'A', ttl: 300, values: ['192.0.2.3'] },
  ]

  test('sets of every kind are written, and read as they were written', async () => {
    for (const { name, ...set } of sets) {
      const { status, body } = await put({ name, ...set })
      const fullName = name === '@' ? domainName : `${name}.${domainName}`
      expect([status, body]).toMatchObject([201, { data: { ...set, name: fullName, values: expect.any(Array) } }])
      expect(valuesOf(body.data)).toEqual(set.values.toSorted())
    }
    const { body } = await records()
    expect(body.count).toBe(sets.length + shows.length)
    expect(body.data.filter(({ type }) => String(type) === 'SOA')).toHaveLength(shows.includes('SOA') ? 1 : 0)
  })

  test('they are listed in pages, and by name and type', async () => {
    const all = (await records()).body.data
    const paged: Loose[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body }: Reply<Loose[]> = await records(`?limit=6${cursor === '' ? '' : `&cursor=${cursor}`}`)
      paged.push(...body.data)
      cursor = body.nextCursor
    }
    expect(paged).toEqual(all)
    expect((await records('?name=www')).body.count).toBe(2)
    expect((await records('?name=@&type=mx')).body.data).toMatchObject([{ name: domainName, type: 'MX' }])
  })

  test('a name is written in three forms, and one set is replaced whole by all of them', async () => {
    for (const [index, name] of ['forms', `forms.${domainName}`, `FORMS.${domainName}.`].entries()) {
      const { body } = await put({ name, type: 'A', values: [`192.0.2.${index}`] })
      expect(body.data).toMatchObject({ name: `forms.${domainName}`, ttl: 300, values: [`192.0.2.${index}`] })
    }
    expect((await records('?name=forms')).body.data).toMatchObject([{ values: ['192.0.2.2'] }])
  })

  test.each([
    [{ name: 'x', type: 'NOPE', values: ['1'] }, 'invalid_record_type'],
    [{ name: 'x', type: 'A', values: ['192.0.2.1', '192.0.2.1'] }, 'validation_failed'],
    [{ name: 'x', type: 'A', values: [] }, 'validation_failed'],
    [{ name: 'x', type: 'A', ttl: 0, values: ['192.0.2.1'] }, 'validation_failed'],
    [{ name: 'x', type: 'MX', values: ['mail.example.net'] }, 'validation_failed'],
    [{ name: 'x..y', type: 'A', values: ['192.0.2.1'] }, 'validation_failed'],
    [{ name: 'elsewhere.example.org.', type: 'A', values: ['192.0.2.1'] }, 'validation_failed'],
    [{ name: 'www', type: 'CNAME', values: ['a.example.net'] }, 'validation_failed'],
    [{ name: 'alias', type: 'A', values: ['192.0.2.1'] }, 'validation_failed'],
    [{ name: '@', type: 'SOA', values: ['a. b. 1 2 3 4 5'] }, 'managed_by_provider'],
    [{ name: '@', type: 'NS', values: ['ns.example.net'] }, 'managed_by_provider'],
    [{ name: 'x', type: 'A', values: ['192.0.2.1'], more: 1 }, 'validation_failed'],
  ])('%o is refused as %s', async (set, code) => {
    const before = await own()
    const { status, body } = await put(set)
    expect([status, body]).toMatchObject([400, { details: expect.any(Array), requestId: expect.any(String) }])
    if (code !== 'validation_failed') expect(body.code).toBe(code)
    expect(body.details.length).toBeGreaterThan(0)
    expect(await own()).toEqual(before)
  })

  test('a set is deleted by its exact values, in any order and any case of names', async () => {
    expect(await del({ name: '@', type: 'MX', values: ['10 mail.example.net'] })).toMatchObject({
      status: 400,
      body: { code: 'values_mismatch' },
    })
    expect(await del({ name: 'none', type: 'A', values: ['192.0.2.1'] })).toMatchObject({
      status: 404,
      body: { code: 'record_not_found' },
    })
    const deleted = await del({ name: '@', type: 'MX', values: ['20 MAIL2.example.net', '10 mail.example.net'] })
    expect(deleted).toMatchObject({ status: 200, body: { data: { name: domainName, type: 'MX' } } })
    expect((await records('?name=@&type=MX')).body.count).toBe(0)
  })

  test('aliases, proxying and waiting are there where the provider has them, and refused elsewhere', async () => {
    const aliasTarget = { dnsName: 'd111.cloudfront.net', evaluateTargetHealth: false }
    expect((await put({ name: 'cdn', type: 'A', aliasTarget })).status).toBe(hasAliases ? 201 : 400)
    const proxied = { name: 'proxied', type: 'A', values: ['192.0.2.1'], proxied: true }
    expect((await put(proxied)).status).toBe(provider === 'cloudflare' ? 201 : 400)
    const waited = await put({ name: 'waited', type: 'A', values: ['192.0.2.1'] }, '?wait=insync')
    expect(waited).toMatchObject(
      waits ? { status: 201, body: { inSync: true } } : { status: 400, body: { code: 'wait_not_supported' } },
    )
  })

  test('a request that is repeated under its key gives the first reply again', async () => {
    const key = { 'Idempotency-Key': `key of ${provider}` }
    const body = { name: 'keyed', type: 'A', values: ['192.0.2.1'] }
    const first = await call('POST', `${path}/records`, body, key)
    const again = await call('POST', `${path}/records`, body, key)
    expect([again.status, again.body]).toEqual([first.status, first.body])
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect((await call('POST', `${path}/records`, { ...body, ttl: 60 }, key)).status).toBe(422)
  })

  let changeId: number

  test('many changes are planned, made as one, and found in the history', async () => {
    const changes = [
      { action: 'create', name: 'new', type: 'A', values: ['192.0.2.1'] },
      { action: 'upsert', name: 'www', type: 'A', ttl: 60, values: ['192.0.2.9'] },
      { action: 'delete', name: 'ptr', type: 'PTR', values: ['host.example.net'] },
    ]
    const plan = await call('POST', `${path}/changes`, { changes, dryRun: true })
    expect(plan).toMatchObject({ status: 200, body: { data: { dryRun: true, problems: [], atomic: true } } })
    const before = await own()
    const made = await call('POST', `${path}/changes`, { changes, comment: 'Spring cleaning' })
    expect(made.status).toBe(201)
    expect(made.body.data).toMatchObject({
      status: 'applied',
      outcomes: [
        { status: 'applied' },
        { status: 'applied', before: { ttl: 300 }, after: { ttl: 60 } },
        { status: 'applied' },
      ],
    })
    changeId = Number(made.body.data.id)
    expect(await own()).toHaveLength(before.length)
    const history = await call<Loose[]>('GET', `${path}/changes`)
    expect(history.body.data[0]).toMatchObject({ id: changeId, comment: 'Spring cleaning', total: 3 })
    expect((await call('GET', `${path}/changes/${changeId}`)).body.data.changes).toHaveLength(3)
    expect(await call('POST', `${path}/changes`, { changes: [changes[0]] })).toMatchObject({
      status: 400,
      body: { details: [{ path: 'changes[0]', code: 'record_exists' }] },
    })
  })

  test('it is taken back as a change set of its own, unless a set has changed since', async () => {
    expect((await put({ name: 'new', type: 'A', values: ['192.0.2.5'] })).status).toBe(201)
    expect(await call('POST', `${path}/changes/${changeId}/revert`, {})).toMatchObject({
      status: 409,
      body: { code: 'changed_since' },
    })
    expect((await put({ name: 'new', type: 'A', values: ['192.0.2.1'] })).status).toBe(201)
    expect((await call('POST', `${path}/changes/${changeId}/revert`, {})).status).toBe(201)
    const [back] = (await records('?name=www&type=A')).body.data
    expect([back?.ttl, valuesOf(back)]).toEqual([300, sets[0]!.values])
    expect((await records('?name=new')).body.count).toBe(0)
    expect((await records('?name=ptr')).body.count).toBe(1)
  })

  test('a plan that could take the zone off the net asks to be confirmed', async () => {
    const before = await own()
    const most = before.slice(0, 8)
    const changes = most.map(({ name, type }) => ({ action: 'delete', name, type }))
    expect(await call('POST', `${path}/changes`, { changes })).toMatchObject({
      status: 409,
      body: { code: 'confirmation_required', plan: { dangers: [{ code: 'many_sets_lost' }] } },
    })
    expect(await own()).toEqual(before)
  })

  test('its records go out as a zone file, and come in again as no change', async () => {
    const file = await text('GET', '/export')
    expect(file.status).toBe(200)
    expect(file.type).toMatch(/^text\/dns/)
    const merged = await text('POST', '/import?mode=merge&dryRun=true', file.body)
    expect(merged.status).toBe(200)
    const plan = (JSON.parse(merged.body) as { data: { changes: unknown[] } }).data
    expect(plan.changes).toEqual([])
    const added = await text('POST', '/import?mode=merge', `imported.${domainName}. 300 IN A 192.0.2.7\n`)
    expect(added.status).toBe(201)
    expect((await records('?name=imported')).body.data).toMatchObject([{ values: ['192.0.2.7'] }])
    const bad = await text('POST', '/import?mode=merge', `good 300 IN A 192.0.2.7\nbad 300 IN A nothing\n`)
    expect([bad.status, bad.body]).toEqual([400, expect.stringContaining('2')])
  })

  async function text(method: string, rest: string, body?: string) {
    const reply = await fetch(world.zoneplane.url + path + rest, {
      method,
      headers: { 'X-API-Key': world.zoneplane.apiKey, ...(body !== undefined && { 'Content-Type': 'text/dns' }) },
      ...(body !== undefined && { body }),
    })
    return { status: reply.status, type: reply.headers.get('content-type'), body: await reply.text() }
  }

  test('what is there is what was written', async () => {
    expect((await call('GET', `${path}/drift`)).body.data).toMatchObject({
      inSync: true,
      counts: { changed: 0, missing: 0, returned: 0, unmanaged: 0 },
    })
  })

  test('sync tells whether the zone’s own name servers have its verification record, either way', async () => {
    const sync = () => call('PUT', `/api/demo/production/resources/${id}/sync`)
    expect(await sync()).toMatchObject({ status: 200, body: { data: { metadata: { dns_active: false } } } })
    const record = { name: '_gateways_app', type: 'TXT', values: ['installed'] }
    expect((await put(record)).status).toBe(201)
    expect(await sync()).toMatchObject({ status: 200, body: { data: { metadata: { dns_active: true } } } })
    expect((await call('GET', path)).body.data).toMatchObject({ metadata: { dns_active: true } })
    expect((await del(record)).status).toBe(200)
    expect(await sync()).toMatchObject({ status: 200, body: { data: { metadata: { dns_active: false } } } })
  })

  test('the machine API writes to the same zone, and two adds at once both survive', async () => {
    const domain = { domain: domainName, zoneId: id, internalPurchase: true }
    expect((await call('POST', '/api/projects/demo/domains', domain)).status).toBe(201)
    const add = (value: string) =>
      world.zoneplane.machine('POST', '/domain-manager/dns-records', {
        domain: domainName,
        record: { type: 'A', name: 'machine', value },
      })
    const replies = await Promise.all(['192.0.2.1', '192.0.2.2'].map(add))
    expect(replies.map(({ status }) => status)).toEqual([200, 200])
    const { body } = await records('?name=machine')
    expect(valuesOf(body.data[0])).toEqual(['192.0.2.1', '192.0.2.2'])
  })

  test('the zone is deleted with all its records, and is gone', async () => {
    const remove = `/api/demo/production/resources/${id}`
    expect((await call('DELETE', `${remove}?deleteFromCloud=perhaps`)).status).toBe(400)
    expect((await call('DELETE', remove)).status).toBe(200)
    expect((await call('GET', path)).status).toBe(404)
    const again = await create()
    expect(again.status).toBe(201)
    path = `${zones}/${again.body.data.id}`
    expect(await own()).toEqual([])
    const kept = await call('DELETE', `/api/demo/production/resources/${again.body.data.id}?deleteFromCloud=false`)
    expect(kept.status).toBe(200)
  })
})

/** In one order, for theirs has no meaning. */
function valuesOf(set: Loose | undefined): string[] {
  return ((set?.values ?? []) as unknown as string[]).toSorted()
}
