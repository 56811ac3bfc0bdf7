import { afterEach, expect, test } from 'vitest'
import { setOf } from '../src/plan/change.ts'
import type { Change, Intent } from '../src/plan/types.ts'
import type { Faults } from '../src/providers/memory/faults.ts'
import { memoryKind } from '../src/providers/memory/kind.ts'
import type { Capabilities } from '../src/providers/provider.ts'
import { createRateLimiters } from '../src/providers/wrappers/rate-limiters.ts'
import { wrapKind } from '../src/providers/wrappers/wrap-kind.ts'
import type { Zone } from '../src/store/store.ts'
import { createTestClock } from './engine-clock.ts'
import { createEngineWorld, type Engine, type EngineWorld, submissionOf, workspaceOf } from './engine-world.ts'

let world: EngineWorld
let engine: Engine
afterEach(async () => {
  await engine.writers.close()
  await world.stop()
})

/** A service with such faults and all wrappers around it; time passes by itself, and no longer than it must. */
async function start(faults: Faults = {}, capabilities: Partial<Capabilities> = {}): Promise<void> {
  const clock = createTestClock(Date.now())
  const kind = memoryKind({ clock, faults, capabilities })
  world = await createEngineWorld(kind)
  engine = world.start({ kind: wrapKind(kind, { clock, random: () => 0.5, limiters: createRateLimiters({ clock }) }) })
  clock.passByItself()
}

const put = (zone: Zone, name: string, value = '192.0.2.1'): Intent => ({
  op: 'put',
  rrset: { name: `${name}.${zone.domain}`, type: 'A', ttl: 300, records: [value] },
})

async function write(zone: Zone, ...intents: Intent[]) {
  return engine.writers.submit(zone, submissionOf(await workspaceOf(world.store, zone), ...intents))
}

/** Submits one set after another while the zone's writer is busy, so that they go together; gives what each was told. */
async function inOneGroup(zone: Zone, sets: readonly Intent[][]) {
  const { promise: isStored, resolve: store } = Promise.withResolvers<void>()
  const others = engine.writers.exclusive(zone, () => isStored)
  const ends = sets.map(intents => write(zone, ...intents))
  const isPending = async () => (await world.store.changeSets.pending(zone.resource.id)).length === sets.length
  while (!(await isPending())) await new Promise(resolve => setImmediate(resolve))
  store()
  await others
  return Promise.allSettled(ends)
}

function once(work: () => void): () => void {
  let left: (() => void) | undefined = work
  return () => {
    left?.()
    left = undefined
  }
}

function addresses(zone: Zone): string[] {
  const sets = world.kind.service.sets(zone.binding.hostedZoneId)
  return sets.filter(({ type }) => type === 'A').map(({ name }) => name.slice(0, -zone.domain.length - 1))
}

const rate = { requests: 5, perSeconds: 1, scope: 'account' as const }
const isBad = (change: Change) => setOf(change).name.startsWith('bad')
const rejects = (change: Change) => (isBad(change) ? { code: 'E42', message: 'we do not take this' } : undefined)
const batch = { maxChanges: 1000, limits: {}, weigh: () => ({}) }

test('a thousand callers of one zone cost a handful of calls, however slow and limited the service is', async () => {
  await start({ latency: 200, rate }, { rate })
  const zone = await world.makeZone()
  await Promise.all(Array.from({ length: 1000 }, (_, index) => write(zone, put(zone, `host-${index}`))))
  const { requests } = world.kind.service
  expect(addresses(zone)).toHaveLength(1000)
  expect(requests.length).toBeLessThanOrEqual(8)
  expect(requests.filter(({ refused }) => refused)).toEqual([])
})

test('one poisoned set fails alone, in the provider’s words, and the others go through', async () => {
  await start({ rejects, blamesBatch: true })
  const zone = await world.makeZone()
  const names = Array.from({ length: 50 }, (_, index) => (index === 17 ? 'bad' : `good-${index}`))
  const ends = await Promise.allSettled(names.map(name => write(zone, put(zone, name))))
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  expect(ends[17]).toMatchObject({
    reason: { code: 'provider_rejected', details: [{ code: 'E42', message: 'we do not take this' }] },
  })
  expect(addresses(zone).sort()).toEqual(names.filter(name => name !== 'bad').sort())
})

test('several poisoned sets among many cost calls for themselves, and not one for each caller', async () => {
  await start({ rejects, blamesBatch: true })
  const zone = await world.makeZone()
  const names = Array.from({ length: 500 }, (_, index) => (index % 250 === 100 ? `bad-${index}` : `good-${index}`))
  const ends = await Promise.allSettled(names.map(name => write(zone, put(zone, name))))
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(2)
  expect(addresses(zone)).toHaveLength(498)
  expect(world.kind.service.requests.length).toBeLessThan(80)
})

test('a set of changes is made whole or not at all where the provider is atomic', async () => {
  await start({ rejects })
  const zone = await world.makeZone()
  const end = write(zone, put(zone, 'one'), put(zone, 'bad'), put(zone, 'two'))
  await expect(end).rejects.toMatchObject({ code: 'provider_rejected' })
  expect(addresses(zone)).toEqual([])
})

test('who deletes what another caller is still to create is not answered before that is created', async () => {
  await start({ rejects })
  const zone = await world.makeZone()
  const [made, deleted, refused] = await inOneGroup(zone, [
    [put(zone, 'short'), put(zone, 'long')],
    [{ op: 'delete', name: `short.${zone.domain}`, type: 'A' }],
    [put(zone, 'bad')],
  ])
  expect(refused).toMatchObject({ reason: { code: 'provider_rejected' } })
  expect(made).toMatchObject({ value: { changeSet: { status: 'applied' } } })
  expect(deleted).toMatchObject({ value: { changeSet: { status: 'applied' } } })
  expect(addresses(zone)).toEqual(['long'])
})

test('nobody deletes what another caller could not create', async () => {
  await start({ rejects })
  const zone = await world.makeZone()
  const [failed, deleted] = await inOneGroup(zone, [
    [put(zone, 'short'), put(zone, 'bad')],
    [{ op: 'delete', name: `short.${zone.domain}`, type: 'A' }],
  ])
  expect(failed).toMatchObject({ reason: { code: 'provider_rejected' } })
  expect(deleted).toMatchObject({ reason: { details: [{ code: 'record_not_found' }] } })
})

test('what was made of a set that is planned anew does not take back what others have made of it since', async () => {
  await start({}, { batch: { ...batch, atomic: false } })
  const zone = await world.makeZone()
  const { service } = world.kind
  const meddle = once(() =>
    service.change(zone.binding.hostedZoneId, [
      { op: 'create', after: { name: `other.${zone.domain}`, type: 'A', ttl: 300, records: ['192.0.2.9'] } },
    ]),
  )
  await engine.writers.close()
  engine = world.start({ checkpoint: async name => void (name === 'before-send' && meddle()) })
  const ends = await inOneGroup(zone, [
    [put(zone, 'shared', '192.0.2.1'), put(zone, 'other')],
    [put(zone, 'shared', '192.0.2.2')],
  ])
  const applied = { value: { changeSet: { status: 'applied' } } }
  expect(ends).toMatchObject([applied, applied])
  const sets = service.sets(zone.binding.hostedZoneId).filter(({ type }) => type === 'A')
  expect(Object.fromEntries(sets.map(({ name, records }) => [name.split('.')[0], records[0]]))).toEqual({
    shared: '192.0.2.2',
    other: '192.0.2.1',
  })
})

test('a provider that makes a part of a set of changes has its part told, change by change', async () => {
  await start({ rejects }, { batch: { ...batch, atomic: false } })
  const zone = await world.makeZone()
  const { changeSet, outcomes } = await write(zone, put(zone, 'one'), put(zone, 'bad'), put(zone, 'two'))
  expect(changeSet.status).toBe('partial')
  expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'failed', 'applied'])
  expect(addresses(zone)).toEqual(['one', 'two'])
})

test('a workspace that floods its zones does not keep another one waiting', async () => {
  await start({ latency: 200 })
  const first = await world.makeZone()
  const flooded = [first]
  for (let count = 1; count < 60; count++) flooded.push(await world.makeZone({ beside: first }))
  const quiet = await world.makeZone()
  const flood = flooded.map(zone => write(zone, put(zone, 'host')))
  const { requests } = world.kind.service
  while (requests.length === 0) await new Promise(resolve => setImmediate(resolve))
  await write(quiet, put(quiet, 'host'))
  const before = requests.filter(({ kind }) => kind === 'write').findIndex(({ zone }) => zone === quiet.domain)
  await Promise.all(flood)
  expect(requests.filter(({ kind }) => kind === 'write')).toHaveLength(61)
  expect(before).toBeLessThan(35)
})

test('answers that get lost are looked up, and every write is in once', async () => {
  await start({ seed: 7, lostAnswers: 0.3, lostOnTheWay: 0.2, lostRequests: 0.2 })
  const zone = await world.makeZone()
  for (let index = 0; index < 20; index++) await write(zone, put(zone, `host-${index}`))
  expect(addresses(zone)).toHaveLength(20)
})

test('a change that is under way is waited for', async () => {
  await start({ latency: 50, underWay: 900 })
  const zone = await world.makeZone()
  await write(zone, put(zone, 'one'))
  await write(zone, put(zone, 'two'))
  expect(addresses(zone)).toEqual(['one', 'two'])
  expect(world.kind.service.requests.some(({ refused }) => refused)).toBe(true)
})

test('reads that are behind for a while cost time, and no write', async () => {
  await start({ seed: 3, latency: 100, staleReads: { chance: 0.5, writes: 2, milliseconds: 300 } })
  const zone = await world.makeZone()
  const add = (value: string): Intent => ({
    op: 'add',
    name: `www.${zone.domain}`,
    type: 'A',
    ttl: 300,
    records: [value],
  })
  for (let index = 0; index < 20; index++) await write(zone, add(`192.0.2.${index}`))
  const www = world.kind.service.sets(zone.binding.hostedZoneId).find(({ type }) => type === 'A')
  expect(www?.records).toHaveLength(20)
})
