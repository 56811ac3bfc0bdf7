import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PropagationData, SyncDetails } from '../../src/contract/dns-answers.ts'
import { type Delegated, type DelegationWorld, mayUsePort53, startDelegationWorld } from '../delegation-world.ts'
import { type FakeCloudflare, startFakeCloudflare } from '../fakes/cloudflare/server.ts'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import { requireServer } from '../servers/available.ts'
import { findProgram } from '../servers/find-program.ts'

const both = { ns1: 'nsd', ns2: 'knot' } as const
const one = { ns1: 'nsd' } as const
const installed = '_gateways_app IN TXT "installed"'
const many = Array.from({ length: 40 }, (_, index) => `_gateways_app IN TXT "${'x'.repeat(60)} ${index}"`)

/** Below `example.`; whatever isn't here isn't delegated. */
const zones: Delegated[] = [
  {
    label: 'good',
    nameServers: both,
    serves: {
      nsd: { serial: 7, lines: [installed, 'checks IN TXT "installed"'] },
      knot: { serial: 7, lines: [installed, 'checks IN TXT "installed"'] },
    },
  },
  {
    label: 'lagging',
    nameServers: both,
    serves: { nsd: { serial: 3, lines: [] }, knot: { serial: 4, lines: [installed] } },
  },
  { label: 'other', nameServers: one, serves: { nsd: { serial: 1, lines: ['_gateways_app IN TXT "uninstalled"'] } } },
  { label: 'bare', nameServers: one, serves: { nsd: { serial: 1, lines: ['_gateways_app IN A 192.0.2.1'] } } },
  { label: 'empty', nameServers: one, serves: { nsd: { serial: 1, lines: [] } } },
  { label: 'several', nameServers: one, serves: { nsd: { serial: 1, lines: [...many, installed] } } },
  {
    label: 'alias',
    nameServers: { ns1: 'knot' },
    serves: { knot: { serial: 1, lines: ['_gateways_app IN CNAME checks.good.example.'] } },
  },
  {
    label: 'dangling',
    nameServers: { ns1: 'knot' },
    serves: { knot: { serial: 1, lines: ['_gateways_app IN CNAME nothing.good.example.'] } },
  },
  { label: 'moved', nameServers: one, serves: { nsd: { serial: 1, lines: [] } } },
  { label: 'lame', nameServers: both, serves: {} },
  { label: 'silent', nameServers: { ns1: 'silent' }, serves: {} },
  { label: 'half', nameServers: { ns1: 'knot', ns2: 'silent' }, serves: { knot: { serial: 1, lines: [installed] } } },
]

interface Synced {
  data: { metadata: { dns_active: boolean } }
  details: SyncDetails & { code: string }[]
  code: string
}

const programs = { knotd: findProgram('knotd'), nsd: findProgram('nsd'), named: findProgram('named') }
const servers = Object.entries(programs).every(([name, path]) => requireServer(name, path))
const portable = requireServer('the right to port 53', await mayUsePort53())

describe.skipIf(!servers || !portable)('a zone at a provider elsewhere', () => {
  let world: DelegationWorld
  let cloudflare: FakeCloudflare
  let zoneplane: TestZoneplane
  const place = '/api/demo/production'
  const post = async (path: string, body: object): Promise<number> => {
    const reply = await zoneplane.call<{ data: { id: number } }>('POST', path, body)
    expect(reply.body).toMatchObject({ data: { id: expect.any(Number) } })
    return reply.body.data.id
  }

  beforeAll(async () => {
    world = await startDelegationWorld(zones)
    cloudflare = await startFakeCloudflare()
    zoneplane = await startTestZoneplane({
      ZONEPLANE_RESOLVERS: world.resolver,
      ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true',
      ZONEPLANE_LOG_LEVEL: 'silent',
    })
    const credentials = { apiToken: 'fake-token', endpoint: cloudflare.url }
    const connectionId = await post('/api/cloud-connections/default', {
      name: 'C',
      provider: 'cloudflare',
      credentials,
    })
    await zoneplane.call('POST', '/api/projects/demo/cloud-connections', { connectionId })
  }, 60_000)
  afterAll(async () => {
    await zoneplane?.stop()
    await cloudflare?.close()
    await world?.stop()
  })

  /** Takes the zone up, as if its provider had given it these name servers. */
  async function takeUp(label: string, nameServers = ['ns1', 'ns2'].map(host => `${host}.${label}.example`)) {
    const domainName = `${label}.example`
    cloudflare.addZone({ name: domainName, nameServers })
    return post(`${place}/dns`, { name: label, domainName, provider: 'cloudflare' })
  }

  async function sync(id: number) {
    const { status, body } = await zoneplane.call<Synced>('PUT', `${place}/resources/${id}/sync`)
    return { status, body, isActive: body.data?.metadata.dns_active, details: body.details }
  }

  test('is active where its own name servers have the record, and every one of them is told of', async () => {
    const { status, isActive, details } = await sync(await takeUp('good'))
    expect([status, isActive]).toEqual([200, true])
    expect(details.delegation).toEqual({
      state: 'complete',
      parentZone: 'example',
      parentNameServers: ['ns1.good.example', 'ns2.good.example'],
      zoneNameServers: ['ns1.good.example', 'ns2.good.example'],
      providerNameServers: ['ns1.good.example', 'ns2.good.example'],
      error: null,
    })
    const answer = { rcode: 'NOERROR', authoritative: true, values: ['installed'], ttl: 60, serial: 7, error: null }
    expect(details.nameServers).toMatchObject([
      { kind: 'authoritative', name: 'ns1.good.example', address: `${world.addresses.nsd}:53`, ...answer },
      { kind: 'authoritative', name: 'ns2.good.example', address: `${world.addresses.knot}:53`, ...answer },
    ])
  })

  test('is active where one server has the record already, and the serials tell which lags behind', async () => {
    const { isActive, details } = await sync(await takeUp('lagging'))
    expect(isActive).toBe(true)
    expect(details.nameServers).toMatchObject([
      { rcode: 'NXDOMAIN', values: [], serial: 3 },
      { rcode: 'NOERROR', values: ['installed'], serial: 4 },
    ])
  })

  test.each([
    ['another value', 'other', 'NOERROR'],
    ['records of other types only', 'bare', 'NOERROR'],
    ['no such name', 'empty', 'NXDOMAIN'],
    ['a CNAME that leads nowhere', 'dangling', 'NOERROR'],
  ])('is not active with %s', async (_, label, rcode) => {
    const { status, isActive, details } = await sync(await takeUp(label))
    expect([status, isActive]).toEqual([200, false])
    expect(details.nameServers).toMatchObject([{ rcode, error: null }])
  })

  test('is active with one good value among many, for which the answer must come over TCP', async () => {
    const { isActive, details } = await sync(await takeUp('several'))
    expect(isActive).toBe(true)
    expect(details.nameServers[0]!.values).toHaveLength(41)
    expect(details.nameServers[0]!.transport).toBe('tcp')
  })

  test('is active where a CNAME leads to the record in another zone', async () => {
    const { isActive, details } = await sync(await takeUp('alias'))
    expect(isActive).toBe(true)
    expect(details.nameServers).toMatchObject([{ canonicalName: 'checks.good.example', values: ['installed'] }])
  })

  test('is not active where nobody is named for it', async () => {
    const { status, isActive, details } = await sync(await takeUp('nowhere'))
    expect([status, isActive]).toEqual([200, false])
    expect(details).toMatchObject({ delegation: { state: 'none', parentNameServers: [] }, nameServers: [] })
  })

  test('is not active where the servers named for it do not serve it', async () => {
    const { status, isActive, details } = await sync(await takeUp('lame'))
    expect([status, isActive]).toEqual([200, false])
    expect(details.delegation).toMatchObject({ state: 'complete', zoneNameServers: [] })
    const refused = { rcode: 'REFUSED', serial: null, error: { code: 'refused' } }
    expect(details.nameServers).toMatchObject([refused, refused])
  })

  test('stays as it was where no server answers', async () => {
    const id = await takeUp('silent')
    const { status, body } = await sync(id)
    expect([status, body.code]).toEqual([500, 'dns_lookup_failed'])
    expect(body.details).toMatchObject([{ path: 'nameServers', code: 'timeout' }])
    const { body: zone } = await zoneplane.call<Synced>('GET', `${place}/dns/${id}`)
    expect(zone.data.metadata.dns_active).toBe(false)
  }, 30_000)

  test('is active where one server answers and another one is silent', async () => {
    const { isActive, details } = await sync(await takeUp('half', ['ns1.half.example', 'ada.ns.cloudflare.com']))
    expect(isActive).toBe(true)
    expect(details.delegation.state).toBe('partial')
    expect(details.nameServers).toMatchObject([
      { rcode: 'NOERROR', values: ['installed'], error: null },
      { address: `${world.addresses.silent}:53`, rcode: null, error: { code: 'timeout' } },
    ])
  }, 30_000)

  test('is seen to be served by others than its provider', async () => {
    const { isActive, details } = await sync(await takeUp('moved', ['ada.ns.cloudflare.com']))
    expect(isActive).toBe(false)
    expect(details.delegation).toMatchObject({ state: 'elsewhere', parentNameServers: ['ns1.moved.example'] })
  })

  test('has what its servers and resolvers say compared with what the provider has', async () => {
    const { body } = await zoneplane.call<{ data: { id: number; domainName: string }[] }>('GET', `${place}/dns`)
    const id = body.data.find(({ domainName }) => domainName === 'lagging.example')!.id
    const put = { name: '_gateways_app', type: 'TXT', ttl: 60, values: ['installed'] }
    expect((await zoneplane.call('POST', `${place}/dns/${id}/records`, put)).status).toBe(201)
    const reply = await zoneplane.call<{ data: PropagationData }>(
      'GET',
      `${place}/dns/${id}/propagation?name=_gateways_app&type=TXT`,
    )
    expect(reply.body.data).toMatchObject({
      name: '_gateways_app.lagging.example',
      expected: [{ values: ['installed'], ttl: 60 }],
      summary: { state: 'differ', failed: 0, serials: [3, 4] },
      servers: [
        { kind: 'authoritative', name: 'ns1.lagging.example', agrees: false, rcode: 'NXDOMAIN', authoritative: true },
        { kind: 'authoritative', name: 'ns2.lagging.example', agrees: true, ttl: 60, milliseconds: expect.any(Number) },
        { kind: 'resolver', name: null, address: world.resolver, authoritative: false },
      ],
    })
  })
})
