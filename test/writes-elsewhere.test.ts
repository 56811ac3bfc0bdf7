import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Intent } from '../src/plan/types.ts'
import { memoryKind } from '../src/providers/memory/kind.ts'
import { createZoneWriters, type ZoneWriters } from '../src/services/zone-writers.ts'
import type { Leases } from '../src/store/history.ts'
import type { Store, Zone } from '../src/store/store.ts'
import { createEngineWorld, type EngineWorld, submissionOf, workspaceOf } from './engine-world.ts'
import { testDns } from './test-io.ts'

const kind = memoryKind()
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const started: ZoneWriters[] = []
let world: EngineWorld
let zone: Zone
let workspaceId: number

beforeEach(async () => {
  world = await createEngineWorld(kind)
  zone = await world.makeZone()
  workspaceId = await workspaceOf(world.store, zone)
})
afterEach(async () => {
  for (const writers of started.splice(0)) await writers.close()
  await world.stop()
})

test('many that wait at the instance without the lease are settled by the other, and looked up together', async () => {
  const lock = createLock()
  const [one, two] = [start(lock), start(lock)]
  await one.write('first')
  await Promise.all(Array.from({ length: 200 }, (_, index) => two.write(`host-${index}`)))
  const [sets] = await world.store.changeSets.list(zone.resource.id, { limit: 1 })
  expect(sets?.status).toBe('applied')
  expect(two.sent()).toBe(0)
  expect(two.calls.get.mock.calls).toEqual([])
  expect(two.calls.publish.mock.calls.length).toBeLessThan(10)
  expect(two.calls.settledOf.mock.calls.length).toBeLessThan(10)
})

test('an answer has what the other instance has made of it', async () => {
  const lock = createLock()
  const [one, two] = [start(lock), start(lock)]
  await one.write('www')
  const [made, refused] = await Promise.allSettled([two.write('new'), two.write('www', 'create')])
  expect(made).toMatchObject({
    value: { changeSet: { status: 'applied' }, outcomes: [{ position: 0, status: 'applied' }] },
  })
  expect(refused).toMatchObject({ reason: { code: 'record_exists' } })
})

test('one that has died is succeeded by whoever waits', async () => {
  const lock = createLock()
  const dead = lock.ofInstance()
  const lease = (await dead.tryTake(zone.resource.id))!
  const two = start(lock)
  const written = two.write('www')
  await vi.waitFor(() => expect(two.calls.publish).toHaveBeenCalled())
  await lease.release()
  expect((await written).changeSet.status).toBe('applied')
  expect(two.sent()).toBe(1)
})

test('work that only one instance can do is given the lease by another one that never stops writing', async () => {
  const lock = createLock()
  const [one, two] = [start(lock), start(lock)]
  let isDone = false
  onTestFinished(() => {
    isDone = true
  })
  const busy = Array.from({ length: 5 }, async (_, number) => {
    while (!isDone) await one.write(`host-${number}`)
  })
  await vi.waitFor(() => expect(one.sent()).toBeGreaterThan(5))
  const written = two.write('www')
  expect(await two.writers.exclusive(zone, async () => 'alone')).toBe('alone')
  expect((await written).changeSet.status).toBe('applied')
  isDone = true
  await Promise.all(busy)
})

/** Writers of an instance, with what they ask of the store that all have. */
function start(lock: ReturnType<typeof createLock>) {
  const { store } = world
  const calls = {
    get: vi.fn(store.changeSets.get),
    settledOf: vi.fn(store.changeSets.settledOf),
    publish: vi.fn(store.notices.publish),
  }
  const { get, settledOf, publish } = calls
  const seen: Store = {
    ...store,
    leases: lock.ofInstance(),
    changeSets: { ...store.changeSets, get, settledOf },
    notices: { ...store.notices, publish },
  }
  const io = { fetch, dns: testDns, now: Date.now, log }
  const kinds = new Map([[kind.id, kind]])
  const writers = createZoneWriters({ store: seen, kinds, io, log, now: Date.now, checkpoint: async () => {} })
  started.push(writers)
  const write = (label: string, op: 'put' | 'create' = 'put') => {
    const rrset = { name: `${label}.${zone.domain}`, type: 'A' as const, ttl: 300, records: ['192.0.2.1'] }
    const intent: Intent = { op, rrset }
    return writers.submit(zone, submissionOf(workspaceId, intent))
  }
  return { writers, calls, write, sent: () => writers.stats().groups }
}

/** Leases that one instance at a time has. */
function createLock() {
  const holders = new Map<number, object>()
  const ofInstance = (): Leases => {
    const self = {}
    return {
      async tryTake(zoneId) {
        if ((holders.get(zoneId) ?? self) !== self) return undefined
        holders.set(zoneId, self)
        return { confirm: async () => {}, release: async () => void holders.delete(zoneId) }
      },
    }
  }
  return { ofInstance }
}
