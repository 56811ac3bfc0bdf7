import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CloudWorld, startCloudWorld } from './cloud-world.ts'
import { requireServer } from './servers/available.ts'
import { findPostgres, type PostgresServer, startPostgres } from './servers/postgres.ts'

let world: CloudWorld
beforeEach(async () => {
  world = await startCloudWorld()
})
afterEach(() => world.stop())

const create = (domainName: string, fields: object = {}, headers = {}) =>
  world.call('POST', world.zones, { name: 'Zone', domainName, ...fields }, headers)
const resource = (id: unknown) => `/api/cloud/production/resources/${id}`
const awsZones = () =>
  world.aws.requests.filter(({ operation, status }) => operation === 'CreateHostedZone' && status === 201).length
const list = async () => (await world.call('GET', world.zones)).body.count

describe('the choice of provider', () => {
  test('native is Route 53 where the project has a live AWS connection', async () => {
    const { status, body } = await create('native.example', { comment: 'why' })
    expect(status).toBe(201)
    expect(body.data).toMatchObject({
      provider: 'route53',
      domainName: 'native.example',
      hostedZoneId: expect.stringMatching(/^Z[A-Z0-9]+$/),
      region: 'global',
      comment: 'why',
      metadata: { dns_active: false },
    })
    expect(body.data.nameServers).toHaveLength(4)
  })

  test('native is Cloudflare where a token is given', async () => {
    const { id } = world.cloudflare.addZone({ name: 'token.example', nameServers: ['ada.ns.test', 'bob.ns.test'] })
    world.cloudflare.tokens.set('zone-token', { permissions: ['zone:read', 'dns:read', 'dns:edit'] })
    const { status, body } = await create('Token.Example.', { cloudflareApiToken: 'zone-token' })
    expect(status).toBe(201)
    expect(body.data).toMatchObject({
      provider: 'cloudflare',
      hostedZoneId: id,
      nameServers: ['ada.ns.test', 'bob.ns.test'],
    })
  })

  test('native is the one other connection, or asks which', async () => {
    await world.call('DELETE', '/api/projects/cloud/cloud-connections', { connectionId: world.connections.aws })
    world.cloudflare.addZone({ name: 'only.example' })
    expect((await create('only.example')).body.data.provider).toBe('cloudflare')
    await world.call('DELETE', resource((await world.call('GET', world.zones)).body.data[0]?.id))
    await world.call('DELETE', '/api/projects/cloud/cloud-connections', { connectionId: world.connections.cloudflare })
    expect(await create('none.example')).toMatchObject({ status: 400, body: { code: 'connection_required' } })
    expect(await create('none.example', { provider: 'route53' })).toMatchObject({
      status: 404,
      body: { code: 'connection_not_found' },
    })
    expect(await create('none.example', { provider: 'cloudflare' })).toMatchObject({
      status: 400,
      body: { code: 'connection_required' },
    })
  })

  test('a connection that failed is none', async () => {
    world.aws.users.clear()
    await world.call('POST', `/api/cloud-connections/${world.owner.workspace.slug}/${world.connections.aws}/test`)
    expect(await create('dead.example', { provider: 'route53' })).toMatchObject({
      status: 404,
      body: { code: 'connection_not_found' },
    })
  })
})

describe('a zone at Cloudflare', () => {
  test('is found by its name and never made; its own token is used for it, and other zones have others', async () => {
    const permissions = ['zone:read', 'dns:read', 'dns:edit'] as const
    for (const name of ['one', 'two']) {
      world.cloudflare.addZone({ name: `${name}.example` })
      world.cloudflare.tokens.set(`token-${name}`, { permissions: [...permissions] })
      const made = await create(`${name}.example`, { cloudflareApiToken: `token-${name}` })
      expect(made.status).toBe(201)
    }
    world.cloudflare.tokens.delete('token-one')
    const zones = (await world.call('GET', world.zones)).body.data as unknown as { id: number }[]
    const replies = await Promise.all(zones.map(({ id }) => world.call('GET', `${world.zones}/${id}/records`)))
    expect(replies.map(({ status }) => status)).toEqual([500, 200])
    expect(replies[0]?.body.code).toBe('provider_auth')
  })

  test('gets another token of its own, if that reaches it', async () => {
    const permissions = ['zone:read', 'dns:read', 'dns:edit'] as const
    for (const token of ['old-token', 'new-token'])
      world.cloudflare.tokens.set(token, { permissions: [...permissions] })
    world.cloudflare.addZone({ name: 'rotated.example' })
    const { id } = (await create('rotated.example', { cloudflareApiToken: 'old-token' })).body.data
    const replace = (cloudflareApiToken: string, zone: unknown = id) =>
      world.call('PATCH', `${world.zones}/${zone}`, { cloudflareApiToken })
    const records = async () => (await world.call('GET', `${world.zones}/${id}/records`)).status
    expect(await replace('nobody')).toMatchObject({ status: 400, body: { code: 'token_refused' } })
    expect((await replace('two words')).status).toBe(400)
    world.cloudflare.tokens.set('others', { permissions: [...permissions], accountId: 'b'.repeat(32) })
    expect(await replace('others')).toMatchObject({ status: 404, body: { code: 'hosted_zone_not_found' } })
    expect(await records()).toBe(200)
    const replaced = await replace('new-token')
    expect(replaced).toMatchObject({ status: 200, body: { data: { id, domainName: 'rotated.example' } } })
    expect(JSON.stringify(replaced.body)).not.toContain('new-token')
    world.cloudflare.tokens.delete('old-token')
    expect(await records()).toBe(200)
    const bound = await world.zone('cloudflare', 'bound.example')
    expect(await replace('new-token', bound.id)).toMatchObject({
      status: 400,
      body: { details: [{ path: 'cloudflareApiToken', code: 'not_allowed' }] },
    })
  })

  test.each([
    ['a token that is refused', { cloudflareApiToken: 'nobody' }, 400, 'token_refused'],
    ['a token that cannot be one', { cloudflareApiToken: 'two words' }, 400, 'validation_failed'],
    ['a zone that is not in the account', { cloudflareApiToken: 'fake-token' }, 404, 'hosted_zone_not_found'],
    ['a zone that is not in the connection’s account', { provider: 'cloudflare' }, 404, 'hosted_zone_not_found'],
  ])('is refused with %s, and nothing is stored', async (_, fields, status, code) => {
    expect(await create('missing.example', fields)).toMatchObject({ status, body: { code } })
    expect(await list()).toBe(0)
  })

  test('is refused with the connection’s token, which fails the connection', async () => {
    world.cloudflare.tokens.clear()
    expect(await create('any.example', { provider: 'cloudflare' })).toMatchObject({
      status: 400,
      body: { code: 'token_refused' },
    })
    const url = `/api/cloud-connections/${world.owner.workspace.slug}/${world.connections.cloudflare}`
    expect((await world.call('GET', url)).body.data.status).toBe('failed')
  })

  test('of a name that several accounts have is told by its id', async () => {
    const first = world.cloudflare.addZone({ name: 'many.example', accountId: 'a'.repeat(32) })
    const second = world.cloudflare.addZone({ name: 'many.example', accountId: 'b'.repeat(32) })
    const refused = await create('many.example', { provider: 'cloudflare' })
    expect(refused).toMatchObject({ status: 400, body: { code: 'ambiguous_zone' } })
    expect(refused.body.message).toContain(first.id)
    const made = await create('many.example', { provider: 'cloudflare', hostedZoneId: second.id })
    expect(made.body.data.hostedZoneId).toBe(second.id)
  })

  test('answers with 500 while the service is down, and nothing is stored', async () => {
    world.cloudflare.addZone({ name: 'down.example' })
    world.cloudflare.faults.add({ kind: 'server_error', times: 50 })
    expect(await create('down.example', { provider: 'cloudflare' })).toMatchObject({
      status: 500,
      body: { code: 'provider_unavailable' },
    })
    expect(await list()).toBe(0)
  })
})

describe('a zone at Route 53', () => {
  test('that the account has already is a duplicate, and is taken up by its id', async () => {
    const { id } = world.aws.addZone({ name: 'there.example' })
    const refused = await create('there.example', { provider: 'route53' })
    expect(refused).toMatchObject({ status: 400, body: { code: 'duplicate_zone' } })
    expect(refused.body.message).toContain(id)
    const taken = await create('there.example', { provider: 'route53', hostedZoneId: `/hostedzone/${id}` })
    expect(taken).toMatchObject({ status: 201, body: { data: { hostedZoneId: id } } })
    const other = await create('other.example', { provider: 'route53', hostedZoneId: id })
    expect(other).toMatchObject({ status: 404, body: { code: 'hosted_zone_not_found' } })
  })

  test('is made once by a request that is repeated after no answer came', async () => {
    world.aws.faults.add({ kind: 'reset_after', method: 'POST', path: /hostedzone$/ })
    const key = { 'idempotency-key': 'the same request' }
    expect(await create('lost.example', { provider: 'route53' }, key)).toMatchObject({
      status: 500,
      body: { code: 'provider_unavailable' },
    })
    expect(awsZones()).toBe(0)
    expect((await create('lost.example', { provider: 'route53' }, key)).status).toBe(201)
    expect(awsZones()).toBe(0)
    expect(await zonesNamed('lost.example')).toBe(1)
  })

  test('is taken up by whoever comes after a crash between making and storing it', async () => {
    const { store } = world.app.deps
    const transaction = store.transaction
    let crashed = false
    store.transaction = work => {
      const isStoring = world.aws.requests.some(({ operation }) => operation === 'CreateHostedZone')
      if (crashed || !isStoring) return transaction(work)
      crashed = true
      // Nor is there time to take it away again.
      world.aws.faults.add({ kind: 'reset_before', method: 'DELETE', times: 1 })
      world.aws.faults.add({ kind: 'reset_before', method: 'GET', times: 1 })
      return Promise.reject(new Error('the process is gone'))
    }
    expect((await create('crash.example', { provider: 'route53' })).status).toBe(500)
    expect(await zonesNamed('crash.example')).toBe(1)
    expect((await create('crash.example', { provider: 'route53' })).status).toBe(201)
    expect(await zonesNamed('crash.example')).toBe(1)
    expect(awsZones()).toBe(1)
  })

  test('is made anew after it was deleted', async () => {
    const first = await create('again.example', { provider: 'route53' })
    expect((await world.call('DELETE', resource(first.body.data.id))).status).toBe(200)
    const second = await create('again.example', { provider: 'route53' })
    expect(second.status).toBe(201)
    expect(second.body.data.hostedZoneId).not.toBe(first.body.data.hostedZoneId)
  })

  test('answers with 500 for credentials that are refused, and says what Route 53 said', async () => {
    world.aws.users.clear()
    const { status, body } = await create('auth.example', { provider: 'route53' })
    expect([status, body.code]).toEqual([500, 'provider_auth'])
    expect(body.details).toContainEqual(expect.objectContaining({ path: 'provider', code: 'InvalidClientTokenId' }))
    expect(body.details).toContainEqual(expect.objectContaining({ path: 'provider.requestId' }))
  })

  async function zonesNamed(name: string): Promise<number> {
    const { aws, connections } = world
    const { kinds, io, store } = world.app.deps
    const credentials = JSON.parse((await store.connections.credentials(connections.aws)) ?? '{}') as object
    const found = await Array.fromAsync(
      kinds
        .get('route53')!
        .open({ ...credentials, endpoint: aws.url }, io)
        .zones(),
    )
    return found.filter(zone => zone.name === `${name}.`).length
  }
})

describe('one hosted zone', () => oneHostedZone())

const postgres = findPostgres()
describe.skipIf(!requireServer('PostgreSQL', postgres))('one hosted zone, on PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres(postgres!)
  })
  afterAll(() => server?.stop())
  beforeEach(async () => {
    await world.stop()
    world = await startCloudWorld({ databaseUrl: await server.createDatabase() })
  })
  oneHostedZone()
})

function oneHostedZone(): void {
  test('has one zone here, whichever of many requests comes first', async () => {
    world.cloudflare.addZone({ name: 'raced.example' })
    await world.call('POST', '/api/projects', { name: 'Other' })
    await world.call('POST', '/api/projects/other/cloud-connections', { connectionId: world.connections.cloudflare })
    await world.call('POST', '/api/projects/cloud/environments', { name: 'Staging' })
    const places = ['cloud/production', 'cloud/staging', 'other/production']
    const body = { name: 'Zone', domainName: 'raced.example', provider: 'cloudflare' }
    const replies = await Promise.all(
      [...places, ...places].map(place => world.call('POST', `/api/${place}/dns`, body)),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400, 400, 400])
    expect(new Set(replies.map(reply => reply.body.code))).toEqual(new Set([undefined, 'duplicate_zone']))
  })

  test('is made once at Route 53 by many who ask at once, in several environments', async () => {
    await world.call('POST', '/api/projects/cloud/environments', { name: 'Staging' })
    const body = { name: 'Zone', domainName: 'made.example', provider: 'route53' }
    const urls = ['production', 'staging', 'production', 'staging'].map(slug => `/api/cloud/${slug}/dns`)
    const replies = await Promise.all(urls.map(url => world.call('POST', url, body)))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400])
    expect(awsZones()).toBe(1)
    const { body: made } = replies.find(({ status }) => status === 201)!
    expect(world.aws.sets(String(made.data.hostedZoneId))).toHaveLength(2)
  })
}

describe('deleting a zone', () => {
  const set = (name: string) => ({ name, type: 'A', values: ['192.0.2.1'] })
  const put = (id: unknown, name: string) => world.call('POST', `${world.zones}/${id}/records`, set(name))

  test('at Route 53 takes its records and the zone away', async () => {
    const { id, hostedZoneId } = await world.zone('route53', 'gone.example')
    await put(id, 'www')
    expect((await world.call('DELETE', resource(id))).status).toBe(200)
    expect(() => world.aws.sets(String(hostedZoneId))).toThrow()
    expect((await world.call('GET', `${world.zones}/${id}`)).status).toBe(404)
  })

  test('at Cloudflare takes its records away; the zone, which was there before, stays', async () => {
    const { id, hostedZoneId } = await world.zone('cloudflare', 'emptied.example')
    for (const name of ['www', 'mail']) await put(id, name)
    expect((await world.call('DELETE', resource(id))).status).toBe(200)
    expect(world.cloudflare.records(String(hostedZoneId))).toEqual([])
    expect((await create('emptied.example', { provider: 'cloudflare' })).status).toBe(201)
  })

  test.each(['route53', 'cloudflare'] as const)('with deleteFromCloud=false leaves %s alone', async provider => {
    const { id, hostedZoneId } = await world.zone(provider, 'kept.example')
    await put(id, 'www')
    const { requests } = provider === 'route53' ? world.aws : world.cloudflare
    const asked = requests.length
    expect((await world.call('DELETE', `${resource(id)}?deleteFromCloud=false`)).status).toBe(200)
    expect(requests.length).toBe(asked)
    const again = await create('kept.example', { provider, hostedZoneId })
    expect(again.status).toBe(201)
    const records = await world.call('GET', `${world.zones}/${again.body.data.id}/records?name=www`)
    expect(records.body.count).toBe(1)
  })

  test('that fails half-way says how far it came, and goes on when it is sent again', async () => {
    const { id, hostedZoneId } = await world.zone('route53', 'half.example')
    for (const name of ['a', 'b', 'c']) await put(id, name)
    world.aws.faults.add({ kind: 'server_error', method: 'DELETE', times: 1 })
    const failed = await world.call('DELETE', resource(id))
    expect(failed).toMatchObject({ status: 500, body: { code: 'provider_unavailable' } })
    expect(failed.body.details).toContainEqual({
      path: 'recordSets',
      code: 'partly_deleted',
      message: expect.stringMatching(/^3 of its 3 record sets are deleted/),
    })
    expect((await world.call('GET', `${world.zones}/${id}`)).status).toBe(200)
    expect((await world.call('DELETE', resource(id))).status).toBe(200)
    expect(() => world.aws.sets(String(hostedZoneId))).toThrow()
  })

  test('that fails at once says that everything is there', async () => {
    const { id } = await world.zone('cloudflare', 'stuck.example')
    await put(id, 'www')
    world.cloudflare.faults.add({ kind: 'server_error', method: 'POST', times: 50 })
    const failed = await world.call('DELETE', resource(id))
    expect(failed.body.details).toContainEqual(
      expect.objectContaining({ message: expect.stringMatching(/^0 of its 1 record sets are deleted/) }),
    )
    world.cloudflare.faults.clear()
    expect((await world.call('DELETE', resource(id))).status).toBe(200)
  })

  test.each(['route53', 'cloudflare'] as const)('that is gone at %s already is no error', async provider => {
    const { id, hostedZoneId } = await world.zone(provider, 'behind.example')
    if (provider === 'route53') world.aws.deleteZone(String(hostedZoneId))
    else world.cloudflare.deleteZone(String(hostedZoneId))
    expect((await world.call('DELETE', resource(id))).status).toBe(200)
  })
})
