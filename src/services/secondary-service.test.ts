import { expect, onTestFinished, test } from 'vitest'
import { onEachDatabase } from '../../test/servers/databases.ts'
import { startToldSecondary } from '../../test/servers/told-secondary.ts'
import { testDns } from '../../test/test-io.ts'
import type { RRset } from '../dns/rrset.ts'
import type { DnsClient } from '../resolver/dns-client.ts'
import type { Store } from '../store/store.ts'
import { openSecondaries } from './secondary-service.ts'

const now = Date.parse('2026-11-22T10:00:00Z')
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** Of polls: as long as a busy machine may take. */
const patience = { timeout: 30_000 }

/** A client that tells of each NOTIFY. */
function noting(onNotify: () => void): DnsClient {
  return {
    ...testDns,
    exchange(server, message, options) {
      if (message.opcode === 'NOTIFY') onNotify()
      return testDns.exchange(server, message, options)
    },
  }
}

onEachDatabase(({ open }, kind) => {
  /** As many instances as there can be on the store. */
  async function start(store: Store) {
    const loaded: { zone: string; sets: RRset[] }[] = []
    const nameServer = {
      async load(zone: string, chunks: AsyncIterable<readonly RRset[]>) {
        loaded.push({ zone, sets: (await Array.fromAsync(chunks)).flat() })
      },
      remove: async () => {},
    }
    const isAlone = kind === 'SQLite'
    const tellers = new Set<number>()
    const parts = { store, nameServer, mayAsk: () => true, isAlone, now: Date.now, log }
    const instances = isAlone ? [1] : [1, 2]
    const running = await Promise.all(
      instances.map(instance => openSecondaries({ ...parts, client: noting(() => tellers.add(instance)) })),
    )
    onTestFinished(async () => {
      for (const each of running) await each.close()
    })
    /** Once each instance has looked for what is left. */
    const looked = () => expect.poll(() => running.every(({ lastLook }) => lastLook()), patience).toBe(true)
    return { running, loaded, tellers, looked }
  }

  async function world() {
    const store = await open()
    const told = await startToldSecondary()
    onTestFinished(told.stop)
    const workspace = await store.workspaces.create({ slug: 'w', name: 'W', now })
    const fields = { hostname: null, notify: true, transferFrom: null, tsig: null }
    const { id: secondaryId } = await store.secondaries.create(
      workspace.id,
      { name: 'told', address: '127.0.0.1', port: told.port, ...fields },
      now,
    )
    const zone = { domain: 'left.test.', reference: 'r', workspaceId: workspace.id, now }
    const { id } = await store.hostedZones.create({ ...zone, rrsets: [soa(1)] })
    return { store, told, workspace, secondaryId, zoneId: id }
  }

  test('what an instance has left untold another one tells, and just one', async () => {
    const { store, told, zoneId, secondaryId } = await world()
    await store.hostedZones.commit(zoneId, [{ op: 'replace', before: soa(1), after: soa(2) }])
    const { running, tellers, looked } = await start(store)
    await expect.poll(() => told.told, patience).toContain(2)
    const seen = async () => {
      for (const each of running) await each.flush()
      return (await store.secondaryStates.of('left.test.'))[0]
    }
    await expect.poll(seen, patience).toMatchObject({ secondaryId, seen: { serial: 2, reason: null } })
    await looked()
    // On a busy machine it may be told twice, as by whoever has heard no answer in time; but by nobody else.
    expect(tellers.size).toBe(1)
    expect(new Set(told.told)).toEqual(new Set([2]))
    for (const { lastLook } of running) {
      expect([...(lastLook()?.progress.keys() ?? [])]).toEqual([secondaryId])
      expect(lastLook()?.progress.get(secondaryId)?.followed).toBe(1)
    }
  })

  test('nobody is told of what it has', async () => {
    const { store, told, secondaryId } = await world()
    const seen = { at: now, serial: 1, reason: null }
    await store.secondaryStates.note([{ secondaryId, domain: 'left.test.', seen }])
    const { running, looked } = await start(store)
    await looked()
    for (const { lastLook } of running) {
      expect([...(lastLook()?.progress ?? [])]).toEqual([[secondaryId, { followed: 1, behind: 0 }]])
    }
    running[0]?.served('left.test.', soa(5).records[0])
    await expect.poll(() => told.told, patience).toContain(5)
    expect(new Set(told.told)).toEqual(new Set([5]))
  })

  test('the catalog zone is made of the zones that all follow, each under a label that stays its own', async () => {
    const { store, workspace, zoneId } = await world()
    await store.catalogZones.put(workspace.id, 'catalog.test.', now)
    const { running, loaded } = await start(store)
    await running[0]?.fill()
    const first = loaded.at(-1)!
    expect(first.zone).toBe('catalog.test.')
    const texts = first.sets.map(({ name, type, records }) => `${name} ${type} ${records.join()}`)
    expect(texts).toEqual([
      `catalog.test. SOA invalid. invalid. ${now / 1000} 300 60 2147483646 0`,
      'catalog.test. NS invalid.',
      'version.catalog.test. TXT "2"',
      expect.stringMatching(/^[0-9a-f]{32}\.zones\.catalog\.test\. PTR left\.test\.$/),
    ])
    const zone = { reference: 's', workspaceId: workspace.id, rrsets: [soa(1)], now }
    await store.hostedZones.create({ ...zone, domain: 'more.test.' })
    await expect.poll(() => loaded.at(-1)?.sets.length, patience).toBe(5)
    expect(loaded.at(-1)?.sets[3]).toEqual(first.sets[3])
    await store.hostedZones.delete(zoneId)
    await store.hostedZones.create({ ...zone, reference: 't', domain: 'left.test.' })
    const labelOf = () => loaded.at(-1)?.sets.find(({ records }) => records[0] === 'left.test.')?.name
    const old = [undefined, first.sets[3]?.name]
    await expect.poll(() => old.includes(labelOf()), patience).toBe(false)
  })
})

const soa = (serial: number): RRset => ({
  name: 'left.test.',
  type: 'SOA',
  ttl: 900,
  records: [`ns1.test. hostmaster.test. ${serial} 7200 900 1209600 900`],
})
