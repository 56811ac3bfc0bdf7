import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Message } from '../src/dns/message.ts'
import { createResolver } from '../src/resolver/resolver.ts'
import type { ConnectionStatus, NewResourceConnection } from '../src/store/resource-tables.ts'
import { onEachStore } from './each-store.ts'
import { type Answers, replyTo, type ScriptedDns, startScriptedDns } from './servers/scripted-dns.ts'
import type { TestApp } from './test-app.ts'
import { createZoneWorld, type ZoneWorld } from './zone-world.ts'

const place = '/api/demo/production'
const text = (question: Message, ...values: string[]) =>
  replyTo(question, {
    authoritative: true,
    answers: question.questions.flatMap(asked =>
      asked.type === 'TXT' ? values.map(rdata => ({ ...asked, ttl: 60, rdata })) : [],
    ),
  })

onEachStore(start => {
  let app: TestApp
  let world: ZoneWorld
  let server: ScriptedDns
  let answer: (question: Message) => Answers
  let zone: string
  let zoneId: number
  const sync = (id = zoneId) => world.call('PUT', `${place}/resources/${id}/sync`)
  const flag = async () => (await world.call('GET', zone)).body.data.metadata?.dns_active
  /** What the TXT records of names were asked for, in that order. */
  const asked = () =>
    server.asked.flatMap(({ question: { questions } }) =>
      questions.filter(({ type }) => type === 'TXT').map(({ name }) => name),
    )

  beforeAll(async () => {
    // In the place of the built-in name server, and in that of the resolver too.
    server = await startScriptedDns({ udp: question => answer(question) })
    const { address, port } = server
    const resolver = createResolver({ servers: [server], isAllowed: () => false, milliseconds: 1000, attempts: 1 })
    app = await start({ dns: { resolver, builtin: { address, port } } })
    world = await createZoneWorld(app)
  })
  beforeEach(async () => {
    answer = question => [text(question, '"installed"')]
    zone = await world.makeZone('example.com')
    zoneId = Number(zone.split('/').at(-1))
  })
  afterEach(async () => {
    await world.call('DELETE', `${place}/resources/${zoneId}`)
    server.asked.length = 0
  })
  afterAll(async () => {
    await app.stop()
    await server.stop()
  })

  describe('a sync', () => {
    test('asks for the record of the zone, and keeps the flag', async () => {
      const { status, body } = await sync()
      expect([status, body.data.metadata]).toEqual([200, { dns_active: true }])
      expect(body.data).toMatchObject({ id: zoneId, resourceType: 'dns', domainName: 'example.com' })
      expect(new Set(asked())).toEqual(new Set(['_gateways_app.example.com.']))
      expect(await flag()).toBe(true)
    })

    test('takes the text as a whole, in whatever strings it comes, and in no other case', async () => {
      answer = question => [text(question, '"inst" "alled"')]
      expect((await sync()).body.data.metadata?.dns_active).toBe(true)
      for (const other of ['"Installed"', '"installed "', '"installed" "x"', '""']) {
        answer = question => [text(question, other)]
        expect((await sync()).body.data.metadata?.dns_active).toBe(false)
      }
    })

    test.each([
      ['does not answer', () => [], 'timeout'],
      ['fails', (question: Message) => [replyTo(question, { rcode: 'SERVFAIL' })], 'servfail'],
    ] as const)('leaves the flag where the name server %s', async (_, broken, code) => {
      await sync()
      answer = broken
      const { status, body } = await sync()
      expect([status, body.code, body.details[0]]).toMatchObject([500, 'dns_lookup_failed', { code }])
      expect(await flag()).toBe(true)
    })

    test('sets the flag back where the name server refuses, or says that there is no such name', async () => {
      for (const rcode of ['NXDOMAIN', 'REFUSED'] as const) {
        answer = question => [text(question, '"installed"')]
        await sync()
        expect(await flag()).toBe(true)
        answer = question => [replyTo(question, { rcode })]
        expect((await sync()).status).toBe(200)
        expect(await flag()).toBe(false)
      }
    })

    test('does not go round in a circle of CNAME records', async () => {
      const loop = (name: string, rdata: string) => ({ name, type: 'CNAME', class: 'IN', ttl: 60, rdata }) as const
      const answers = [
        loop('_gateways_app.example.com.', 'a.example.'),
        loop('a.example.', '_gateways_app.example.com.'),
      ]
      answer = question => [replyTo(question, { answers })]
      const { status, body } = await sync()
      expect([status, body.data.metadata?.dns_active]).toEqual([200, false])
    })

    test('asks again where somebody has set the flag while it asked', async () => {
      const connected = { dns_active: true, other: 'kept' }
      let round = 0
      answer = question => {
        if (question.questions[0]!.type !== 'TXT') return [text(question)]
        return [++round === 1 ? replyTo(question, { rcode: 'NXDOMAIN' }) : text(question, '"installed"')]
      }
      const { store, now } = app.deps
      const { transaction } = store
      store.transaction = async work => {
        store.transaction = transaction
        await store.resources.update(zoneId, { metadata: connected, now: now() })
        return transaction(work)
      }
      const { body } = await sync()
      expect(body.data.metadata).toEqual(connected)
      expect(round).toBe(2)
    })

    test('of 20 callers at once agrees with what the name server says', async () => {
      const replies = await Promise.all(Array.from({ length: 20 }, () => sync()))
      expect(replies.map(({ status, body }) => [status, body.data.metadata?.dns_active])).toEqual(
        replies.map(() => [200, true]),
      )
      expect(await flag()).toBe(true)
    })
  })

  describe('the name asked for', () => {
    const resource = (resourceType: string, name: string) =>
      app.deps.store.resources.create({ ...owned(), ...plain, resourceType, name })
    const owned = () => ({ projectId: 1, environmentId: 1, now: app.deps.now() })
    const plain = { status: 'active', comment: null, positionX: null, positionY: null, metadata: {} }

    async function connect(subdomainId: number, recordName: string, status: ConnectionStatus, intoZone = zoneId) {
      const target = await resource('instance', recordName)
      const connection: NewResourceConnection = {
        ...owned(),
        source: { resourceType: 'subdomain', resourceId: subdomainId },
        target: { resourceType: 'instance', resourceId: target.id },
        details: {},
        zoneId: intoZone,
        recordName,
        status,
        problems: [],
        made: [],
        operation: null,
        requestKey: null,
      }
      return app.deps.store.resourceConnections.create(connection)
    }

    test('is that of the oldest subdomain with a live connection', async () => {
      const [oldest, older, newer] = [
        await resource('subdomain', 'failed'),
        await resource('subdomain', 'older'),
        await resource('subdomain', 'newer'),
      ]
      const otherZone = Number((await world.makeZone('example.net')).split('/').at(-1))
      await connect(newer.id, 'newer.example.com.', 'connected')
      await connect(older.id, 'older.example.com.', 'connected')
      await connect(oldest.id, 'failed.example.com.', 'failed')
      await connect(oldest.id, 'failed.example.net.', 'connected', otherZone)
      expect((await sync()).body.data.metadata?.dns_active).toBe(true)
      expect(new Set(asked())).toEqual(new Set(['_gateways_app.older.example.com.']))
    })

    test('is that of the zone where no subdomain is connected', async () => {
      const { id } = await resource('subdomain', 'blog')
      await connect(id, 'blog.example.com.', 'disconnected')
      await sync()
      expect(new Set(asked())).toEqual(new Set(['_gateways_app.example.com.']))
    })
  })

  describe('a sync is refused', () => {
    test('for what is no zone', async () => {
      const { id } = await app.deps.store.resources.create({
        projectId: 1,
        environmentId: 1,
        resourceType: 'instance',
        name: 'server',
        status: 'active',
        comment: null,
        positionX: null,
        positionY: null,
        metadata: {},
        now: app.deps.now(),
      })
      expect(await sync(id)).toMatchObject({ status: 400, body: { code: 'sync_not_supported' } })
    })

    test('in another environment, for deleted zones, and without asking anybody', async () => {
      await world.call('POST', '/api/projects/demo/environments', { name: 'Staging' })
      const elsewhere = await world.call('PUT', `/api/demo/staging/resources/${zoneId}/sync`)
      expect(elsewhere).toMatchObject({ status: 403, body: { code: 'wrong_environment' } })
      await world.call('DELETE', `${place}/resources/${zoneId}`)
      expect((await sync()).status).toBe(404)
      expect(server.asked).toEqual([])
    })
  })

  describe('a look at how far a change has spread', () => {
    const look = (query: string) => world.call('GET', `${zone}/propagation${query}`)

    test('is at the SOA record of the zone unless told', async () => {
      answer = question => [
        replyTo(question, {
          authoritative: true,
          answers: question.questions
            .filter(({ type }) => type === 'SOA')
            .map(asked => ({ ...asked, ttl: 60, rdata: 'ns1.test. x.test. 9 1 1 1 1' })),
        }),
      ]
      const { status, body } = await look('')
      expect(status).toBe(200)
      expect(body.data).toMatchObject({
        name: 'example.com',
        type: 'SOA',
        expected: [{ type: 'SOA' }],
        summary: { state: 'differ', serials: [9] },
        servers: [{ kind: 'builtin', agrees: false, serial: 9 }, { kind: 'resolver' }],
      })
    })

    test('agrees where all that answer say what the provider has', async () => {
      await world.call('POST', `${zone}/records`, { name: 'www', type: 'TXT', values: ['here'] })
      answer = question => [text(question, '"here"')]
      const { body } = await look('?name=www&type=TXT')
      expect(body.data.summary).toMatchObject({ state: 'agree', agree: 2, differ: 0, failed: 0 })
      answer = () => []
      expect((await look('?name=www&type=TXT')).body.data.summary).toMatchObject({ state: 'unknown', failed: 2 })
    })

    test('agrees on a CNAME though nobody can tell where that leads', async () => {
      await world.call('POST', `${zone}/records`, { name: 'www', type: 'CNAME', values: ['example.net'] })
      answer = question =>
        question.recursionDesired
          ? []
          : [
              replyTo(question, {
                authoritative: true,
                answers: [{ name: 'www.example.com.', type: 'CNAME', class: 'IN', ttl: 60, rdata: 'example.net.' }],
              }),
            ]
      const { body } = await look('?name=www&type=TXT')
      expect(body.data).toMatchObject({
        summary: { state: 'incomplete', agree: 1, failed: 1, notCompared: 0 },
        servers: [{ agrees: true, canonicalName: 'example.net', error: { code: 'timeout' } }, { agrees: null }],
      })
    })

    test.each([
      ['?name=www.example.org.', 'name', 'name_outside_zone'],
      ['?name=a..b', 'name', 'empty_label'],
      ['?type=NOPE', 'type', 'invalid_record_type'],
      ['?type=ANY', 'type', 'invalid_record_type'],
      ['?type=AXFR', 'type', 'invalid_record_type'],
      ['?server=192.0.2.1', 'server', undefined],
      ['?name=', 'name', undefined],
      ['?type=A&type=MX', 'type', undefined],
    ])('%s is refused', async (query, path, code) => {
      const { status, body } = await look(query)
      expect([status, body.details[0]?.path]).toEqual([400, path])
      if (code !== undefined) expect(body.details[0]?.code).toBe(code)
      expect(server.asked).toEqual([])
    })
  })
})
