import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ImportData } from '../src/contract/import.ts'
import { readZoneFile } from '../src/dns/zone-file.ts'
import { memoryKind } from '../src/providers/memory/kind.ts'
import { ProviderError, type ProviderKind } from '../src/providers/provider.ts'
import { onEachStore } from './each-store.ts'
import { startTestApp, type TestApp, type TestReply } from './test-app.ts'
import { createZoneWorld, type ZoneWorld } from './zone-world.ts'

/** More than one change set holds with its intents, so made in several steps. */
const large = 12_000
const lines = (count: number, address = '192.0.2.1') =>
  Array.from({ length: count }, (_, index) => `host-${index} A ${address}\n`).join('')

const sender =
  (app: TestApp, world: ZoneWorld) =>
  (zone: string, text: string, query = '', headers: object = {}) =>
    app.call<ImportData>('POST', `${zone}/import${query}`, {
      token: world.owner.token,
      body: Buffer.from(text),
      headers: { 'content-type': 'text/dns', ...headers },
    })

async function addresses(world: ZoneWorld, zone: string): Promise<Map<string, number>> {
  const { body } = await world.call<{ values: string[] }[]>('GET', `${zone}/records?type=A`)
  const counts = new Map<string, number>()
  for (const { values } of body.data) counts.set(values.join(), (counts.get(values.join()) ?? 0) + 1)
  return counts
}

const until = async <T>(probe: () => Promise<T | undefined>): Promise<T> => {
  for (;;) {
    const found = await probe()
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

onEachStore(start => {
  let app: TestApp
  let world: ZoneWorld
  let send: ReturnType<typeof sender>
  let zone: string
  let made = 0

  beforeAll(async () => {
    app = await start()
    world = await createZoneWorld(app)
    send = sender(app, world)
  })
  afterAll(() => app.stop())
  beforeEach(async () => {
    zone = await world.makeZone(`large-${++made}.example`)
  })

  const changeSet = async (id: number) => (await world.call('GET', `${zone}/changes/${id}`)).body.data
  const settledSet = (id: number) =>
    until(async () => {
      const found = await changeSet(id)
      return (found.status as unknown) === 'pending' ? undefined : found
    })

  test('a large file is made in steps, told of as one change set', async () => {
    const { status, body } = await send(zone, lines(large))
    expect(status).toBe(201)
    expect(body.data).toMatchObject({ atomic: false, calls: 2, counts: { create: large } })
    expect(body.data.changes.length).toBe(100)
    expect(body.data.changeSet).toMatchObject({
      kind: 'import',
      status: 'applied',
      done: large,
      total: large,
      problems: [],
    })
    expect(await addresses(world, zone)).toEqual(new Map([['192.0.2.1', large]]))
    const last = await world.call('GET', `${zone}/changes/${body.data.changeSet?.id}?limit=1&cursor=${large - 2}`)
    expect(last.body.data.changes).toMatchObject([{ position: large - 1, op: 'create', status: 'applied' }])
    const activities = await world.call('GET', '/api/activities?limit=1&action=record_set.import')
    expect(activities.body.data).toMatchObject([{ after: { changeSetId: body.data.changeSet?.id, changes: large } }])
  })

  test('whoever would rather not wait is told where to look, and sees it come to its end', async () => {
    const reply = await send(zone, lines(large), '', { prefer: 'respond-async' })
    expect([reply.status, reply.body.data.changeSet]).toMatchObject([202, { status: 'pending', total: large }])
    const id = reply.body.data.changeSet?.id ?? 0
    expect(reply.headers.location).toBe(`${zone}/changes/${id}`)
    expect(await settledSet(id)).toMatchObject({ status: 'applied', done: large, total: large })
  })

  test('what somebody else wrote after the plan was made is planned anew, and not overrun by deletes', async () => {
    await send(zone, lines(large))
    const { exclusive } = app.deps.writers
    app.deps.writers.exclusive = async (...args) => {
      app.deps.writers.exclusive = exclusive
      const write = (name: string) =>
        world.call('POST', `${zone}/records`, { name, type: 'A', values: ['203.0.113.1'] })
      await Promise.all([write('host-5'), write(`host-${large - 5}`)])
      return exclusive(...args)
    }
    const file = Array.from({ length: large - 10 }, (_, index) => `host-${index} A 192.0.2.9\n`).join('')
    const { status, body } = await send(zone, file, '?mode=replace&confirm=true')
    expect([status, body.data.changeSet?.status]).toEqual([207, 'partial'])
    expect(body.data.changeSet?.problems).toMatchObject([{ code: 'import_incomplete' }])
    expect(await addresses(world, zone)).toEqual(
      new Map([
        ['192.0.2.9', large - 10],
        ['203.0.113.1', 1],
      ]),
    )
    const again = await send(zone, file, '?mode=replace&confirm=true')
    expect([again.status, again.body.data.counts]).toMatchObject([201, { delete: 1, unchanged: large - 10 }])
  })

  test('others write to the zone while a large file is being made, and neither overruns the other', async () => {
    const reply = await send(zone, lines(4 * large), '', { prefer: 'respond-async' })
    const id = reply.body.data.changeSet?.id ?? 0
    const write = async (name: string, type: string, values: string[]) =>
      (await world.call('POST', `${zone}/records`, { name, type, values })).status
    const statuses = await Promise.all([
      write('beside', 'A', ['203.0.113.1']),
      // At the end of the file, so not made yet; nothing may stand beside it.
      write(`host-${4 * large - 1}`, 'CNAME', ['example.net']),
    ])
    expect(statuses).toEqual([201, 201])
    expect(await changeSet(id)).toMatchObject({ status: 'pending' })
    expect(await settledSet(id)).toMatchObject({ status: 'partial', done: 4 * large, total: 4 * large })
    const { body } = await world.call<{ type: string }[]>('GET', `${zone}/records?name=host-${4 * large - 1}`)
    expect(body.data.map(({ type }) => type)).toEqual(['CNAME'])
    expect(await addresses(world, zone)).toEqual(
      new Map([
        ['192.0.2.1', 4 * large - 1],
        ['203.0.113.1', 1],
      ]),
    )
  })

  test('two at once into one zone come after each other, each as a whole', async () => {
    const replies = await Promise.all(['192.0.2.1', '192.0.2.2'].map(address => send(zone, lines(large, address))))
    expect(replies.map(({ status }) => status)).toEqual([201, 201])
    const found = await addresses(world, zone)
    expect([found.size, [...found.values()]]).toEqual([1, [large]])
  })

  test('writes that come meanwhile are made after it', async () => {
    const imported = send(zone, lines(large))
    const written = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        world.call('POST', `${zone}/records`, { name: `own-${index}`, type: 'A', values: ['203.0.113.1'] }),
      ),
    )
    expect(written.every(({ status }) => status === 201)).toBe(true)
    expect((await imported).status).toBe(201)
    expect((await addresses(world, zone)).get('203.0.113.1')).toBe(20)
  })

  test('one that the process’ end cuts short is told of as partly made, and the same file makes the rest', async () => {
    const reply = await send(zone, lines(large), '', { prefer: 'respond-async' })
    app.deps.imports.stop()
    const id = reply.body.data.changeSet?.id ?? 0
    const cut = await settledSet(id)
    expect(['partial', 'failed']).toContain(cut.status)
    expect(cut.problems).toMatchObject([{ code: 'import_incomplete' }, { code: 'interrupted' }])
    expect((await addresses(world, zone)).get('192.0.2.1') ?? 0).toBe(cut.done)
    const refused = await send(zone, 'www A 192.0.2.1\n')
    expect([refused.status, refused.body.code]).toEqual([503, 'overloaded'])
  })
})

describe('over a real connection', () => {
  let app: TestApp
  let world: ZoneWorld
  let zone: string
  let port: number

  beforeAll(async () => {
    app = await startTestApp()
    world = await createZoneWorld(app)
    zone = await world.makeZone('wire.example')
    await app.app.listen({ host: '127.0.0.1', port: 0 })
    port = (app.app.server.address() as AddressInfo).port
  })
  afterAll(() => app.stop())

  const options = (method: string, path: string, headers: object = {}) => ({
    host: '127.0.0.1',
    port,
    method,
    path: `${zone}${path}`,
    headers: { authorization: `Bearer ${world.owner.token}`, 'content-type': 'text/dns', ...headers },
  })

  /** What a client gets that reads until there is no more; `whole` as HTTP has it. */
  function download(): Promise<{ status: number | undefined; text: string; whole: boolean }> {
    return new Promise((resolve, reject) => {
      const outgoing = request(options('GET', '/export'), reply => {
        let text = ''
        reply.setEncoding('utf8')
        reply.on('data', chunk => {
          text += chunk
        })
        reply.on('error', () => {})
        reply.on('close', () => resolve({ status: reply.statusCode, text, whole: reply.complete }))
      })
      outgoing.on('error', reject)
      outgoing.end()
    })
  }

  test('a client that goes away midway leaves the zone as it was, and no change set', async () => {
    const outgoing = request(options('POST', '/import'))
    outgoing.on('error', () => {})
    for (let part = 0; part < 20; part++) await new Promise(done => outgoing.write(lines(large), done))
    outgoing.destroy()
    const sent = await sender(app, world)(zone, 'after A 192.0.2.1\n')
    expect(sent.status).toBe(201)
    expect(await addresses(world, zone)).toEqual(new Map([['192.0.2.1', 1]]))
    expect((await world.call('GET', `${zone}/changes`)).body.count).toBe(1)
  })

  test.each([{ 'content-length': String(300 * 1024 * 1024) }, {}])(
    'a file that is too large gets a reply that can be read: %j',
    async headers => {
      const reply = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
        const outgoing = request(options('POST', '/import', headers), async incoming => {
          let text = ''
          for await (const chunk of incoming) text += chunk
          resolve({ status: incoming.statusCode, text })
          outgoing.destroy()
        })
        outgoing.on('error', reject)
        const block = Buffer.from(`;${'x'.repeat(1023)}\n`.repeat(1024))
        const write = (left: number) => {
          if (left > 0 && !outgoing.destroyed) outgoing.write(block, () => write(left - 1))
        }
        write(299)
      })
      expect([reply.status, JSON.parse(reply.text).code]).toEqual([400, 'body_too_large'])
    },
  )

  test('a zone that can be read to its end comes whole', async () => {
    const { status, text, whole } = await download()
    expect([status, whole, readZoneFile(text, { origin: 'wire.example.' }).problems]).toEqual([200, true, []])
  })

  describe('where reading fails', () => {
    const kinds = () => app.deps.kinds as Map<string, ProviderKind>
    let builtin: ProviderKind
    beforeAll(() => {
      builtin = kinds().get('builtin')!
    })
    afterAll(() => {
      kinds().set('builtin', builtin)
    })

    /** A provider whose reads break off after so many sets. */
    function breakAfter(count: number): void {
      const open: ProviderKind['open'] = (settings, io) => ({
        ...builtin.open(settings, io),
        async *rrsets() {
          const soa = { name: 'wire.example.', type: 'SOA', ttl: 1, records: ['a. b. 1 2 3 4 5'] }
          for (let index = 0; index < count; index++) {
            yield index === 0 ? soa : { name: `host-${index}.wire.example.`, type: 'A', ttl: 1, records: ['192.0.2.1'] }
          }
          throw new ProviderError({ code: 'unavailable', message: 'the service went away' })
        },
      })
      kinds().set('builtin', { ...builtin, open })
    }

    test('before anything is sent the reply is an error', async () => {
      breakAfter(10)
      const { status, text } = await download()
      expect([status, JSON.parse(text).code]).toEqual([500, 'provider_unavailable'])
    })

    test('on the way the connection is broken off, and what has come is no zone file', async () => {
      breakAfter(20_000)
      const { status, text, whole } = await download()
      expect([status, whole]).toEqual([200, false])
      expect(text).not.toContain('; end of')
      const { problems } = readZoneFile(text, { origin: 'wire.example.' })
      expect(problems.map(({ code }) => code)).toContain('unknown_directive')
    })
  })
})

describe('at a provider that is not atomic, keeps no ledger, and reads in any order', () => {
  let app: TestApp
  let world: ZoneWorld
  let zone: string
  let send: (text: string, query?: string) => Promise<TestReply<ImportData>>
  const batch = { maxChanges: 500, limits: {}, weigh: () => ({}), atomic: false }
  const memory = memoryKind({ capabilities: { batch } })

  beforeAll(async () => {
    app = await startTestApp()
    ;(app.deps.kinds as Map<string, ProviderKind>).set('powerdns', { ...memory, id: 'powerdns' })
    world = await createZoneWorld(app, ['powerdns'])
    zone = await world.makeZone('memory.example', 'powerdns')
    send = (text, query) => sender(app, world)(zone, text, query)
  })
  afterAll(() => app.stop())

  test('the changes that it refuses are told, and the others made', async () => {
    const rejection = { code: 'Refused', message: 'not this one' }
    memory.service.faults = {
      rejects: change => (change.op === 'create' && change.after.name.startsWith('host-77.') ? rejection : undefined),
    }
    const { status, body } = await send(lines(large))
    expect([status, body.data.atomic, body.data.changeSet]).toMatchObject([
      207,
      false,
      { status: 'partial', done: large },
    ])
    expect((await addresses(world, zone)).get('192.0.2.1')).toBe(large - 1)
    memory.service.faults = {}
    expect((await send(lines(large))).body.data.counts).toMatchObject({ create: 1, unchanged: large - 1 })
  })

  test('an outage ends it, with how far it came', async () => {
    let changes = 0
    const rejection = { code: 'Down', message: 'no more' }
    memory.service.faults = { rejects: () => (++changes > 9000 ? rejection : undefined) }
    const { status, body } = await send(lines(large, '192.0.2.2'), '?confirm=true')
    expect([status, body.data.changeSet?.status]).toEqual([207, 'partial'])
    memory.service.faults = {}
    const there = await addresses(world, zone)
    expect(there.get('192.0.2.2')).toBeGreaterThan(0)
    const again = await send(lines(large, '192.0.2.2'), '?confirm=true')
    expect([again.status, again.body.data.counts.unchanged]).toEqual([201, there.get('192.0.2.2')])
    expect(await addresses(world, zone)).toEqual(new Map([['192.0.2.2', large]]))
  })
})
