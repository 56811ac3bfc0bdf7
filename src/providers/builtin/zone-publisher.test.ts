import { describe, expect, test, vi } from 'vitest'
import { createMemoryNameServer, createMemoryZones, describeSets } from '../../../test/memory-zones.ts'
import type { RRset } from '../../dns/rrset.ts'
import { serialOf } from '../../plan/serial.ts'
import { createBuiltinBacking } from './backing.ts'
import { commitBatch } from './commit-batch.ts'
import type { ForeignCommit } from './zone-news.ts'

const domain = 'example.com.'
const defaults = { nameServers: ['ns1.example.net.'] }
const log = { warn: vi.fn() }
const hostedZone = { id: 1, domain, workspaceId: 1 }
const set = (name: string, address: string): RRset => ({
  name: `${name}.${domain}`,
  type: 'A',
  ttl: 300,
  records: [address],
})

/** Two instances with one store; the first one's name server has the zone, and hears of the other's commits when it's told to. */
async function setUp() {
  const zones = createMemoryZones()
  const nameServer = createMemoryNameServer()
  const own = createBuiltinBacking({ zones, nameServer, defaults, log })
  const other = createBuiltinBacking({ zones, nameServer: createMemoryNameServer(), defaults, log })
  const soa = { name: domain, type: 'SOA', ttl: 900, records: ['ns1.example.net. h.example.com. 1 1 1 1 1'] }
  await zones.create({ domain, reference: 'r', workspaceId: 1, rrsets: [soa], now: 0 })
  await own.publisher.publishAll()
  await other.publisher.publishAll()
  const stored = async () => (await Array.fromAsync(zones.rrsets(1, 100))).flat()
  const write = async (backing: typeof own, name: string, address: string): Promise<ForeignCommit> => {
    const after = set(name, address)
    const before = (await stored()).find(one => one.name === after.name)
    await commitBatch(backing, hostedZone, [before ? { op: 'replace', before, after } : { op: 'create', after }], {})
    const [found] = await zones.soas()
    return { domain, hostedZoneId: 1, serial: serialOf(found!.soa), sets: [[after.name, 'A']] }
  }
  return {
    zones,
    nameServer,
    publisher: own.publisher,
    writeHere: (name: string, address: string) => write(own, name, address),
    writeElsewhere: (name: string, address: string) => write(other, name, address),
    served: () => nameServer.served(domain),
    servedSerial: () => Number(/SOA \d+ \S+ \S+ (\d+)/.exec(nameServer.served(domain)?.join('\n') ?? '')?.[1]),
    stored: async () => describeSets(await stored()),
  }
}

describe('a commit elsewhere', () => {
  test('is answered as soon as it is heard of', async () => {
    const { publisher, writeElsewhere, served, stored } = await setUp()
    await publisher.follow(await writeElsewhere('a', '192.0.2.1'))
    expect(served()).toEqual(await stored())
  })

  test('that was not heard of is found missing, whatever this instance has committed since', async () => {
    const { publisher, writeHere, writeElsewhere, served, servedSerial, stored } = await setUp()
    await writeElsewhere('a', '192.0.2.1')
    await writeHere('b', '192.0.2.2')
    expect(served()).toContain(`b.${domain} A 300 192.0.2.2`)
    expect(servedSerial()).toBe(1)
    await publisher.reconcile(false)
    await writeHere('c', '192.0.2.3')
    expect(served()).not.toEqual(await stored())
    await publisher.reconcile(false)
    expect(served()).toEqual(await stored())
  })

  test('that was not heard of is found missing, though an earlier one was read when it was there already', async () => {
    const { publisher, writeElsewhere, served, servedSerial, stored } = await setUp()
    const heard = await writeElsewhere('a', '192.0.2.1')
    await writeElsewhere('b', '192.0.2.2')
    await publisher.follow(heard)
    expect(servedSerial()).toBe(2)
    await publisher.reconcile(false)
    await publisher.reconcile(false)
    expect(served()).toEqual(await stored())
  })

  test('that is heard of after one made here closes the gap', async () => {
    const { publisher, writeHere, writeElsewhere, nameServer, served, stored } = await setUp()
    const late = await writeElsewhere('a', '192.0.2.1')
    await writeHere('b', '192.0.2.2')
    await publisher.follow(late)
    expect(served()).toEqual(await stored())
    const calls = nameServer.calls.length
    await publisher.reconcile(true)
    await publisher.reconcile(false)
    await publisher.reconcile(false)
    expect(nameServer.calls).toHaveLength(calls)
  })

  test('that a load has brought already costs nothing more', async () => {
    const { zones, publisher, writeElsewhere, nameServer } = await setUp()
    const late = await writeElsewhere('a', '192.0.2.1')
    await publisher.reconcile(true)
    const calls = nameServer.calls.length
    const read = vi.spyOn(zones, 'rrsetsAt')
    await publisher.follow(late)
    expect([nameServer.calls.length, read.mock.calls.length]).toEqual([calls, 0])
  })

  test('one of many at once is read together with the others', async () => {
    const { zones, publisher, writeElsewhere, served, stored } = await setUp()
    const heard: ForeignCommit[] = []
    for (const name of ['a', 'b', 'a', 'c']) heard.push(await writeElsewhere(name, `192.0.2.${heard.length}`))
    const read = vi.spyOn(zones, 'rrsetsAt')
    await Promise.all(heard.map(commit => publisher.follow(commit)))
    expect(read).toHaveBeenCalledTimes(1)
    expect(served()).toEqual(await stored())
  })
})

describe('a comparison', () => {
  test('loads at once what is behind where commits were missed for certain', async () => {
    const { publisher, writeHere, writeElsewhere, served, stored } = await setUp()
    await writeElsewhere('a', '192.0.2.1')
    await writeHere('b', '192.0.2.2')
    await publisher.reconcile(true)
    expect(served()).toEqual(await stored())
  })

  test('leaves a zone alone that moves on meanwhile', async () => {
    const { publisher, writeElsewhere, nameServer, served, stored } = await setUp()
    const onItsWay = await writeElsewhere('a', '192.0.2.1')
    await publisher.reconcile(false)
    await publisher.follow(onItsWay)
    await publisher.reconcile(false)
    await publisher.reconcile(false)
    expect(nameServer.calls.filter(call => call.startsWith('load'))).toHaveLength(1)
    expect(served()).toEqual(await stored())
  })

  test('finds a zone that was deleted and made anew with the same serial', async () => {
    const { zones, publisher, served } = await setUp()
    await zones.delete(1)
    const soa = { name: domain, type: 'SOA', ttl: 900, records: ['ns9.example.net. h.example.com. 1 1 1 1 1'] }
    await zones.create({ domain, reference: 'again', workspaceId: 1, rrsets: [soa], now: 0 })
    await publisher.reconcile(true)
    expect(served()?.join()).toContain('ns9.example.net.')
  })
})
