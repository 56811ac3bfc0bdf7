import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onEachStore } from './each-store.ts'
import { openStoredRows } from './stored-rows.ts'
import type { CallOptions, Method, TestApp, TestUser } from './test-app.ts'

const machinePath = '/api/v1/machine/domain-manager/dns-records'
const hour = 3_600_000

onEachStore(start => {
  let zoneplane: TestApp
  let owner: TestUser
  let member: TestUser
  let machineKey: string
  let otherMachineKey: string
  let records: string

  beforeAll(async () => {
    zoneplane = await start()
    owner = await zoneplane.signUp('Owner')
    member = await zoneplane.signUp('Member')
    const post = async <Data = { id: number }>(url: string, body: object) =>
      (await zoneplane.call<Data>('POST', url, { token: owner.token, body })).body.data
    await post('/api/workspaces/owner/members', { email: member.email, role: 'member' })
    await post('/api/projects', { name: 'Demo' })
    await post('/api/cloud-connections/owner', { name: 'Built-in', provider: 'builtin', credentials: {} })
    await post('/api/projects/demo/cloud-connections', { connectionId: 1 })
    const { id: zoneId } = await post('/api/demo/production/dns', { name: 'zone', domainName: 'example.com' })
    await post('/api/projects/demo/domains', { domain: 'example.com', zoneId, internalPurchase: true })
    machineKey = (await post<{ key: string }>('/api/projects/demo/machine-keys', { name: 'one' })).key
    otherMachineKey = (await post<{ key: string }>('/api/projects/demo/machine-keys', { name: 'two' })).key
    records = `/api/demo/production/dns/${zoneId}/records`
  })
  afterAll(() => zoneplane.stop())

  async function send(key: string, body: unknown, options: CallOptions & { method?: Method; url?: string } = {}) {
    const { method = 'POST', url = records, headers, ...rest } = options
    const reply = await zoneplane.call(method, url, {
      token: owner.token,
      body,
      ...rest,
      headers: { 'idempotency-key': key, ...headers },
    })
    return { ...reply, replayed: reply.headers['idempotency-replayed'] }
  }

  function machine(key: string, record: object, apiKey = machineKey) {
    zoneplane.clock.now += 60_000
    const body = { domain: 'example.com', record }
    return send(key, body, { url: machinePath, token: undefined, headers: { 'x-api-key': apiKey } })
  }

  const set = (name: string, values = ['192.0.2.1']) => ({ name, type: 'A', values })

  async function values(name: string): Promise<unknown> {
    const { body } = await zoneplane.call('GET', `${records}?name=${name}`, { token: owner.token })
    return body.data[0]?.values
  }

  test('the same request gets the first reply again, and is done once', async () => {
    const first = await send('once', set('once'))
    expect([first.status, first.replayed]).toEqual([201, undefined])
    expect((await send('between', set('once', ['192.0.2.2']))).status).toBe(201)
    const again = await send('once', set('once'))
    expect([again.status, again.replayed]).toEqual([201, 'true'])
    expect(again.body).toEqual(first.body)
    expect(again.headers['content-type']).toBe(first.headers['content-type'])
    expect(await values('once')).toEqual(['192.0.2.2'])
  })

  test('the order of fields does not make another request', async () => {
    await send('order', { name: 'order', type: 'A', ttl: 60, values: ['192.0.2.1'] })
    const again = await send('order', { values: ['192.0.2.1'], ttl: 60, type: 'A', name: 'order' })
    expect([again.status, again.replayed]).toEqual([201, 'true'])
  })

  test.each<[string, { method?: Method; url?: () => string; body?: object }]>([
    ['body', { body: set('reuse', ['192.0.2.9']) }],
    ['method', { method: 'DELETE' }],
    ['path', { url: () => '/api/projects', body: { name: 'Reused' } }],
  ])('another %s under the same key is refused', async (what, { method = 'POST', url, body = set('reuse') }) => {
    const key = `reuse of ${what}`
    expect((await send(key, set('reuse'))).status).toBe(201)
    const other = await send(key, body, { method, url: url?.() ?? records })
    expect([other.status, other.body.code, other.replayed]).toEqual([422, 'idempotency_key_reused', undefined])
    expect(await values('reuse')).toEqual(['192.0.2.1'])
    expect((await send(key, set('reuse'))).replayed).toBe('true')
  })

  test('a key belongs to whoever sends it, through whatever session or key they come', async () => {
    const { body } = await zoneplane.call('POST', '/api/users/api-keys', { token: owner.token, body: { name: 'ci' } })
    expect((await send('mine', set('mine'))).status).toBe(201)
    expect((await send('mine', set('mine'), { token: String(body.data.key) })).replayed).toBe('true')
    const others = await send('mine', set('mine', ['192.0.2.7']), { token: member.token })
    expect([others.status, others.replayed]).toEqual([201, undefined])
  })

  test('refusals of a well-formed request are answered the same again', async () => {
    const missing = { ...set('nowhere'), values: ['192.0.2.1'] }
    const first = await send('refused', missing, { method: 'DELETE' })
    expect([first.status, first.body.code]).toEqual([404, 'record_not_found'])
    const again = await send('refused', missing, { method: 'DELETE' })
    expect([again.status, again.replayed, again.body]).toEqual([404, 'true', first.body])
  })

  test('a request that was not well-formed leaves its key free', async () => {
    expect((await send('mend', set('mend', ['no address']))).status).toBe(400)
    expect((await send('mend', Buffer.from('{'))).status).toBe(400)
    expect(await send('mend', set('mend'))).toMatchObject({ status: 201, replayed: undefined })
  })

  test('whoever may not do it any more gets no reply again', async () => {
    expect((await send('leaver', set('leaver'), { token: member.token })).status).toBe(201)
    const members = { email: member.email, role: 'viewer' }
    await zoneplane.call('POST', '/api/workspaces/owner/members', { token: owner.token, body: members })
    expect((await send('leaver', set('leaver'), { token: member.token })).status).toBe(403)
    const back = { email: member.email, role: 'member' }
    await zoneplane.call('POST', '/api/workspaces/owner/members', { token: owner.token, body: back })
    expect((await send('leaver', set('leaver'), { token: member.token })).replayed).toBe('true')
  })

  test('of twenty at once one is done, and the others are told to wait or get its reply', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => send('race', set('race'))))
    const done = replies.filter(reply => reply.status === 201 && reply.replayed === undefined)
    expect(done).toHaveLength(1)
    for (const reply of replies.filter(reply => reply !== done[0])) {
      if (reply.status === 201) expect(reply.replayed).toBe('true')
      else {
        expect([reply.status, reply.body.code]).toEqual([409, 'idempotency_key_in_use'])
        expect(reply.headers['retry-after']).toBe('1')
      }
    }
    expect((await send('race', set('race'))).replayed).toBe('true')
  })

  test('a key whose request never ended is free again after two minutes', async () => {
    const principal = `user:${owner.id}`
    const now = zoneplane.clock.now
    const taken = { principal, key: 'died', fingerprint: 'x', now, expiresAt: now + hour, abandonedBefore: 0 }
    expect(await zoneplane.deps.store.idempotencyKeys.take(taken)).toEqual({ state: 'taken' })
    expect((await send('died', set('died'))).status).toBe(422)
    zoneplane.clock.now += 120_001
    expect(await send('died', set('died'))).toMatchObject({ status: 201, replayed: undefined })
  })

  test('what was done under a key whose reply was never kept is told, and not done again', async () => {
    const changes = { changes: [{ action: 'create', ...set('unkept') }] }
    const post = () => send('unkept', changes, { url: records.replace('/records', '/changes') })
    const first = await post()
    expect(first.status).toBe(201)
    await zoneplane.deps.store.idempotencyKeys.deleteExpired(zoneplane.clock.now + 25 * hour)
    const second = await post()
    expect([second.status, second.replayed, second.body]).toEqual([201, undefined, first.body])
  })

  test('a reply is kept for 24 hours', async () => {
    await send('day', set('day'))
    zoneplane.clock.now += 24 * hour - 1
    expect((await send('day', set('day'))).replayed).toBe('true')
    zoneplane.clock.now += 2
    expect(await send('day', set('day', ['192.0.2.5']))).toMatchObject({ status: 201, replayed: undefined })
  })

  test.each([
    ['', 'nothing'],
    ['a'.repeat(256), '256 characters'],
    ['ümlaut', 'other characters'],
  ])('a key is refused that is no key: %j', async key => {
    const { status, body } = await send(key, set('form'))
    expect([status, body.code, body.details[0]?.path]).toEqual([400, 'validation_failed', 'Idempotency-Key'])
    expect(await values('form')).toBeUndefined()
  })

  test('a key of 255 characters is one', async () => {
    const key = '~'.repeat(255)
    expect((await send(key, set('long'))).status).toBe(201)
    expect((await send(key, set('long'))).replayed).toBe('true')
  })

  test('reads have no use for a key', async () => {
    const first = await send('read', undefined, { method: 'GET' })
    await send('a write', set('read'))
    const second = await send('read', undefined, { method: 'GET' })
    expect([second.status, second.replayed]).toEqual([200, undefined])
    expect(second.body.count).toBe(first.body.count + 1)
  })

  test('a failure of ours is not kept, and the same key tries again', async () => {
    const { zones } = zoneplane.deps.store
    const get = zones.get
    zones.get = () => Promise.reject(new Error('the database is away'))
    const failed = await send('failure', set('failure'))
    zones.get = get
    expect(failed.status).toBe(500)
    expect(await send('failure', set('failure'))).toMatchObject({ status: 201, replayed: undefined })
  })

  test('a new key that was lost on its way comes again, and lies sealed in the store', async () => {
    const url = '/api/users/api-keys'
    const first = await send('new key', { name: 'deploy' }, { url })
    const again = await send('new key', { name: 'deploy' }, { url })
    expect(again.replayed).toBe('true')
    expect(again.body.data).toEqual(first.body.data)
    expect(String(again.body.data.key)).toMatch(/^sk_/)
    const stored = await openStoredRows(zoneplane)
    expect(await stored.read()).not.toContain(String(first.body.data.key))
    await stored.close()
  })

  test('every other write takes a key as well', async () => {
    const projects = '/api/projects'
    const first = await send('project', { name: 'Keyed' }, { url: projects })
    expect((await send('project', { name: 'Keyed' }, { url: projects })).body).toEqual(first.body)
    const renamed = await send('rename', { name: 'New' }, { method: 'PATCH', url: `${projects}/keyed` })
    expect((await send('rename', { name: 'New' }, { method: 'PATCH', url: `${projects}/keyed` })).body).toEqual(
      renamed.body,
    )
    const gone = await send('delete', undefined, { method: 'DELETE', url: `${projects}/keyed` })
    expect(await send('delete', undefined, { method: 'DELETE', url: `${projects}/keyed` })).toMatchObject({
      status: gone.status,
      replayed: 'true',
      body: gone.body,
    })
  })

  test('a file is compared by what is in it, not by its length', async () => {
    const url = records.replace('/records', '/import')
    const headers = { 'content-type': 'text/dns' }
    const file = (address: string) => Buffer.from(`$TTL 60\nfile A ${address}\n`)
    const first = await send('file', file('192.0.2.1'), { url, headers })
    expect([first.status, await values('file')]).toEqual([201, ['192.0.2.1']])
    const again = await send('file', file('192.0.2.1'), { url, headers })
    expect([again.replayed, again.body]).toEqual(['true', first.body])
    const other = await send('file', file('192.0.2.2'), { url, headers })
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused'])
    expect(await values('file')).toEqual(['192.0.2.1'])
  })

  test('a file that was refused for what is in it is told so again', async () => {
    const url = records.replace('/records', '/import')
    const headers = { 'content-type': 'text/dns' }
    const first = await send('bad file', Buffer.from('file A nonsense\n'), { url, headers })
    expect(first.status).toBe(400)
    expect(await send('bad file', Buffer.from('file A nonsense\n'), { url, headers })).toMatchObject({
      status: 400,
      replayed: 'true',
      body: first.body,
    })
  })

  describe('of the machine API', () => {
    const record = { type: 'A', name: 'machine', value: '192.0.2.1' }

    test('the same request gets the first reply again, and is done once', async () => {
      const first = await machine('m-once', record)
      expect([first.status, first.replayed]).toEqual([200, undefined])
      await machine('m-more', { ...record, value: '192.0.2.2' })
      const again = await machine('m-once', record)
      expect([again.status, again.replayed]).toEqual([200, 'true'])
      expect(again.body).toEqual(first.body)
    })

    test('its own errors tell that a key stands for another request, or is none', async () => {
      await machine('m-reuse', record)
      const other = await machine('m-reuse', { ...record, value: '192.0.2.9' })
      expect([other.status, other.body.error]).toEqual([
        422,
        { code: 'idempotency_key_reused', message: 'This Idempotency-Key was sent with another request.' },
      ])
      const none = await machine('é', record)
      expect([none.status, none.body.error]).toEqual([
        400,
        { code: 'dns_record_creation_failed', message: expect.stringContaining('Idempotency-Key: must be 1 to 255') },
      ])
    })

    test('each key has keys of its own', async () => {
      await machine('m-own', record)
      const other = await machine('m-own', { ...record, name: 'other' }, otherMachineKey)
      expect(other).toMatchObject({ status: 200 })
    })
  })
})
