import { type AddressInfo, connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { createApp } from '../src/http/app.ts'
import { eventStreamLimits } from '../src/http/event-streams.ts'
import { onEachStore } from './each-store.ts'
import { type EventReader, readEvents } from './event-reader.ts'
import type { TestApp, TestUser } from './test-app.ts'

onEachStore(start => {
  let zoneplane: TestApp
  let app: FastifyInstance
  let user: TestUser
  let base: string
  let zoneId: number
  let readers: EventReader[] = []
  let place: { projectId: number; environmentId: number }

  beforeAll(async () => {
    zoneplane = await start()
    user = await zoneplane.signUp('Events')
    await send('POST', '/api/projects', { name: 'Live' })
    const own = { name: 'Own', provider: 'builtin', credentials: {} }
    const { body } = await send('POST', `/api/cloud-connections/${user.workspace.slug}`, own)
    await send('POST', '/api/projects/live/cloud-connections', { connectionId: body.data.id })
    const limits = { ...eventStreamLimits, heartbeat: 50, streamsOfUser: 5 }
    const listening = await listenWith(limits)
    app = listening.app
    base = listening.base
    zoneId = (await send('POST', zones, { name: 'Zone', domainName: 'example.com' })).body.data.id
    const zone = await zoneplane.deps.store.resources.get(zoneId)
    place = zone!
    return async () => {
      await app.close()
      await zoneplane.stop()
    }
  })
  afterEach(async () => {
    for (const reader of readers) reader.close()
    readers = []
    while ((await openStreams()) > 0) await new Promise(resolve => setTimeout(resolve, 10))
  })

  const zones = '/api/live/production/dns'
  const send = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown, token = user.token) =>
    zoneplane.call<{ id: number; key: string; token: string }>(method, url, { body, token })
  const put = (name: string) => send('POST', `${zones}/${zoneId}/records`, { name, type: 'A', values: ['192.0.2.1'] })

  async function listenWith(streamLimits: typeof eventStreamLimits): Promise<{ app: FastifyInstance; base: string }> {
    const app = await createApp(zoneplane.deps, pino({ level: 'silent' }), { streamLimits })
    await app.listen({ host: '127.0.0.1', port: 0 })
    return { app, base: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` }
  }

  async function follow(options: { token?: string; since?: string | undefined } = {}): Promise<EventReader> {
    const reader = await readEvents(`${base}/api/live/production/events`, { token: user.token, ...options })
    readers.push(reader)
    return reader
  }

  async function openStreams(): Promise<number> {
    const { body } = await app.inject({ url: '/metrics' })
    return Number(/^zoneplane_event_streams (\d+)$/m.exec(body)?.[1])
  }

  test('a stream tells of changes of records, of what failed, and of resources', async () => {
    const reader = await follow()
    expect(reader.status).toBe(200)
    expect(await reader.next()).toMatchObject({ name: 'ready' })
    await put('www')
    const changed = await reader.next()
    expect(changed).toMatchObject({ name: 'change-set', data: { zoneId, status: 'applied' } })
    const shown = await send('GET', `${zones}/${zoneId}/changes/${String(changed.data.changeSetId)}`)
    expect(shown.status).toBe(200)
    const created = await send('POST', zones, { name: 'Another', domainName: 'example.net' })
    expect(await reader.next()).toMatchObject({
      name: 'resource',
      data: { action: 'zone.create', resourceId: created.body.data.id },
    })
    await send('POST', `/api/cloud-connections/${user.workspace.slug}`, {
      name: 'More',
      provider: 'cloudflare',
      credentials: { apiToken: 'x', endpoint: 'http://127.0.0.1:1' },
    })
    expect(await reader.next()).toMatchObject({ name: 'connection', data: { action: 'connection.create' } })
  })
  test('what happens in another environment, or another workspace, is not told', async () => {
    const other = await zoneplane.signUp('Others')
    await send('POST', '/api/projects', { name: 'Elsewhere' }, other.token)
    await send('POST', '/api/projects/live/environments', { name: 'Staging' })
    const reader = await follow()
    await reader.next()
    await send('POST', '/api/live/staging/subdomains', { name: 'a' })
    await send('POST', '/api/elsewhere/production/subdomains', { name: 'b' }, other.token)
    await send('PATCH', '/api/projects/elsewhere', { name: 'Elsewhere 2' }, other.token)
    await put('own')
    expect(await reader.next()).toMatchObject({ name: 'change-set' })
    await send('PATCH', '/api/projects/live', { name: 'Live 2' })
    expect(await reader.next()).toMatchObject({
      name: 'activity',
      data: { action: 'project.update', resourceId: null },
    })
  })

  test('whoever comes back is told what they have missed, and nothing twice', async () => {
    const first = await follow()
    const ready = await first.next()
    await put('a')
    const seen = await first.next()
    first.close()
    await put('b')
    await put('c')
    const again = await follow({ since: seen.id })
    expect((await again.next()).name).toBe('ready')
    const missed = [await again.next(), await again.next()]
    expect(missed.map(({ name }) => name)).toEqual(['change-set', 'change-set'])
    const fromStart = await follow({ since: ready.id })
    await fromStart.next()
    expect([await fromStart.next(), await fromStart.next(), await fromStart.next()]).toEqual([seen, ...missed])
    const caughtUp = await follow({ since: missed[1]!.id })
    await caughtUp.next()
    await put('d')
    expect(await caughtUp.next()).toMatchObject({ name: 'change-set' })
  })

  test.each(['00000000.1', 'x', '', '9'.repeat(400)])(
    'behind “%s”, which nobody knows, it begins with a reset',
    async since => {
      const reader = await follow({ since })
      expect((await reader.next()).name).toBe('ready')
      expect((await reader.next()).name).toBe('reset')
    },
  )

  test('it ends when its session does, and says so', async () => {
    const { token } = (await send('POST', '/api/auth/login', { email: user.email, password: user.password })).body.data
    const reader = await follow({ token })
    await reader.next()
    await send('POST', '/api/auth/logout', undefined, token)
    const last = (await reader.rest()).at(-1)
    expect(last).toMatchObject({ name: 'end', data: { code: 'unauthorized' } })
    expect((await follow({ token })).status).toBe(401)
  })

  test('it ends when the membership is taken away, and goes on for others', async () => {
    const guest = await zoneplane.signUp('Guest')
    const members = `/api/workspaces/${user.workspace.slug}/members`
    expect((await send('POST', members, { email: guest.email, role: 'viewer' })).status).toBe(201)
    const [own, theirs] = [await follow(), await follow({ token: guest.token })]
    expect([await own.next(), await theirs.next()]).toMatchObject([{ name: 'ready' }, { name: 'ready' }])
    expect((await send('DELETE', members, { email: guest.email })).status).toBe(200)
    expect((await theirs.rest()).at(-1)).toMatchObject({ name: 'end', data: { code: 'forbidden' } })
    await put('after')
    while ((await own.next()).name !== 'change-set');
  })

  test('it ends when the session or the key expires', async () => {
    const expiresAt = new Date(zoneplane.clock.now + 60_000).toISOString()
    const { key } = (await send('POST', '/api/users/api-keys', { name: 'Short', expiresAt })).body.data
    const reader = await follow({ token: key })
    await reader.next()
    zoneplane.clock.now += 61_000
    expect((await reader.rest()).at(-1)).toMatchObject({ name: 'end', data: { code: 'unauthorized' } })
  })

  test('nobody has more than their share of streams', async () => {
    const open = await Promise.all(Array.from({ length: 5 }, () => follow()))
    expect(open.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect((await follow()).status).toBe(429)
    open[0]!.close()
    while ((await openStreams()) > 4) await new Promise(resolve => setTimeout(resolve, 10))
    expect((await follow()).status).toBe(200)
  })

  test('a client that takes nothing is cut, and holds nobody else up', async () => {
    const reader = await follow()
    await reader.next()
    const { port } = app.server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1').pause()
    socket.on('error', () => {})
    socket.write(
      `GET /api/live/production/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${user.token}\r\nX-Filler: ${'x'.repeat(100)}\r\n\r\n`,
    )
    while ((await openStreams()) < 2) await new Promise(resolve => setTimeout(resolve, 10))
    const activities = Array.from({ length: 100 }, (_, index) => anActivity(index))
    const cut = async () =>
      /^zoneplane_event_streams_cut_total (\d+)$/m.exec((await app.inject({ url: '/metrics' })).body)?.[1]
    let told = 0
    while ((await cut()) === '0') {
      await zoneplane.deps.store.activities.add(activities)
      for (let left = activities.length; left > 0; left--) {
        expect((await reader.next()).name).toBe('resource')
        told++
      }
    }
    expect(told).toBeGreaterThan(0)
    expect(await openStreams()).toBe(1)
    socket.destroy()
  })

  test('HEAD has the headers alone', async () => {
    const reply = await app.inject({
      method: 'HEAD',
      url: '/api/live/production/events',
      headers: { authorization: `Bearer ${user.token}` },
    })
    expect([reply.statusCode, reply.headers['content-type'], reply.body]).toEqual([200, 'text/event-stream', ''])
  })

  test('when the server stops, streams are told, and it waits for none of them', async () => {
    const other = await listenWith(eventStreamLimits)
    const reader = await readEvents(`${other.base}/api/live/production/events`, { token: user.token })
    await reader.next()
    await other.app.close()
    expect((await reader.rest()).at(-1)).toMatchObject({ name: 'end', data: { code: 'overloaded' } })
  })

  function anActivity(index: number) {
    const [actorKind, actorName, requestId] = ['system' as const, 'test', 'r']
    return {
      ...{ workspaceId: 1, projectId: place.projectId, environmentId: place.environmentId, resourceId: index + 1 },
      ...{ actorKind, actorId: null, actorName, action: `zone.${'x'.repeat(200)}`, subject: 's', requestId },
      ...{ address: null, before: null, after: null, now: zoneplane.clock.now },
    }
  }
})
