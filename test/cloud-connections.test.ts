import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type FakeCloudflare, startFakeCloudflare } from './fakes/cloudflare/server.ts'
import { usualKey } from './fakes/route53/options.ts'
import { type FakeRoute53, startFakeRoute53 } from './fakes/route53/server.ts'
import { startTestApp, type TestApp, type TestUser } from './test-app.ts'

let app: TestApp
let owner: TestUser
let admin: TestUser
let aws: FakeRoute53
let cloudflare: FakeCloudflare
let connections: string

beforeAll(async () => {
  app = await startTestApp()
  owner = await app.signUp('Olga')
  admin = await app.signUp('Adam')
  const members = `/api/workspaces/${owner.workspace.slug}/members`
  await app.call('POST', members, { token: owner.token, body: { email: admin.email, role: 'admin' } })
  connections = `/api/cloud-connections/${owner.workspace.slug}`
})
afterAll(() => app.stop())

beforeEach(async () => {
  aws = await startFakeRoute53({ limits: { requests: 1000 } })
  cloudflare = await startFakeCloudflare()
  return () => Promise.all([aws.close(), cloudflare.close()])
})

const awsCredentials = (more: object = {}) => ({ ...usualKey, endpoint: aws.url, ...more })
const cloudflareCredentials = (more: object = {}) => ({ apiToken: 'fake-token', endpoint: cloudflare.url, ...more })

const create = (provider: string, credentials: object, user = owner) =>
  app.call('POST', connections, { token: user.token, body: { name: 'A connection', provider, credentials } })
const patch = (id: unknown, body: object, user = owner) =>
  app.call('PATCH', `${connections}/${id}`, { token: user.token, body })
const get = async (id: unknown) => (await app.call('GET', `${connections}/${id}`, { token: owner.token })).body.data
const tried = async (id: unknown) =>
  (await app.call('POST', `${connections}/${id}/test`, { token: owner.token })).body.data

describe('credentials', () => {
  test('of AWS and of Cloudflare open a connection, and are not in any reply', async () => {
    const replies = [await create('aws', awsCredentials()), await create('cloudflare', cloudflareCredentials())]
    for (const { status, body } of replies) {
      expect(status).toBe(201)
      expect(body.data).toMatchObject({ status: 'connected', statusDetail: null, problems: [] })
      expect(JSON.stringify(body)).not.toMatch(/fake-secret|fake-token|endpoint/)
    }
  })

  test('that are refused make a connection that failed, and says why', async () => {
    const wrongKey = await create('aws', awsCredentials({ secretAccessKey: 'wrong' }))
    expect(wrongKey).toMatchObject({ status: 201, body: { data: { status: 'failed' } } })
    expect(wrongKey.body.data.statusDetail).toMatch(/signature/i)
    const wrongToken = await create('cloudflare', cloudflareCredentials({ apiToken: 'wrong' }))
    expect(wrongToken.body.data).toMatchObject({ status: 'failed', statusDetail: expect.stringMatching(/token/) })
    const nobody = await create('cloudflare', cloudflareCredentials({ endpoint: 'http://127.0.0.1:9/' }))
    expect(nobody.body.data).toMatchObject({ status: 'failed', statusDetail: expect.stringMatching(/reached/) })
  })

  test.each([
    ['aws', {}, ['credentials.accessKeyId']],
    ['aws', { accessKeyId: 1, secretAccessKey: 'x\n' }, ['credentials.accessKeyId', 'credentials.secretAccessKey']],
    ['aws', { ...usualKey, region: 'nowhere', roleArn: 'me' }, ['credentials.region', 'credentials.roleArn']],
    ['aws', { ...usualKey, useDefaultChain: 'yes', more: 1 }, ['credentials.more', 'credentials.useDefaultChain']],
    ['cloudflare', {}, ['credentials.apiToken']],
    ['cloudflare', { apiToken: '' }, ['credentials.apiToken']],
    ['cloudflare', { apiToken: 'two words', accountId: 'x' }, ['credentials.accountId', 'credentials.apiToken']],
    ['cloudflare', { apiToken: 't', endpoint: 'http://elsewhere.example' }, ['credentials.endpoint']],
  ])('of %s such as %o are refused with every problem', async (provider, credentials, paths) => {
    const { status, body } = await create(provider, credentials)
    expect(status).toBe(400)
    expect([...new Set(body.details.map(({ path }) => path))].sort()).toEqual(paths)
  })

  test('of a provider that this installation does not have are refused', async () => {
    expect(await create('gcp', {})).toMatchObject({ status: 400, body: { code: 'provider_not_supported' } })
  })
})

describe('an endpoint', () => {
  test('is an owner’s to set: an admin is refused, and sends nothing anywhere', async () => {
    const before = aws.requests.length
    expect(await create('aws', awsCredentials(), admin)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    const { id } = (await create('aws', awsCredentials())).body.data
    const asked = aws.requests.length
    expect(asked).toBeGreaterThan(before)
    expect((await patch(id, { credentials: awsCredentials() }, admin)).status).toBe(403)
    expect(aws.requests.length).toBe(asked)
  })

  test('cannot be given to secrets that are kept: whoever changes credentials has to bring all of them', async () => {
    const { id } = (await create('cloudflare', cloudflareCredentials())).body.data
    const thief = await startFakeCloudflare()
    expect(await patch(id, { credentials: { endpoint: thief.url } })).toMatchObject({
      status: 400,
      body: { details: [{ path: 'credentials.apiToken', code: 'required' }] },
    })
    expect(thief.requests).toEqual([])
    await thief.close()
    expect(await get(id)).toMatchObject({ status: 'connected' })
  })
})

test('the credentials of the machine are for the operator’s workspace only', async () => {
  const credentials = { useDefaultChain: true, endpoint: aws.url }
  expect(await create('aws', credentials)).toMatchObject({
    status: 403,
    body: { details: [{ path: 'credentials.useDefaultChain' }] },
  })
  expect((await create('aws', { useDefaultChain: true }, admin)).status).toBe(403)
  expect(aws.requests).toEqual([])
})

test('a test names each permission that is missing', async () => {
  const limited = {
    secretAccessKey: usualKey.secretAccessKey,
    actions: ['route53:ListHostedZones', 'route53:GetHostedZone'],
  }
  const { id } = (await create('aws', awsCredentials())).body.data
  aws.users.set(usualKey.accessKeyId, limited)
  const data = await tried(id)
  const missing = [
    'route53:ListHostedZonesByName',
    'route53:ListResourceRecordSets',
    'route53:ChangeResourceRecordSets',
    'route53:GetChange',
  ]
  expect(data.status).toBe('failed')
  expect(data.statusDetail).toBe(`missing permissions: ${missing.join(', ')}`)
  expect((data.problems as unknown as { path: string; code: string }[]).map(({ path, code }) => [path, code])).toEqual(
    missing.map(path => [path, 'missing_permission']),
  )
  expect(await get(id)).toMatchObject({ status: 'failed', statusDetail: data.statusDetail })
  cloudflare.addZone({ name: 'example.com' })
  cloudflare.tokens.set('reader', { permissions: ['zone:read', 'dns:read'] })
  const reader = await create('cloudflare', cloudflareCredentials({ apiToken: 'reader' }))
  expect(reader.body.data).toMatchObject({ status: 'failed', problems: [{ path: 'Zone.DNS:Edit' }] })
})

describe('in use', () => {
  const zones = '/api/in-use/production/dns'
  let connection: number
  let zone: number
  const records = () => app.call('GET', `${zones}/${zone}/records`, { token: owner.token })

  beforeAll(async () => {
    await app.call('POST', '/api/projects', {
      token: owner.token,
      body: { name: 'In use', workspaceSlug: owner.workspace.slug },
    })
  })

  beforeEach(async () => {
    cloudflare.addZone({ name: 'example.com' })
    connection = Number((await create('cloudflare', cloudflareCredentials())).body.data.id)
    const attach = { token: owner.token, body: { connectionId: connection } }
    await app.call('POST', '/api/projects/in-use/cloud-connections', attach)
    const made = await app.call('POST', zones, {
      token: owner.token,
      body: { name: 'Zone', domainName: 'example.com', provider: 'cloudflare' },
    })
    zone = Number(made.body.data.id)
    return async () => {
      await app.call('DELETE', `/api/in-use/production/resources/${zone}?deleteFromCloud=false`, { token: owner.token })
      await app.call('DELETE', '/api/projects/in-use/cloud-connections', attach)
    }
  })

  test('a connection whose credentials are refused fails, and works again with others', async () => {
    expect((await records()).status).toBe(200)
    cloudflare.tokens.clear()
    expect(await records()).toMatchObject({ status: 500, body: { code: 'provider_auth' } })
    expect(await get(connection)).toMatchObject({ status: 'failed', statusDetail: expect.stringMatching(/token/) })
    expect(await records()).toMatchObject({ status: 500, body: { code: 'provider_auth' } })
    cloudflare.tokens.set('new-token', { permissions: ['zone:read', 'dns:read', 'dns:edit'] })
    const replaced = await patch(connection, { credentials: cloudflareCredentials({ apiToken: 'new-token' }) })
    expect(replaced.body.data).toMatchObject({ status: 'connected', statusDetail: null })
    expect((await records()).status).toBe(200)
  })

  test('a zone that the credentials do not reach any more says nothing about the connection', async () => {
    const permissions = ['zone:read', 'dns:read', 'dns:edit'] as const
    cloudflare.tokens.set('fake-token', { permissions: [...permissions], accountId: 'b'.repeat(32) })
    expect(await records()).toMatchObject({ status: 500, body: { code: 'provider_auth' } })
    expect(await get(connection)).toMatchObject({ status: 'connected', statusDetail: null })
    const asked = cloudflare.requests.length
    expect((await records()).status).toBe(500)
    expect(cloudflare.requests.length).toBe(asked + 1)
  })

  test('a write that is refused for its credentials fails the connection too, and a test that succeeds mends it', async () => {
    const permissions = ['zone:read', 'dns:read', 'dns:edit'] as const
    cloudflare.tokens.set('fake-token', { permissions: ['zone:read', 'dns:read'] })
    const body = { name: 'www', type: 'A', values: ['192.0.2.1'] }
    const put = await app.call('POST', `${zones}/${zone}/records`, { token: owner.token, body })
    expect(put).toMatchObject({ status: 500, body: { code: 'provider_auth' } })
    expect(await get(connection)).toMatchObject({ status: 'failed' })
    cloudflare.tokens.set('fake-token', { permissions: [...permissions] })
    expect(await tried(connection)).toMatchObject({ status: 'connected', statusDetail: null })
  })

  test('credentials that do not work take nothing away from those that do', async () => {
    const refused = await patch(connection, { name: 'New', credentials: cloudflareCredentials({ apiToken: 'typo' }) })
    expect(refused).toMatchObject({ status: 400, body: { code: 'credentials_refused' } })
    expect(await get(connection)).toMatchObject({ status: 'connected', name: expect.not.stringMatching('New') })
    expect((await records()).status).toBe(200)
  })

  test('credentials are replaced without a gap: what is under way ends with the old ones', async () => {
    cloudflare.tokens.set('new-token', { permissions: ['zone:read', 'dns:read', 'dns:edit'] })
    const reads = Array.from({ length: 10 }, records)
    await patch(connection, { credentials: cloudflareCredentials({ apiToken: 'new-token' }) })
    cloudflare.tokens.delete('fake-token')
    const later = await Promise.all(Array.from({ length: 10 }, records))
    for (const { status } of later) expect(status).toBe(200)
    for (const reply of await Promise.all(reads)) expect([200, 500]).toContain(reply.status)
    expect(await get(connection)).toMatchObject({ status: 'connected' })
  })

  test('its zones move to another endpoint with it, unless one of them is bound there already', async () => {
    const there = await startFakeCloudflare()
    // The same ids are given there, so it's the same hosted zone at another place.
    there.addZone({ name: 'example.com' })
    const other = (await create('cloudflare', cloudflareCredentials({ endpoint: there.url }))).body.data
    await app.call('POST', '/api/projects', {
      token: owner.token,
      body: { name: 'Other', workspaceSlug: owner.workspace.slug },
    })
    await app.call('POST', '/api/projects/other/cloud-connections', {
      token: owner.token,
      body: { connectionId: other.id },
    })
    const body = { name: 'Zone', domainName: 'example.com', provider: 'cloudflare' }
    const bound = await app.call('POST', '/api/other/production/dns', { token: owner.token, body })
    expect(bound.status).toBe(201)
    const moved = await patch(connection, { credentials: cloudflareCredentials({ endpoint: there.url }) })
    expect(moved).toMatchObject({ status: 409, body: { code: 'conflict' } })
    const remove = `/api/other/production/resources/${bound.body.data.id}?deleteFromCloud=false`
    await app.call('DELETE', remove, { token: owner.token })
    expect((await patch(connection, { credentials: cloudflareCredentials({ endpoint: there.url }) })).status).toBe(200)
    expect((await app.call('POST', '/api/other/production/dns', { token: owner.token, body })).body.code).toBe(
      'duplicate_zone',
    )
    await there.close()
  })

  test('it cannot be deleted, and the refusal names the zones', async () => {
    expect(await app.call('DELETE', `${connections}/${connection}`, { token: owner.token })).toMatchObject({
      status: 400,
      body: {
        code: 'connection_in_use',
        details: [{ path: `zones[${zone}]`, message: expect.stringContaining('example.com') }],
      },
    })
  })
})
