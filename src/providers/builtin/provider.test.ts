import { describe, expect, test, vi } from 'vitest'
import { createMemoryNameServer, createMemoryZones, describeSets } from '../../../test/memory-zones.ts'
import { testIo } from '../../../test/test-io.ts'
import type { RRset } from '../../dns/rrset.ts'
import { serialOf } from '../../plan/serial.ts'
import type { Change } from '../../plan/types.ts'
import { providerKinds } from '../index.ts'
import { type Provider, ProviderError, type RemoteZone } from '../provider.ts'
import { createBuiltinBacking } from './backing.ts'

const domain = 'example.com.'
const nameServers = ['ns1.example.net.', 'ns2.example.net.']
const set = (name: string, records = ['192.0.2.1'], ttl = 300): RRset => ({
  name: `${name}.${domain}`,
  type: 'A',
  ttl,
  records,
})
const create = (after: RRset): Change => ({ op: 'create', after })

function setUp() {
  const zones = createMemoryZones()
  const nameServer = createMemoryNameServer()
  const scheduled: { work: () => void; milliseconds: number }[] = []
  const log = { warn: vi.fn(), debug: vi.fn() }
  const schedule = (work: () => void, milliseconds: number) => void scheduled.push({ work, milliseconds })
  const backing = createBuiltinBacking({ zones, nameServer, defaults: { nameServers }, log, schedule })
  const kind = providerKinds({ builtin: backing }).get('builtin')!
  const open = (workspaceId: number) => kind.open({ workspaceId }, { ...testIo(), now: () => 1000, log })
  return { zones, nameServer, scheduled, log, backing, kind, open, provider: open(1) }
}

async function withZone() {
  const parts = setUp()
  const zone = await parts.provider.zoneAdmin!.create(domain, { reference: 'r1' })
  return { ...parts, zone, id: Number(zone.hostedZoneId) }
}

async function readAll(provider: Provider, zone: RemoteZone, at?: string[]): Promise<RRset[]> {
  return Array.fromAsync(provider.rrsets(zone, at ? { at } : {}))
}

async function serial(provider: Provider, zone: RemoteZone): Promise<number> {
  const soa = (await readAll(provider, zone, [zone.name])).find(set => set.type === 'SOA')
  return serialOf(soa!.records[0]!)
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    error => error,
  )
  expect(error).toBeInstanceOf(ProviderError)
  return (error as ProviderError).failure.code
}

describe('a new zone', () => {
  test('has its SOA with serial 1 and the NS set of the settings, and is served', async () => {
    const { provider, zone, nameServer } = await withZone()
    expect(zone).toEqual({ hostedZoneId: '1', name: domain, nameServers })
    expect(await readAll(provider, zone)).toEqual([
      { name: domain, type: 'NS', ttl: 86_400, records: nameServers },
      {
        name: domain,
        type: 'SOA',
        ttl: 900,
        records: ['ns1.example.net. hostmaster.example.com. 1 7200 900 1209600 900'],
      },
    ])
    expect(nameServer.served(domain)).toEqual(describeSets(await readAll(provider, zone)))
  })

  test('made again with its reference is the same zone', async () => {
    const { provider, zone } = await withZone()
    expect(await provider.zoneAdmin!.create(domain, { reference: 'r1' })).toEqual(zone)
    expect(await Array.fromAsync(provider.zones())).toEqual([zone])
  })

  test('is refused for a domain that is served, here and in another workspace', async () => {
    const { provider, open } = await withZone()
    expect(await failureOf(provider.zoneAdmin!.create(domain, { reference: 'r2' }))).toBe('conflict')
    expect(await failureOf(open(2).zoneAdmin!.create(domain, { reference: 'r3' }))).toBe('conflict')
    expect(await failureOf(open(2).zoneAdmin!.create(domain, { reference: 'r1' }))).toBe('conflict')
  })

  test('is refused with a reference that stands for another domain', async () => {
    const { provider } = await withZone()
    expect(await failureOf(provider.zoneAdmin!.create('example.org.', { reference: 'r1' }))).toBe('conflict')
  })

  test('is refused above and below a zone of another workspace, and made there within the same', async () => {
    const { provider, open } = await withZone()
    for (const [index, other] of ['com.', 'sub.example.com.', 'a.b.example.com.', '.'].entries()) {
      expect(await failureOf(open(2).zoneAdmin!.create(other, { reference: `o${index}` }))).toBe('conflict')
    }
    const sub = await provider.zoneAdmin!.create('sub.example.com.', { reference: 'r2' })
    expect(sub.name).toBe('sub.example.com.')
    const neighbour = await open(2).zoneAdmin!.create('notexample.com.', { reference: 'o9' })
    expect(neighbour.name).toBe('notexample.com.')
  })

  test('that is refused for another workspace’s sake is never stored, not even for a moment', async () => {
    const { zones, open } = await withZone()
    const create = vi.spyOn(zones, 'create')
    await failureOf(open(2).zoneAdmin!.create(`sub.${domain}`, { reference: 'r' }))
    expect(create).not.toHaveBeenCalled()
  })

  test('of two workspaces that ask for overlapping domains at once one gets it', async () => {
    const { open } = setUp()
    const asked = [1, 2, 3].map(workspace =>
      open(workspace).zoneAdmin!.create(workspace === 2 ? `sub.${domain}` : domain, { reference: 'r' }),
    )
    const results = await Promise.allSettled(asked)
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
  })

  test('steps back where another process has made an overlapping one of another workspace meanwhile', async () => {
    const { zones, provider } = setUp()
    const { create } = zones
    zones.create = async zone => {
      await create({ ...zone, domain: `sub.${domain}`, reference: 'elsewhere', workspaceId: 2 })
      return create(zone)
    }
    expect(await failureOf(provider.zoneAdmin!.create(domain, { reference: 'r1' }))).toBe('conflict')
    expect((await zones.list()).map(zone => zone.domain)).toEqual([`sub.${domain}`])
  })

  test('is there even if the name server could not take it', async () => {
    const { provider, nameServer, log, scheduled, backing } = setUp()
    nameServer.onCall = () => Promise.reject(new Error('down'))
    const zone = await provider.zoneAdmin!.create(domain, { reference: 'r1' })
    expect(await readAll(provider, zone)).toHaveLength(2)
    expect(log.warn).toHaveBeenCalled()
    expect(backing.publisher.unpublished()).toEqual([domain])
    expect(scheduled).toHaveLength(1)
  })
})

describe('a batch', () => {
  test('is stored with the next serial and the ledger in one commit, and served before the promise resolves', async () => {
    const { provider, zone, zones, nameServer } = await withZone()
    const ledger = { activities: [{ actor: 'somebody' }] }
    const result = await provider.apply(zone, [create(set('www')), create(set('ftp'))], { ledger })
    expect(nameServer.served(domain)).toEqual(describeSets(await readAll(provider, zone)))
    expect(result.outcomes.map(({ status }) => status)).toEqual(['applied', 'applied'])
    expect(result.receipt).toBe('2')
    expect(await serial(provider, zone)).toBe(2)
    expect(zones.ledgers).toEqual([ledger])
  })

  test('of nothing moves no serial', async () => {
    const { provider, zone, zones } = await withZone()
    expect(await provider.apply(zone, [])).toEqual({ outcomes: [] })
    expect(await serial(provider, zone)).toBe(1)
    expect(zones.ledgers).toEqual([])
  })

  test('with a precondition that fails changes nothing: that one is a conflict, the others are skipped', async () => {
    const { provider, zone, nameServer } = await withZone()
    await provider.apply(zone, [create(set('www'))])
    const batch: Change[] = [create(set('ftp')), create(set('www', ['192.0.2.9'])), create(set('mail'))]
    const { outcomes } = await provider.apply(zone, batch)
    expect(outcomes.map(({ status }) => status)).toEqual(['skipped', 'failed', 'skipped'])
    expect(outcomes[1]).toMatchObject({ change: batch[1], failure: { code: 'conflict' } })
    expect(await serial(provider, zone)).toBe(2)
    expect(nameServer.served(domain)).toEqual(describeSets(await readAll(provider, zone)))
  })

  test('that touches the SOA or the apex NS set is rejected', async () => {
    const { provider, zone } = await withZone()
    const apex = await readAll(provider, zone)
    for (const before of apex) {
      const { outcomes } = await provider.apply(zone, [create(set('www')), { op: 'delete', before }])
      expect(outcomes).toMatchObject([{ status: 'skipped' }, { status: 'failed', failure: { code: 'rejected' } }])
    }
    expect(await readAll(provider, zone)).toEqual(apex)
  })

  test.each<[string, Partial<RRset>]>([
    ['outside the zone', { name: 'www.example.org.' }],
    ['with data that cannot be read', { records: ['192.0.2.300'] }],
    ['with data that are not canonical', { type: 'AAAA', records: ['2001:DB8::1'] }],
    ['with a value twice', { records: ['192.0.2.1', '192.0.2.1'] }],
    ['without values', { records: [] }],
    ['with a TTL out of range', { ttl: 2 ** 31 }],
    ['with a variant', { variant: 'blue' }],
    ['that is proxied', { options: { proxied: true } }],
    ['of a type that answers questions only', { type: 'ANY' }],
  ])('with a set %s is rejected, and the rest of it skipped', async (_, wrong) => {
    const { provider, zone } = await withZone()
    const { outcomes } = await provider.apply(zone, [create({ ...set('bad'), ...wrong }), create(set('good'))])
    expect(outcomes).toMatchObject([{ status: 'failed', failure: { code: 'rejected' } }, { status: 'skipped' }])
    expect(await readAll(provider, zone)).toHaveLength(2)
  })

  test('with options that are switched off is stored without them', async () => {
    const { provider, zone } = await withZone()
    const { outcomes } = await provider.apply(zone, [create({ ...set('www'), options: { proxied: false } })])
    expect(outcomes[0]!.status).toBe('applied')
    expect(await readAll(provider, zone, [`www.${domain}`])).toEqual([set('www')])
  })

  test('is stored although another process moves the serial at the same moment', async () => {
    const { provider, zone, zones, id } = await withZone()
    let rivals = 3
    zones.beforeCommit = async () => {
      if (rivals-- <= 0) return
      const { commit, beforeCommit } = zones
      zones.beforeCommit = async () => {}
      const soa = (await zones.rrsetsAt(id, [domain])).find(set => set.type === 'SOA')!
      const [text] = soa.records
      const moved = text!.replace(/ (\d+) 7200/, (_, serial) => ` ${Number(serial) + 1} 7200`)
      await commit(id, [{ op: 'replace', before: soa, after: { ...soa, records: [moved] } }], undefined, 'moved')
      zones.beforeCommit = beforeCommit
    }
    const { outcomes } = await provider.apply(zone, [create(set('www'))])
    expect(outcomes[0]!.status).toBe('applied')
    expect(await serial(provider, zone)).toBe(5)
  })

  test('that the store gives no answer to is unknown, and the name server gets what the store holds', async () => {
    const { provider, zone, zones, nameServer } = await withZone()
    zones.afterCommit = () => Promise.reject(new Error('connection lost'))
    const { outcomes } = await provider.apply(zone, [create(set('www'))])
    expect(outcomes).toMatchObject([{ status: 'unknown', failure: { code: 'unavailable' } }])
    expect(await readAll(provider, zone)).toHaveLength(3)
    expect(nameServer.served(domain)).toEqual(describeSets(await readAll(provider, zone)))
  })

  test('for a zone that is gone, or another workspace’s, throws not_found', async () => {
    const { provider, open, zone } = await withZone()
    expect(await failureOf(open(2).apply(zone, [create(set('www'))]))).toBe('not_found')
    await provider.zoneAdmin!.delete(zone)
    expect(await failureOf(provider.apply(zone, [create(set('www'))]))).toBe('not_found')
  })

  test('that was given up while it waited is not sent', async () => {
    const { provider, zone, zones } = await withZone()
    const gate = Promise.withResolvers<void>()
    zones.beforeCommit = () => gate.promise
    const first = provider.apply(zone, [create(set('www'))])
    const controller = new AbortController()
    const second = failureOf(provider.apply(zone, [create(set('ftp'))], { signal: controller.signal }))
    controller.abort()
    gate.resolve()
    expect((await first).outcomes[0]!.status).toBe('applied')
    expect(await second).toBe('unavailable')
    expect(await readAll(provider, zone, [`ftp.${domain}`])).toEqual([])
  })
})

describe('the name server', () => {
  test('learns of batches in the order they were committed in', async () => {
    const { provider, zone, nameServer, zones } = await withZone()
    let delay = 5
    zones.afterCommit = () => new Promise(resolve => setTimeout(resolve, delay--))
    const batches = Array.from({ length: 5 }, (_, index) => provider.apply(zone, [create(set(`h${index}`))]))
    await Promise.all(batches)
    expect(nameServer.served(domain)).toEqual(describeSets(await readAll(provider, zone)))
    expect(await serial(provider, zone)).toBe(6)
  })

  test('gets the whole zone at once where it could not take a change, and the batch is applied all the same', async () => {
    const { provider, zone, nameServer, backing, log } = await withZone()
    nameServer.onCall = async call => {
      if (call.startsWith('apply')) throw new Error('out of step')
    }
    const { outcomes } = await provider.apply(zone, [create(set('www'))])
    expect(outcomes[0]!.status).toBe('applied')
    expect(log.warn).toHaveBeenCalledTimes(1)
    expect(backing.publisher.unpublished()).toEqual([])
    expect(nameServer.served(domain)).toEqual(describeSets(await readAll(provider, zone)))
  })

  test('that is down gets the zone when it is back; nothing acknowledged is lost and nothing reported as failed', async () => {
    const { provider, zone, nameServer, backing, scheduled } = await withZone()
    nameServer.onCall = () => Promise.reject(new Error('down'))
    const first = await provider.apply(zone, [create(set('www'))])
    const second = await provider.apply(zone, [create(set('ftp'))])
    expect([...first.outcomes, ...second.outcomes].map(({ status }) => status)).toEqual(['applied', 'applied'])
    expect(backing.publisher.unpublished()).toEqual([domain])
    expect(scheduled).toHaveLength(1)

    nameServer.onCall = async () => {}
    scheduled[0]!.work()
    await backing.queues.run(domain, async () => {})
    expect(backing.publisher.unpublished()).toEqual([])
    expect(nameServer.served(domain)).toEqual(describeSets(await readAll(provider, zone)))
  })

  test('is tried again after longer and longer, up to a minute', async () => {
    const { provider, zone, nameServer, backing, scheduled } = await withZone()
    nameServer.onCall = () => Promise.reject(new Error('down'))
    await provider.apply(zone, [create(set('www'))])
    for (let attempt = 0; attempt < 8; attempt++) {
      scheduled[attempt]!.work()
      await backing.queues.run(domain, async () => {})
    }
    const seconds = scheduled.map(({ milliseconds }) => milliseconds / 1000)
    expect(seconds).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
  })

  test('with old data of a zone gets it whole with the next write, not the write alone', async () => {
    const { provider, zone, nameServer, backing, scheduled } = await withZone()
    nameServer.onCall = () => Promise.reject(new Error('down'))
    await provider.apply(zone, [create(set('www'))])
    nameServer.onCall = async () => {}
    await provider.apply(zone, [create(set('ftp'))])
    expect(nameServer.served(domain)).toEqual(describeSets(await readAll(provider, zone)))

    nameServer.calls.length = 0
    scheduled[0]!.work()
    await backing.queues.run(domain, async () => {})
    expect(nameServer.calls).toEqual([])
  })
})

describe('deleting a zone', () => {
  test('takes it from the store and the name server', async () => {
    const { provider, zone, zones, nameServer } = await withZone()
    await provider.zoneAdmin!.delete(zone)
    expect(await zones.list()).toEqual([])
    expect(nameServer.served(domain)).toBeUndefined()
  })

  test('that is gone already is no error, and does nothing to a new zone of the same name', async () => {
    const { provider, zone, nameServer } = await withZone()
    await provider.zoneAdmin!.delete(zone)
    const again = await provider.zoneAdmin!.create(domain, { reference: 'r2' })
    await provider.zoneAdmin!.delete(zone)
    expect(await readAll(provider, again)).toHaveLength(2)
    expect(nameServer.served(domain)).toHaveLength(2)
  })

  test('of another workspace does nothing', async () => {
    const { provider, open, zone } = await withZone()
    await open(2).zoneAdmin!.delete(zone)
    expect(await readAll(provider, zone)).toHaveLength(2)
  })

  test('is made up for later where the name server is down', async () => {
    const { provider, zone, nameServer, backing, scheduled } = await withZone()
    nameServer.onCall = () => Promise.reject(new Error('down'))
    await provider.zoneAdmin!.delete(zone)
    nameServer.onCall = async () => {}
    scheduled[0]!.work()
    await backing.queues.run(domain, async () => {})
    expect(nameServer.served(domain)).toBeUndefined()
  })
})

describe('reading', () => {
  test('another workspace sees nothing: neither in the list, nor by id', async () => {
    const { open, zone } = await withZone()
    expect(await Array.fromAsync(open(2).zones())).toEqual([])
    expect(await failureOf(readAll(open(2), zone))).toBe('not_found')
    expect(await failureOf(open(2).page!(zone, { limit: 10 }))).toBe('not_found')
  })

  test.each(['', '0', '99', 'abc', '1.5', '-1', '1e0', '1 or 1=1'])('there is no zone with the id “%s”', async id => {
    const { provider, zone } = await withZone()
    expect(await failureOf(readAll(provider, { ...zone, hostedZoneId: id }))).toBe('not_found')
  })

  test('that fails or breaks off throws, and never looks like an empty zone', async () => {
    const { provider, zone, zones } = await withZone()
    zones.rrsets = async function* () {
      yield [set('www')]
      throw new Error('disk failure')
    }
    zones.rrsetsAt = () => Promise.reject(new Error('disk failure'))
    expect(await failureOf(readAll(provider, zone))).toBe('unavailable')
    expect(await failureOf(readAll(provider, zone, [domain]))).toBe('unavailable')
  })

  test('stops when the caller gives up', async () => {
    const { provider, zone } = await withZone()
    const signal = AbortSignal.abort()
    expect(await failureOf(Array.fromAsync(provider.rrsets(zone, { signal })))).toBe('unavailable')
    expect(await failureOf(Array.fromAsync(provider.zones({ signal })))).toBe('unavailable')
  })

  test('pages of any size put together are the zone in its order', async () => {
    const { provider, zone } = await withZone()
    await provider.apply(
      zone,
      ['b', 'a', 'x.a', '*'].map(name => create(set(name))),
    )
    const all = await provider.page!(zone, { limit: 100 })
    for (const limit of [1, 2, 5]) {
      const pages: RRset[] = []
      for (let after: RRset | undefined; ; after = pages.at(-1)) {
        const page = await provider.page!(zone, after ? { limit, after } : { limit })
        if (page.length === 0) break
        pages.push(...page)
      }
      expect(pages).toEqual(all)
    }
    expect(all.map(set => set.name)).toEqual([
      domain,
      domain,
      `*.${domain}`,
      `a.${domain}`,
      `x.a.${domain}`,
      `b.${domain}`,
    ])
  })
})

describe('at the start', () => {
  test('every zone is loaded; one that cannot be is told, tried again, and does not stop the others', async () => {
    const first = await withZone()
    await first.provider.zoneAdmin!.create('example.net.', { reference: 'r2' })
    await first.open(2).zoneAdmin!.create('example.org.', { reference: 'r1' })

    const nameServer = createMemoryNameServer()
    nameServer.onCall = async call => {
      if (call === 'load example.net.') throw new Error('bad zone')
    }
    const scheduled: (() => void)[] = []
    const backing = createBuiltinBacking({
      zones: first.zones,
      nameServer,
      defaults: { nameServers },
      log: first.log,
      schedule: work => void scheduled.push(work),
    })
    const failures = await backing.publisher.publishAll()
    expect(failures).toEqual([{ domain: 'example.net.', error: new Error('bad zone') }])
    expect(backing.publisher.unpublished()).toEqual(['example.net.'])
    expect([nameServer.served(domain), nameServer.served('example.org.')]).not.toContain(undefined)

    nameServer.onCall = async () => {}
    scheduled[0]!()
    await backing.queues.run('example.net.', async () => {})
    expect(nameServer.served('example.net.')).toHaveLength(2)
    expect(backing.publisher.unpublished()).toEqual([])
  })
})

test('without a workspace the kind does not open', () => {
  const { kind, log } = setUp()
  expect(() => kind.open({}, { ...testIo(), log })).toThrow(ProviderError)
})
