import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachStore } from './each-store.ts'
import type { TestApp, TestUser } from './test-app.ts'

onEachStore(start => {
  let zoneplane: TestApp
  let ada: TestUser
  let bob: TestUser

  beforeAll(async () => {
    zoneplane = await start()
    ada = await zoneplane.signUp('Ada Lovelace')
    bob = await zoneplane.signUp('Bob')
  })
  afterAll(() => zoneplane.stop())

  test('signing up makes a workspace that the new account owns', async () => {
    const { status, body } = await zoneplane.call('GET', '/api/auth/me', { token: ada.token })
    expect(status).toBe(200)
    expect(body.data).toMatchObject({
      user: { id: ada.id, email: 'ada.lovelace@example.com', name: 'Ada Lovelace' },
      via: 'session',
      workspaces: [{ slug: 'ada-lovelace', name: 'Ada Lovelace', role: 'owner' }],
    })
  })

  test('a second account of the same name gets a workspace with a number', async () => {
    const body = { email: 'another.ada@example.com', password: 'long enough', name: 'Ada Lovelace' }
    const { body: reply } = await zoneplane.call('POST', '/api/auth/signup', { body })
    const { body: me } = await zoneplane.call('GET', '/api/auth/me', { token: String(reply.data.token) })
    expect(me.data.workspaces?.[0]?.slug).toBe('ada-lovelace-2')
  })

  test('an email that is taken is refused in any case', async () => {
    const body = { email: 'ADA.Lovelace@Example.com', password: 'long enough', name: 'Ada' }
    const reply = await zoneplane.call('POST', '/api/auth/signup', { body })
    expect(reply.status).toBe(409)
    expect(reply.body).toMatchObject({ code: 'email_taken', error: 'Conflict', details: [{ path: 'email' }] })
  })

  test('of two sign-ups at once for one email, one succeeds', async () => {
    const body = { email: 'race@example.com', password: 'long enough', name: 'Race' }
    const replies = await Promise.all([1, 2, 3].map(() => zoneplane.call('POST', '/api/auth/signup', { body })))
    expect(replies.map(reply => reply.status).sort()).toEqual([201, 409, 409])
  })

  test('accounts of one name that sign up at once all get a workspace of their own', async () => {
    const replies = await Promise.all(
      [1, 2, 3].map(number => {
        const body = { email: `twin${number}@example.com`, password: 'long enough', name: 'Twin' }
        return zoneplane.call('POST', '/api/auth/signup', { body })
      }),
    )
    expect(replies.map(reply => reply.status)).toEqual([201, 201, 201])
  })

  test('a password counts in bytes, too', async () => {
    const body = { email: 'long@example.com', password: 'ü'.repeat(600), name: 'Long' }
    const reply = await zoneplane.call('POST', '/api/auth/signup', { body })
    expect(reply.body.details).toEqual([expect.objectContaining({ path: 'password', code: 'too_long' })])
  })

  test('signing in gives a token of seven days, in any case of the email', async () => {
    const body = { email: ada.email.toUpperCase(), password: ada.password }
    const reply = await zoneplane.call('POST', '/api/auth/login', { body })
    expect(reply.status).toBe(200)
    expect(Date.parse(String(reply.body.data.expiresAt)) - zoneplane.clock.now).toBe(7 * 24 * 3600 * 1000)
    const me = await zoneplane.call('GET', '/api/auth/me', { token: String(reply.body.data.token) })
    expect(me.body.data.user?.id).toBe(ada.id)
  })

  test('a wrong password and an unknown account are refused in the same words', async () => {
    const wrong = await zoneplane.call('POST', '/api/auth/login', { body: { email: ada.email, password: 'wrong' } })
    const unknown = await zoneplane.call('POST', '/api/auth/login', {
      body: { email: 'no@example.com', password: 'wrong' },
    })
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect({ ...wrong.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' })
  })

  test('a token is worth nothing once its session is ended', async () => {
    const body = { email: bob.email, password: bob.password }
    const { body: reply } = await zoneplane.call('POST', '/api/auth/login', { body })
    const token = String(reply.data.token)
    expect((await zoneplane.call('POST', '/api/auth/logout', { token })).status).toBe(200)
    expect((await zoneplane.call('GET', '/api/auth/me', { token })).status).toBe(401)
    expect((await zoneplane.call('GET', '/api/auth/me', { token: bob.token })).status).toBe(200)
  })

  test('ten failures close an account to a network for a while, and to no other network', async () => {
    const eve = await zoneplane.signUp('Eve')
    const attempt = (password: string, address: string) =>
      zoneplane.call('POST', '/api/auth/login', { body: { email: eve.email, password }, address })
    const failures = []
    for (let tries = 0; tries < 10; tries++) failures.push((await attempt('wrong', '192.0.2.1')).status)
    expect(new Set(failures)).toEqual(new Set([401]))
    const refused = await attempt(eve.password, '192.0.2.1')
    expect(refused.status).toBe(429)
    expect(refused.body.code).toBe('rate_limited')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await attempt(eve.password, '192.0.2.2')).status).toBe(200)
    zoneplane.clock.now += 15 * 60_000
    expect((await attempt(eve.password, '192.0.2.1')).status).toBe(200)
  })

  test('addresses of one IPv6 network count as one', async () => {
    const attempt = (address: string) =>
      zoneplane.call('POST', '/api/auth/login', { body: { email: 'six@example.com', password: 'wrong' }, address })
    for (let tries = 0; tries < 10; tries++) await attempt(`2001:db8:1:2::${tries + 1}`)
    expect((await attempt('2001:db8:1:2:ffff::1')).status).toBe(429)
    expect((await attempt('2001:db8:1:3::1')).status).toBe(401)
  })

  test('many failures at once do not slip through', async () => {
    const attempt = () =>
      zoneplane.call('POST', '/api/auth/login', {
        body: { email: 'burst@example.com', password: 'x' },
        address: '192.0.2.9',
      })
    const statuses = (await Promise.all(Array.from({ length: 14 }, attempt))).map(reply => reply.status)
    expect(statuses.filter(status => status === 401)).toHaveLength(10)
    expect(statuses.filter(status => status === 429)).toHaveLength(4)
  })

  test('signing in often and rightly is never refused', async () => {
    const body = { email: bob.email, password: bob.password }
    const statuses = []
    for (let tries = 0; tries < 12; tries++) {
      statuses.push((await zoneplane.call('POST', '/api/auth/login', { body, address: '192.0.2.77' })).status)
    }
    expect(new Set(statuses)).toEqual(new Set([200]))
  })

  test('an attack from many networks closes an account, but not to a network that it is used from', async () => {
    const fay = await zoneplane.signUp('Fay')
    const attempt = (password: string, address: string) =>
      zoneplane.call('POST', '/api/auth/login', { body: { email: fay.email, password }, address })
    expect((await attempt(fay.password, '203.0.113.5')).status).toBe(200)
    // As if a hundred wrong passwords had come from elsewhere.
    for (let tries = 0; tries < 100; tries++) {
      await zoneplane.deps.store.counters.hit(`sign-in:account:${fay.email}`, [3600], zoneplane.clock.now)
    }
    expect((await attempt(fay.password, '198.51.100.7')).status).toBe(429)
    expect((await attempt(fay.password, '203.0.113.5')).status).toBe(200)
  })

  test('signing up is limited for one email and for one network', async () => {
    const signUp = (email: string, address: string) =>
      zoneplane.call('POST', '/api/auth/signup', { body: { email, password: 'long enough', name: 'X' }, address })
    // The account's own sign-up was the first.
    const same = []
    for (let tries = 0; tries < 11; tries++) same.push((await signUp(bob.email, '192.0.2.50')).status)
    expect(same).toEqual([...Array.from({ length: 9 }, () => 409), 429, 429])
    for (let tries = 0; tries < 100; tries++) {
      await zoneplane.deps.store.counters.hit('sign-up:network:192.0.2.51', [3600], zoneplane.clock.now)
    }
    expect((await signUp('fresh@example.com', '192.0.2.51')).status).toBe(429)
    expect(await zoneplane.deps.store.users.findByEmail('fresh@example.com')).toBeUndefined()
  })

  test('an API key is shown once, acts as its user, and is stored as a hash', async () => {
    const made = await zoneplane.call('POST', '/api/users/api-keys', { token: ada.token, body: { name: 'ci' } })
    expect(made.status).toBe(201)
    const key = String(made.body.data.key)
    expect(key).toMatch(/^sk_/)
    expect(key.startsWith(String(made.body.data.prefix))).toBe(true)
    const viaHeader = await zoneplane.call('GET', '/api/auth/me', { headers: { 'x-api-key': key } })
    const viaBearer = await zoneplane.call('GET', '/api/auth/me', { token: key })
    expect(viaHeader.body.data).toMatchObject({ via: 'api_key', user: { id: ada.id } })
    expect(viaBearer.body.data).toEqual(viaHeader.body.data)
    const list = await zoneplane.call('GET', '/api/users/api-keys', { token: ada.token })
    expect(list.body.count).toBe(1)
    expect(list.body.data[0]).toMatchObject({ name: 'ci', lastUsedAt: new Date(zoneplane.clock.now).toISOString() })
    expect(JSON.stringify(list.body)).not.toContain(key.slice(12))
  })

  test('API keys cannot manage API keys, nor sign out', async () => {
    const made = await zoneplane.call('POST', '/api/users/api-keys', { token: ada.token, body: { name: 'second' } })
    const token = String(made.body.data.key)
    for (const [method, url] of [
      ['GET', '/api/users/api-keys'],
      ['POST', '/api/users/api-keys'],
      ['DELETE', '/api/users/api-keys/1'],
      ['POST', '/api/auth/logout'],
    ] as const) {
      const reply = await zoneplane.call(method, url, { token })
      expect([reply.status, reply.body.code]).toEqual([403, 'session_required'])
    }
  })

  test('an API key opens nothing once it is revoked or past its time', async () => {
    const expiresAt = new Date(zoneplane.clock.now + 60_000).toISOString()
    const make = async (body: object) => {
      const { body: reply } = await zoneplane.call('POST', '/api/users/api-keys', { token: bob.token, body })
      return { id: Number(reply.data.id), key: String(reply.data.key) }
    }
    const timed = await make({ name: 'timed', expiresAt })
    const revoked = await make({ name: 'revoked' })
    expect((await zoneplane.call('GET', '/api/auth/me', { token: timed.key })).status).toBe(200)
    expect((await zoneplane.call('DELETE', `/api/users/api-keys/${revoked.id}`, { token: bob.token })).status).toBe(200)
    zoneplane.clock.now += 60_000
    expect((await zoneplane.call('GET', '/api/auth/me', { token: timed.key })).status).toBe(401)
    expect((await zoneplane.call('GET', '/api/auth/me', { token: revoked.key })).status).toBe(401)
  })

  test("nobody revokes another user's API key", async () => {
    const made = await zoneplane.call('POST', '/api/users/api-keys', { token: ada.token, body: { name: 'mine' } })
    const reply = await zoneplane.call('DELETE', `/api/users/api-keys/${Number(made.body.data.id)}`, {
      token: bob.token,
    })
    expect([reply.status, reply.body.code]).toEqual([404, 'not_found'])
    expect((await zoneplane.call('GET', '/api/auth/me', { token: String(made.body.data.key) })).status).toBe(200)
  })

  test.each([
    ['a past time', '2001-01-01T00:00:00Z', 'in_the_past'],
    ['a month that is none', '2999-13-01T00:00:00Z', 'wrong_form'],
    ['a time without zone', '2999-01-01T00:00:00', 'wrong_form'],
  ])('an API key does not expire at %s', async (_, expiresAt, code) => {
    const reply = await zoneplane.call('POST', '/api/users/api-keys', {
      token: ada.token,
      body: { name: ' ', expiresAt },
    })
    expect(reply.status).toBe(400)
    expect(reply.body.details).toContainEqual(expect.objectContaining({ path: 'expiresAt', code }))
    expect(reply.body.details).toContainEqual(expect.objectContaining({ path: 'name', code: 'wrong_form' }))
  })

  test('no secret is among the activities', async () => {
    const reply = await zoneplane.call('GET', '/api/activities?limit=200', { token: ada.token })
    const text = JSON.stringify(reply.body)
    expect(text).toContain('api_key.create')
    expect(text).not.toContain(ada.password)
    expect(text).not.toMatch(/sk_[\w-]{9,}|argon2|eyJ/)
  })
})
