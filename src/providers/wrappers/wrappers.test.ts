import { expect, test } from 'vitest'
import { createTestClock, type TestClock } from '../../../test/engine-clock.ts'
import { testIo } from '../../../test/test-io.ts'
import type { Change, Failure } from '../../plan/types.ts'
import { memoryKind } from '../memory/kind.ts'
import { type Provider, ProviderError, type RemoteZone } from '../provider.ts'
import { createRateLimiters } from './rate-limiters.ts'
import { waitAfter } from './retry.ts'
import { withDeadline } from './with-deadline.ts'
import { withRateLimit } from './with-rate-limit.ts'
import { withRetry } from './with-retry.ts'

const io = testIo()
const zone: RemoteZone = { hostedZoneId: 'Z1', name: 'example.com.', nameServers: [] }
const change: Change = { op: 'create', after: { name: 'a.example.com.', type: 'A', ttl: 300, records: ['192.0.2.1'] } }
const applied = { outcomes: [{ status: 'applied' as const, change }] }
const error = (code: Failure['code'], retryAfter?: number) =>
  new ProviderError({ code, message: code, ...(retryAfter === undefined ? {} : { retryAfter }) })

/** A provider of which a test says what single verbs do. */
function providerThat(verbs: Partial<Provider>): Provider {
  const none = async function* () {}
  return { zones: none, rrsets: none, apply: async () => applied, ...verbs }
}

/** Each call fails with the next of these, and then works. */
function failing(...errors: ProviderError[]) {
  const calls: number[] = []
  const next = async (clock: TestClock) => {
    calls.push(clock.now())
    const thrown = errors.shift()
    if (thrown) throw thrown
    return applied
  }
  return { calls, next }
}

async function settled<T>(clock: TestClock, work: Promise<T>): Promise<T | ProviderError> {
  clock.passByItself()
  return work.catch((thrown: ProviderError) => thrown)
}

test('a write that was not sent is sent again, later each time', async () => {
  const clock = createTestClock()
  const { calls, next } = failing(error('unavailable'), error('unavailable'), error('unavailable'))
  const provider = providerThat({ apply: () => next(clock) })
  const random = () => 1
  expect(await settled(clock, withRetry(provider, { clock, random }).apply(zone, [change]))).toEqual(applied)
  expect(calls).toEqual([0, 250, 750, 1750])
})

test('a retry waits at least as long as the service wants, and gives up where that is too long', async () => {
  const patient = createTestClock()
  const { calls, next } = failing(error('rate_limited', 12))
  const provider = providerThat({ apply: () => next(patient) })
  await settled(patient, withRetry(provider, { clock: patient, random: () => 0 }).apply(zone, [change]))
  expect(calls).toEqual([0, 12_000])

  const clock = createTestClock()
  const late = failing(error('rate_limited', 60))
  const stopped = providerThat({ apply: () => late.next(clock) })
  const given = await settled(clock, withRetry(stopped, { clock, random: () => 0 }).apply(zone, [change]))
  expect(given).toMatchObject({ failure: { code: 'rate_limited', retryAfter: 60 } })
  expect(late.calls).toEqual([0])
})

test('waits grow, and differ among those who were refused together', () => {
  const waits = [0, 1, 2, 3, 20].map(attempt => [0, 1].map(random => waitAfter(attempt, error('unavailable'), random)))
  expect(waits).toEqual([
    [125, 250],
    [250, 500],
    [500, 1000],
    [1000, 2000],
    [4000, 8000],
  ])
})

test('what will not pass by itself is not tried again, and neither are outcomes', async () => {
  const clock = createTestClock()
  for (const code of ['auth', 'not_found', 'conflict', 'rejected'] as const) {
    const { calls, next } = failing(error(code))
    const provider = providerThat({ apply: () => next(clock) })
    const given = await settled(clock, withRetry(provider, { clock, random: () => 0 }).apply(zone, [change]))
    expect(given).toMatchObject({ failure: { code } })
    expect(calls).toHaveLength(1)
  }
  let calls = 0
  const unknown = { outcomes: [{ status: 'unknown' as const, change, failure: error('unavailable').failure }] }
  const provider = providerThat({ apply: () => Promise.resolve(unknown).finally(() => calls++) })
  expect(await withRetry(provider, { clock, random: () => 0 }).apply(zone, [change])).toBe(unknown)
  expect(calls).toBe(1)
})

test('a read is begun again only where it has given nothing yet', async () => {
  const clock = createTestClock()
  const before = failing(error('unavailable'))
  const early = providerThat({
    async *rrsets() {
      await before.next(clock)
      yield change.op === 'create' ? change.after : never()
    },
  })
  const read = (provider: Provider) => Array.fromAsync(withRetry(provider, { clock, random: () => 0 }).rrsets(zone))
  expect(await settled(clock, read(early))).toHaveLength(1)
  expect(before.calls).toHaveLength(2)

  let reads = 0
  const late = providerThat({
    async *rrsets() {
      reads++
      yield change.op === 'create' ? change.after : never()
      throw error('unavailable')
    },
  })
  expect(await settled(clock, read(late))).toMatchObject({ failure: { code: 'unavailable' } })
  expect(reads).toBe(1)
})

test('whoever gives up while a retry waits is told what stood against it', async () => {
  const clock = createTestClock()
  const provider = providerThat({ apply: () => Promise.reject(error('rate_limited', 20)) })
  const given = new AbortController()
  const sent = withRetry(provider, { clock, random: () => 0 }).apply(zone, [change], { signal: given.signal })
  await clock.pass(100)
  given.abort()
  await expect(sent).rejects.toMatchObject({ failure: { code: 'rate_limited' } })
})

test('a write without an answer in time is unknown, and the provider is told to give up', async () => {
  const clock = createTestClock()
  let signal: AbortSignal | undefined
  const provider = providerThat({
    apply: (_zone, _batch, call) => {
      signal = call?.signal
      return new Promise(() => {})
    },
  })
  const answer = await settled(
    clock,
    withDeadline(provider, { clock, milliseconds: 5000 }).apply(zone, [change, change]),
  )
  expect(answer).toMatchObject({ outcomes: [{ status: 'unknown', change }, { status: 'unknown' }] })
  expect([clock.now(), signal?.aborted]).toEqual([5000, true])
})

test('a read without an answer in time throws; one that goes on takes as long as it takes', async () => {
  const clock = createTestClock()
  const limits = { clock, milliseconds: 1000 }
  const silent = providerThat({
    async *rrsets() {
      await new Promise(() => {})
    },
  })
  const slow = providerThat({
    async *zones() {
      for (let page = 0; page < 10; page++) {
        await clock.sleep(900)
        yield zone
      }
    },
  })
  expect(await settled(clock, Array.fromAsync(withDeadline(silent, limits).rrsets(zone)))).toMatchObject({
    failure: { code: 'unavailable', message: 'no answer within 1 s' },
  })
  expect(await settled(clock, Array.fromAsync(withDeadline(slow, limits).zones()))).toHaveLength(10)
  expect(clock.now()).toBe(10_000)
})

test('waiting for the rate costs a read none of its time', async () => {
  const clock = createTestClock()
  const provider = providerThat({
    async *rrsets(_zone, call) {
      await call?.furtherRequest?.()
      yield* []
    },
  })
  const furtherRequest = () => clock.sleep(60_000)
  const read = withDeadline(provider, { clock, milliseconds: 1000 }).rrsets(zone, { furtherRequest })
  expect(await settled(clock, Array.fromAsync(read))).toEqual([])
})

test('the account rests before a further request that was refused as one too many', async () => {
  const clock = createTestClock()
  const times: number[] = []
  const provider = providerThat({
    async *rrsets(_zone, call) {
      await call?.furtherRequest?.()
      times.push(clock.now())
      await call?.furtherRequest?.(new ProviderError({ code: 'rate_limited', message: 'too many', retryAfter: 7 }))
      times.push(clock.now())
      yield* []
    },
  })
  const rate = { requests: 5, perSeconds: 1, scope: 'account' as const }
  const timely = withDeadline(provider, { clock, milliseconds: 1000 })
  const limited = withRateLimit(timely, { rate, account: 'one', limiters: createRateLimiters({ clock }) })
  expect(await settled(clock, Array.fromAsync(limited.rrsets(zone)))).toEqual([])
  expect(times).toEqual([0, 7000])
})

test('no timer is left behind by work that was done in time', async () => {
  const clock = createTestClock()
  const limited = withDeadline(providerThat({}), { clock, milliseconds: 1000 })
  await limited.apply(zone, [change])
  await Array.fromAsync(limited.rrsets(zone))
  expect(clock.sleeping).toBe(0)
})

test('all zones of an account share its rate, and pages count too', async () => {
  const clock = createTestClock()
  const rate = { requests: 5, perSeconds: 1, scope: 'account' as const }
  const kind = memoryKind({ clock, faults: { rate }, pageSize: 10 })
  const service = kind.service
  const limiters = createRateLimiters({ clock })
  const open = () => withRateLimit(kind.open({ account: 'one' }, io), { rate, account: 'one', limiters })
  const zones = ['one.test.', 'two.test.'].map(name => service.addZone({ account: 'one', name, reference: name }))
  for (const { id, name } of zones) {
    service.change(
      id,
      Array.from({ length: 48 }, (_, index) => ({
        op: 'create',
        after: { name: `n${index}.${name}`, type: 'A', ttl: 300, records: ['192.0.2.1'] },
      })),
    )
  }
  clock.passByItself()
  const reads = await Promise.all(
    zones.map(({ id, name }) => Array.fromAsync(open().rrsets({ hostedZoneId: id, name, nameServers: [] }))),
  )
  expect(reads.map(sets => sets.length)).toEqual([50, 50])
  expect(service.requests).toHaveLength(10)
  expect(service.requests.filter(({ refused }) => refused)).toEqual([])
})

test('a refusal for too many requests stops the account for the time it names, and a retry goes through then', async () => {
  const clock = createTestClock()
  const rate = { requests: 5, perSeconds: 1, scope: 'account' as const }
  const { calls, next } = failing(error('rate_limited', 7))
  const provider = providerThat({ apply: () => next(clock) })
  const limiters = createRateLimiters({ clock })
  const limited = withRateLimit(provider, { rate, account: 'one', limiters })
  const retried = withRetry(limited, { clock, random: () => 0 })
  clock.passByItself()
  await Promise.all([retried.apply(zone, [change]), clock.sleep(1).then(() => retried.apply(zone, [change]))])
  expect(calls[0]).toBe(0)
  expect(calls.slice(1)).toEqual([7000, 7000])
})

function never(): never {
  throw new TypeError('not a create')
}
