import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BodySchema, badBodies } from './bad-bodies.ts'
import { onEachStore } from './each-store.ts'
import { openStoredRows, type StoredRows } from './stored-rows.ts'
import type { Method, TestApp } from './test-app.ts'

/** A body that each route would take. A new route with a body and without a row here fails. */
const goodBodies: Record<string, object> = {
  'POST /api/auth/signup': { email: 'new@example.com', password: 'a good password', name: 'New' },
  'POST /api/auth/login': { email: 'owner@example.com', password: 'a good password' },
  'POST /api/users/api-keys': { name: 'key', expiresAt: '2999-01-01T00:00:00Z' },
  'POST /api/workspaces/{workspaceSlug}/members': { email: 'other@example.com', role: 'viewer' },
  'DELETE /api/workspaces/{workspaceSlug}/members': { email: 'other@example.com' },
  'POST /api/workspaces/{workspaceSlug}/secondaries': {
    name: 'ns1',
    address: '192.0.2.53',
    port: 53,
    hostname: 'ns1.example.net',
    notify: true,
    tsig: { name: 'key', algorithm: 'hmac-sha256', secret: 'c2VjcmV0IG9mIGEgc2Vjb25kYXJ5' },
    transferFrom: ['192.0.2.0/24'],
  },
  'PATCH /api/workspaces/{workspaceSlug}/secondaries/{id}': {
    name: 'ns1',
    address: '192.0.2.53',
    port: 53,
    hostname: 'ns1.example.net',
    notify: true,
    tsig: { name: 'key', algorithm: 'hmac-sha256', secret: 'c2VjcmV0IG9mIGEgc2Vjb25kYXJ5' },
    transferFrom: ['192.0.2.0/24'],
  },
  'PUT /api/workspaces/{workspaceSlug}/catalog-zone': { domain: 'catalog.invalid' },
  'POST /api/projects': { name: 'Project', workspaceSlug: 'owner' },
  'PATCH /api/projects/{projectSlug}': { name: 'Project' },
  'POST /api/projects/{projectSlug}/environments': { name: 'Environment' },
  'POST /api/cloud-connections/{workspaceSlug}': { name: 'Connection', provider: 'builtin', credentials: {} },
  'PATCH /api/cloud-connections/{workspaceSlug}/{id}': { name: 'Connection', credentials: {} },
  'POST /api/projects/{projectSlug}/cloud-connections': { connectionId: 1 },
  'DELETE /api/projects/{projectSlug}/cloud-connections': { connectionId: 1 },
  'POST /api/projects/{projectSlug}/machine-keys': {
    name: 'key',
    expiresAt: '2999-01-01T00:00:00Z',
    grants: { zones: ['example.com'], types: ['A'], names: ['www'], readOnly: true, networks: ['192.0.2.0/24'] },
    tsig: { name: 'update.example', algorithm: 'hmac-sha256', secret: 'MDEyMzQ1Njc4OWFiY2RlZg==' },
  },
  'POST /api/projects/{projectSlug}/domains': { domain: 'bad-input.example', zoneId: 1, internalPurchase: true },
  'POST /api/{projectSlug}/{environmentSlug}/dns': {
    name: 'zone',
    domainName: 'new.example',
    provider: 'builtin',
    comment: 'comment',
    cloudflareApiToken: 'token',
    hostedZoneId: 'Z1',
    positionX: 1,
    positionY: 2,
  },
  'PATCH /api/{projectSlug}/{environmentSlug}/dns/{id}': { cloudflareApiToken: 'token' },
  'PUT /api/{projectSlug}/{environmentSlug}/dns/{id}/secondaries': { secondaries: [1] },
  'PUT /api/{projectSlug}/{environmentSlug}/dns/{id}/name-servers': { nameServers: ['ns1.example.net'] },
  'POST /api/{projectSlug}/{environmentSlug}/dns/{id}/records': {
    name: 'www',
    type: 'A',
    ttl: 300,
    values: ['192.0.2.1'],
    proxied: true,
    variant: 'blue',
    routing: { policy: 'geoproximity', region: 'eu-west-1', bias: 1, healthCheckId: 'check' },
  },
  'DELETE /api/{projectSlug}/{environmentSlug}/dns/{id}/records': { name: 'www', type: 'A', values: ['192.0.2.1'] },
  'POST /api/{projectSlug}/{environmentSlug}/dns/{id}/changes': {
    changes: [{ action: 'upsert', name: 'www', type: 'A', ttl: 300, values: ['192.0.2.1'] }],
    dryRun: false,
    confirm: false,
    comment: 'comment',
  },
  'POST /api/{projectSlug}/{environmentSlug}/dns/{id}/changes/{changeId}/revert': {
    dryRun: false,
    confirm: false,
    comment: 'comment',
  },
  'POST /api/{projectSlug}/{environmentSlug}/subdomains': { name: 'blog', positionX: 1, positionY: 2 },
  'POST /api/{projectSlug}/{environmentSlug}/resources': {
    resourceType: 'instance',
    name: 'instance',
    metadata: { public_ipv4: '192.0.2.1' },
    positionX: 1,
    positionY: 2,
  },
  'PATCH /api/{projectSlug}/{environmentSlug}/resources/{id}': {
    name: 'instance',
    metadata: { public_ipv4: '192.0.2.1' },
    positionX: 1,
    positionY: 2,
  },
  'PATCH /api/{projectSlug}/{environmentSlug}/resources/{id}/position': { x: 1, y: 2 },
  'POST /api/{projectSlug}/{environmentSlug}/resource-connections': {
    sourceResourceType: 'subdomain',
    sourceResourceId: 1,
    targetResourceType: 'instance',
    targetResourceId: 2,
    connectionDetails: { dnsResourceId: 1, ttl: 300 },
  },
  'PATCH /api/{projectSlug}/{environmentSlug}/resource-connections/{id}': {
    status: 'connected',
    connectionDetails: { dnsResourceId: 1, ttl: 300 },
  },
  'POST /api/v1/machine/domain-manager/dns-records': {
    domain: 'bad-input.example',
    record: { type: 'MX', name: '@', value: 'mail.example.com', ttl: 300, mxPref: 10 },
  },
  'PUT /api/v1/machine/domain-manager/dns-records': {
    domain: 'bad-input.example',
    record: { type: 'MX', name: '@', ttl: 300, values: [{ value: 'mail.example.com', mxPref: 10 }] },
  },
  'DELETE /api/v1/machine/domain-manager/dns-records': {
    domain: 'bad-input.example',
    record: { type: 'MX', name: '@', value: 'mail.example.com' },
  },
  'POST /api/v1/machine/domain-manager/purchase': { domain: 'new.example' },
}

interface Operation {
  requestBody?: { content: Record<string, { schema: BodySchema }> }
}

const samples: Record<string, string> = {
  workspaceSlug: 'owner',
  projectSlug: 'demo',
  environmentSlug: 'production',
  id: '1',
  resourceId: '1',
  changeId: '1',
}

/** These may be called without a body. */
const withoutBody = new Set(['POST /api/{projectSlug}/{environmentSlug}/dns/{id}/changes/{changeId}/revert'])

function urlOf(path: string, replaced: Record<string, string> = {}): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => replaced[name] ?? samples[name] ?? name)
}

function machineMessage(body: unknown): { code: string; message: string } {
  return (body as { error: { code: string; message: string } }).error
}

onEachStore(start => {
  let zoneplane: TestApp
  let token: string
  let machineKey: string
  let schemas: Record<string, BodySchema>
  let paths: string[]
  let stored: StoredRows

  beforeAll(async () => {
    zoneplane = await start()
    token = (await zoneplane.signUp('Owner')).token
    const post = async <Data = { id: number }>(url: string, body: object) =>
      (await zoneplane.call<Data>('POST', url, { token, body })).body.data
    await post('/api/projects', { name: 'Demo' })
    await post('/api/cloud-connections/owner', { name: 'Built-in', provider: 'builtin', credentials: {} })
    await post('/api/projects/demo/cloud-connections', { connectionId: 1 })
    const { id: zoneId } = await post('/api/demo/production/dns', { name: 'zone', domainName: 'bad-input.example' })
    await post('/api/projects/demo/domains', { domain: 'bad-input.example', zoneId, internalPurchase: true })
    machineKey = (await post<{ key: string }>('/api/projects/demo/machine-keys', { name: 'key' })).key
    const operations = Object.entries(zoneplane.app.swagger().paths ?? {}).flatMap(([path, methods]) =>
      Object.entries(methods as object).map(([method, operation]) => ({
        route: `${method.toUpperCase()} ${path}`,
        body: (operation as Operation).requestBody?.content['application/json']?.schema,
      })),
    )
    paths = operations.map(({ route }) => route)
    schemas = Object.fromEntries(operations.flatMap(({ route, body }) => (body === undefined ? [] : [[route, body]])))
    stored = await openStoredRows(zoneplane)
  })
  afterAll(async () => {
    await stored.close()
    await zoneplane.stop()
  })

  async function send(route: string, body: unknown, options: { url?: string; headers?: Record<string, string> } = {}) {
    const [method, path] = route.split(' ') as [Method, string]
    const isMachine = path.startsWith('/api/v1/machine')
    // A machine key has its limit by the minute.
    if (isMachine) zoneplane.clock.now += 61_000
    const headers: Record<string, string> = isMachine
      ? { 'x-api-key': machineKey }
      : { authorization: `Bearer ${token}` }
    const { headers: more } = options
    const url = options.url ?? urlOf(path)
    const reply = await zoneplane.call(method, url, { body, headers: { ...headers, ...more } })
    return { ...reply, told: isMachine ? machineMessage(reply.body) : reply.body }
  }

  test('every route with a body has a row, and every row a route', () => {
    expect(Object.keys(goodBodies).sort()).toEqual(Object.keys(schemas).toSorted())
  })

  describe.each(Object.entries(goodBodies))('%s', (route, good) => {
    const isMachine = route.includes('/api/v1/machine')

    test('names what is wrong with its path, and stores nothing', async () => {
      const before = await stored.read()
      const wrong: unknown[] = []
      for (const { what, path, body } of badBodies(schemas[route]!, good)) {
        const { status, body: reply, told } = await send(route, body)
        const isNamed = isMachine
          ? told.code === 'dns_record_creation_failed' && told.message.includes(path)
          : reply.details?.some(problem => problem.path === path)
        if (status !== 400 || !isNamed) wrong.push({ what, path, status, reply })
      }
      expect(wrong).toEqual([])
      expect(await stored.read()).toBe(before)
    })

    test.each([
      ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 'invalid_json'],
      ['half a body', Buffer.from('{"name": "x"'), 'invalid_json'],
      ['a key twice', Buffer.from('{"name": "x", "name": "y"}'), 'invalid_json'],
      ['a key twice, once escaped', Buffer.from('{"name": "x", "n\\u0061me": "y"}'), 'invalid_json'],
      ['nesting without end', Buffer.from('['.repeat(100_000)), 'invalid_json'],
      ['nesting that ends', Buffer.from('['.repeat(1000) + ']'.repeat(1000)), 'invalid_json'],
      ['10 MB', Buffer.from(JSON.stringify('x'.repeat(10 * 1024 * 1024))), 'body_too_large'],
      ['null', Buffer.from('null'), 'validation_failed'],
      ['a list', Buffer.from('[]'), 'validation_failed'],
      ['a byte order mark', Buffer.from('\ufeff{'), 'invalid_json'],
    ])('refuses %s', async (_, body, code) => {
      const before = await stored.read()
      const { status, told } = await send(route, body)
      expect([status, told.code]).toEqual([400, isMachine ? 'dns_record_creation_failed' : code])
      expect(told.message).not.toBe('')
      expect(await stored.read()).toBe(before)
    })

    test.each(withoutBody.has(route) ? [] : ['', '  \n'])('refuses nothing: %j', async body => {
      const before = await stored.read()
      const { status, told } = await send(route, Buffer.from(body))
      expect([status, told.code]).toEqual([400, isMachine ? 'dns_record_creation_failed' : 'validation_failed'])
      expect(await stored.read()).toBe(before)
    })

    test.each([
      '',
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/xml',
      'multipart/form-data; boundary=x',
      'nonsense',
    ])('refuses a body of type %s', async type => {
      const before = await stored.read()
      const { status, told } = await send(route, good, { headers: { 'content-type': type } })
      expect([status, told.code]).toEqual([400, isMachine ? 'dns_record_creation_failed' : 'unsupported_media_type'])
      expect(await stored.read()).toBe(before)
    })
  })

  test('ids that are no positive integers are refused, and named', async () => {
    const before = await stored.read()
    const wrong: unknown[] = []
    for (const route of paths.filter(path => /\{(id|resourceId|changeId)\}/.test(path))) {
      for (const id of ['0', '-1', '1.5', 'abc', '99999999999999999999', '1e3', '01', '%00', '1%2F2', '+1', '%20']) {
        const [, path = ''] = route.split(' ')
        const url = urlOf(path, { id, resourceId: id, changeId: id })
        const { status, body } = await send(route, route.startsWith('GET') ? undefined : goodBodies[route], { url })
        const isNamed = body.details?.some(problem => ['id', 'resourceId'].includes(problem.path))
        if (status !== 400 || !isNamed) wrong.push({ route, id, status, body })
      }
    }
    expect(wrong).toEqual([])
    expect(await stored.read()).toBe(before)
  })

  test('what is wrong with the path and what is wrong with the body are told together', async () => {
    const url = '/api/cloud-connections/owner/0'
    const { body } = await zoneplane.call('PATCH', url, { token, body: { name: 5, credentials: null, more: true } })
    expect(body.details.map(({ path }) => path).sort()).toEqual(['credentials', 'id', 'more', 'name'])
  })

  test.each(['application/x-www-form-urlencoded', 'text/plain', 'application/json'])(
    'a request without a body may call the nothing it sends %s',
    async type => {
      const headers = { 'content-type': type, 'content-length': '0' }
      const reply = await zoneplane.call('DELETE', '/api/users/api-keys/999', { token, headers, body: Buffer.from('') })
      expect(reply.status).toBe(404)
    },
  )

  test('more unknown fields than anybody would count are still refused', async () => {
    const junk = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`junk${index}`, 1]))
    const { status, body } = await zoneplane.call('POST', '/api/projects', { token, body: { name: 'Junk', ...junk } })
    expect([status, body.code]).toEqual([400, 'validation_failed'])
    expect(body.details.length).toBeGreaterThan(100)
  })

  test.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['cursor=x', 'cursor'],
    ['resourceId=-1', 'resourceId'],
    ['action=A%00', 'action'],
    ['projekt=demo', 'projekt'],
  ])('the activities refuse ?%s', async (query, path) => {
    const { status, body } = await zoneplane.call('GET', `/api/activities?${query}`, { token })
    expect([status, body.details[0]?.path]).toEqual([400, path])
  })

  describe('over a real connection', () => {
    let port: number
    beforeAll(async () => {
      await zoneplane.app.listen({ host: '127.0.0.1', port: 0 })
      port = (zoneplane.app.server.address() as AddressInfo).port
    })

    /** Sends all of the body, whatever the server does meanwhile, and reads the reply. */
    function upload(
      path: string,
      headers: Record<string, string>,
    ): Promise<{ status: number | undefined; text: string }> {
      return new Promise((resolve, reject) => {
        const outgoing = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, reply => {
          const chunks: Buffer[] = []
          reply.on('data', (chunk: Buffer) => chunks.push(chunk))
          reply.on('end', () => resolve({ status: reply.statusCode, text: Buffer.concat(chunks).toString() }))
          reply.on('error', reject)
        })
        outgoing.on('error', reject)
        const block = Buffer.alloc(1024 * 1024, 'x')
        const write = (left: number) => {
          if (left === 0) outgoing.end()
          else outgoing.write(block, () => write(left - 1))
        }
        write(10)
      })
    }

    const json = { 'content-type': 'application/json' }
    const length = { 'content-length': String(10 * 1024 * 1024) }
    test.each([
      ['with its length', length],
      ['in chunks', {}],
    ])('10 MB sent %s get a reply that can be read', async (_, sized) => {
      for (let round = 0; round < 5; round++) {
        const { status, text } = await upload('/api/auth/login', { ...json, ...sized })
        expect([status, JSON.parse(text).code]).toEqual([400, 'body_too_large'])
      }
    })

    test('10 MB from somebody who is not let in get a reply that can be read', async () => {
      for (let round = 0; round < 5; round++) {
        const { status, text } = await upload('/api/projects', { ...json, ...length })
        expect([status, JSON.parse(text).code]).toEqual([401, 'unauthorized'])
      }
    })

    test('10 MB sent with fetch get a reply that can be read', async () => {
      for (let round = 0; round < 5; round++) {
        const body = 'x'.repeat(10 * 1024 * 1024)
        const reply = await fetch(`http://127.0.0.1:${port}/api/auth/login`, { method: 'POST', headers: json, body })
        expect([reply.status, ((await reply.json()) as { code: string }).code]).toEqual([400, 'body_too_large'])
      }
    })
  })
})
