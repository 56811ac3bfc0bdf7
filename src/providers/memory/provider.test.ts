import { expect, test } from 'vitest'
import { testIo } from '../../../test/test-io.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Change } from '../../plan/types.ts'
import { type Capabilities, type Provider, ProviderError, type RemoteZone } from '../provider.ts'
import type { Faults } from './faults.ts'
import { type MemoryKind, memoryKind } from './kind.ts'

const io = testIo()

interface Opened {
  kind: MemoryKind
  provider: Provider
  zone: RemoteZone
  clock: ReturnType<typeof handClock>
}

/** Time stands still but for what is slept. */
function handClock() {
  const clock = {
    time: 0,
    now: () => clock.time,
    sleep: async (milliseconds: number) => {
      clock.time += milliseconds
    },
  }
  return clock
}

async function open(faults: Faults = {}, capabilities: Partial<Capabilities> = {}, pageSize?: number): Promise<Opened> {
  const clock = handClock()
  const kind = memoryKind({ capabilities, clock, ...(pageSize && { pageSize }) })
  const provider = kind.open({ account: 'one' }, io)
  const zone = await provider.zoneAdmin!.create('example.com.', { reference: 'first' })
  kind.service.requests.length = 0
  kind.service.faults = faults
  return { kind, provider, zone, clock }
}

const set = (name: string, value = '192.0.2.1'): RRset => ({
  name: `${name}.example.com.`,
  type: 'A',
  ttl: 300,
  records: [value],
})
const create = (name: string): Change => ({ op: 'create', after: set(name) })
const notAtomic = { batch: { maxChanges: 100, limits: {}, weigh: () => ({}), atomic: false } }

async function names({ provider, zone }: Opened): Promise<string[]> {
  const sets = await Array.fromAsync(provider.rrsets(zone))
  return sets.filter(({ type }) => type === 'A').map(({ name }) => name.split('.')[0]!)
}

async function failureOf(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ProviderError)
  return (error as ProviderError).failure
}

test('a rejected change carries the service’s own words, and takes the rest of an atomic batch with it', async () => {
  const rejects = (change: Change) =>
    change.op === 'create' && change.after.name.startsWith('bad')
      ? { code: 'E42', message: 'we do not like it' }
      : undefined
  const atomic = await open({ rejects })
  const batch = [create('a'), create('bad'), create('b')]
  const { outcomes } = await atomic.provider.apply(atomic.zone, batch)
  expect(outcomes.map(({ status }) => status)).toEqual(['skipped', 'failed', 'skipped'])
  expect(outcomes[1]).toMatchObject({
    failure: { code: 'rejected', message: 'we do not like it', details: { code: 'E42' } },
  })
  expect(await names(atomic)).toEqual([])

  const loose = await open({ rejects }, notAtomic)
  const parted = await loose.provider.apply(loose.zone, batch)
  expect(parted.outcomes.map(({ status }) => status)).toEqual(['applied', 'failed', 'applied'])
  expect(await names(loose)).toEqual(['a', 'b'])
})

test('a service that blames the batch says the same of every change', async () => {
  const rejects = (change: Change) =>
    change.op === 'create' && change.after.name.startsWith('bad') ? { code: 'E42', message: 'no' } : undefined
  const one = await open({ rejects, blamesBatch: true })
  const { outcomes } = await one.provider.apply(one.zone, [create('a'), create('bad')])
  expect(outcomes.map(({ status }) => status)).toEqual(['failed', 'failed'])
})

test('a lost answer leaves the changes made and the caller in the dark', async () => {
  const one = await open({ lostAnswers: 1 })
  const { outcomes } = await one.provider.apply(one.zone, [create('a')])
  expect(outcomes).toMatchObject([{ status: 'unknown', failure: { code: 'unavailable' } }])
  expect(await names(one)).toEqual(['a'])
})

test('a request lost on the way leaves the caller just as much in the dark, and nothing made', async () => {
  const one = await open({ lostOnTheWay: 1 })
  const { outcomes } = await one.provider.apply(one.zone, [create('a')])
  expect(outcomes).toMatchObject([{ status: 'unknown' }])
  expect(await names(one)).toEqual([])
})

test('a request that was never sent throws', async () => {
  const one = await open({ lostRequests: 1 })
  expect(await failureOf(one.provider.apply(one.zone, [create('a')]))).toMatchObject({ code: 'unavailable' })
  expect(await failureOf(Array.fromAsync(one.provider.rrsets(one.zone)))).toMatchObject({ code: 'unavailable' })
  expect(one.kind.service.requests).toEqual([])
})

test('a batch that breaks off is made up to some change, and never in an atomic service', async () => {
  const loose = await open({ partial: 1 }, notAtomic)
  const batch = ['a', 'b', 'c', 'd'].map(create)
  const { outcomes } = await loose.provider.apply(loose.zone, batch)
  const made = outcomes.filter(({ status }) => status === 'applied').length
  expect(made).toBeGreaterThan(0)
  expect(outcomes.map(({ status }) => status)).toEqual(
    batch.map((_, index) => (index < made ? 'applied' : index === made ? 'failed' : 'skipped')),
  )
  expect(await names(loose)).toEqual(['a', 'b', 'c', 'd'].slice(0, made))

  const atomic = await open({ partial: 1 })
  await atomic.provider.apply(atomic.zone, batch)
  expect(await names(atomic)).toEqual(['a', 'b', 'c', 'd'])
})

test('more requests than the rate allows are refused with the time to wait, per account', async () => {
  const one = await open({ rate: { requests: 2, perSeconds: 3 } })
  await names(one)
  one.clock.time += 1000
  await names(one)
  expect(await failureOf(names(one))).toMatchObject({ code: 'rate_limited', retryAfter: 2 })
  const other = one.kind.open({ account: 'two' }, io)
  expect(await Array.fromAsync(other.zones())).toEqual([])
  one.clock.time += 2000
  await names(one)
  expect(one.kind.service.requests.filter(({ refused }) => refused)).toHaveLength(1)
})

test('another change of a zone is refused while one is under way, and for a while after', async () => {
  const one = await open({ underWay: 500 })
  await one.provider.apply(one.zone, [create('a')])
  const failure = await failureOf(one.provider.apply(one.zone, [create('b')]))
  expect(failure).toMatchObject({ code: 'unavailable', details: { code: 'PriorRequestNotComplete' } })
  one.clock.time += 500
  expect((await one.provider.apply(one.zone, [create('b')])).outcomes).toMatchObject([{ status: 'applied' }])
})

test('a stale read shows what was there some writes ago, and the truth later', async () => {
  const one = await open({ staleReads: { chance: 1, writes: 1, milliseconds: 1000 } })
  await one.provider.apply(one.zone, [create('a')])
  expect(await names(one)).toEqual([])
  await one.provider.apply(one.zone, [create('b')])
  expect(await names(one)).toEqual(['a'])
  one.clock.time += 1000
  expect(await names(one)).toEqual(['a', 'b'])
})

test('a read of many sets takes a request a page, or one a name where that is fewer', async () => {
  const one = await open({}, {}, 10)
  await one.provider.apply(
    one.zone,
    Array.from({ length: 48 }, (_, index) => create(`n${index}`)),
  )
  one.kind.service.requests.length = 0
  let further = 0
  const furtherRequest = async () => void further++
  expect(await Array.fromAsync(one.provider.rrsets(one.zone, { furtherRequest }))).toHaveLength(50)
  expect([one.kind.service.requests.length, further]).toEqual([5, 4])
  const at = ['n1.example.com.', 'n2.example.com.']
  expect(await Array.fromAsync(one.provider.rrsets(one.zone, { at }))).toHaveLength(2)
  expect(one.kind.service.requests).toHaveLength(7)
})

test('a batch over a limit is refused whole in the service’s words', async () => {
  const batch = { maxChanges: 10, limits: { elements: 3 }, weigh: () => ({ elements: 2 }), atomic: true }
  const one = await open({}, { batch })
  expect(await failureOf(one.provider.apply(one.zone, [create('a'), create('b')]))).toMatchObject({
    code: 'rejected',
    message: 'Number of elements limit of 3 exceeded',
  })
  expect(await names(one)).toEqual([])
})

test('whoever gives up on a change that is on its way does not know what became of it', async () => {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  const one = await open({ latency: 100 })
  one.clock.sleep = () => arrived
  const given = new AbortController()
  const sent = one.provider.apply(one.zone, [create('a')], { signal: given.signal })
  given.abort()
  expect((await sent).outcomes).toMatchObject([{ status: 'unknown' }])
  expect(one.kind.service.sets(one.zone.hostedZoneId)).toHaveLength(2)
  arrive()
  await new Promise(resolve => setImmediate(resolve))
  expect(one.kind.service.sets(one.zone.hostedZoneId)).toHaveLength(3)
})

test('one seed draws one fate, and others draw others', async () => {
  const fates = async (seed: number) => {
    const kind = memoryKind({ clock: handClock(), faults: { seed, lostAnswers: 0.3, lostOnTheWay: 0.3 } })
    const provider = kind.open({ account: 'one' }, io)
    const zone = await provider.zoneAdmin!.create('example.com.', { reference: 'first' })
    const results = []
    for (let index = 0; index < 30; index++) results.push(await provider.apply(zone, [create(`n${index}`)]))
    const made = new Set(kind.service.sets(zone.hostedZoneId).map(({ name }) => name))
    return results.map(({ outcomes }, index) => `${outcomes[0]?.status} ${made.has(`n${index}.example.com.`)}`)
  }
  expect(await fates(1)).toEqual(await fates(1))
  expect(await fates(1)).not.toEqual(await fates(2))
  expect(new Set(await fates(1))).toEqual(new Set(['applied true', 'unknown true', 'unknown false']))
})
