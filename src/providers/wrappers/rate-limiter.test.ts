import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTestClock } from '../../../test/engine-clock.ts'
import type { Call, Turn } from '../provider.ts'
import { createRateLimiter, type Rate, sharesOf } from './rate-limiter.ts'
import { createRateLimiters } from './rate-limiters.ts'
import { createRateWindow } from './rate-window.ts'

const five: Rate = { requests: 5, perSeconds: 1, scope: 'account' }

function limiting(rate = five) {
  const clock = createTestClock()
  const limiter = createRateLimiter({ account: 'one', rate, window: createRateWindow(clock), clock })
  const sent: { who: string; at: number }[] = []
  const failed: { who: string; error: unknown }[] = []
  const take = (who: string, call: Call = {}) =>
    void limiter.take(call).then(
      () => void sent.push({ who, at: clock.now() }),
      (error: unknown) => void failed.push({ who, error }),
    )
  return { clock, limiter, sent, failed, take, at: () => sent.map(({ at }) => at) }
}

function times(count: number, work: (index: number) => void): void {
  for (let index = 0; index < count; index++) work(index)
}

test('as many go at once as the rate leaves to them, and the rest as the window moves on', async () => {
  const { clock, take, at } = limiting()
  times(10, () => take('other'))
  await clock.pass(5000)
  expect(at()).toEqual([0, 0, 0, 0, 1100, 1100, 1100, 1100, 2200, 2200])
})

test('no stretch of the window’s length holds more requests than the rate, whoever asks and when', async () => {
  const arrivals = fc.array(fc.record({ after: fc.nat(700), interactive: fc.boolean() }), { maxLength: 30 })
  const rates = fc.record({ requests: fc.integer({ min: 1, max: 6 }), perSeconds: fc.integer({ min: 1, max: 3 }) })
  await fc.assert(
    fc.asyncProperty(arrivals, rates, async (arriving, { requests, perSeconds }) => {
      const { clock, take, at } = limiting({ requests, perSeconds, scope: 'account' })
      for (const { after, interactive } of arriving) {
        await clock.pass(after)
        take('one', { interactive })
      }
      await clock.pass(100_000)
      const sent = at()
      expect(sent).toHaveLength(arriving.length)
      for (const start of sent) {
        const within = sent.filter(time => time >= start && time < start + perSeconds * 1000)
        expect(within.length).toBeLessThanOrEqual(requests)
      }
    }),
    { numRuns: 30 },
  )
})

test('a call that somebody waits for goes at once, however many others wait', async () => {
  const { clock, take, sent } = limiting()
  times(500, () => take('other'))
  await clock.pass(300)
  take('person', { interactive: true })
  await clock.pass(0)
  expect(sent.at(-1)).toEqual({ who: 'person', at: 300 })
})

test('calls that nobody waits for get on, however many others come', async () => {
  const { clock, take, sent } = limiting()
  times(100, () => take('person', { interactive: true }))
  times(3, () => take('other'))
  await clock.pass(10_000)
  expect(sent.filter(({ who }) => who === 'other')).toHaveLength(3)
})

test('a fifth is kept, one at least, and never all of it', () => {
  const shares = [1, 2, 5, 9, 1200].map(requests => sharesOf({ requests, perSeconds: 1, scope: 'account' }))
  expect(shares.map(({ other }) => other)).toEqual([1, 1, 4, 8, 960])
  expect(shares.map(({ interactive }) => interactive)).toEqual([1, 2, 5, 9, 1200])
})

test('an account that the service has stopped sends nothing until then, not even what somebody waits for', async () => {
  const { clock, limiter, take, sent } = limiting()
  await limiter.stop(30)
  take('other')
  take('person', { interactive: true })
  await clock.pass(29_999)
  expect(sent).toEqual([])
  await clock.pass(1)
  expect(sent.map(({ who }) => who)).toEqual(['person', 'other'])
})

test('whoever gives up leaves the queue, and costs nobody a request', async () => {
  const { clock, take, failed, at } = limiting()
  times(4, () => take('other'))
  const given = new AbortController()
  take('given up', { signal: given.signal })
  times(2, () => take('other'))
  await clock.pass(100)
  given.abort()
  await clock.pass(5000)
  expect(failed).toMatchObject([{ who: 'given up', error: { failure: { code: 'unavailable' } } }])
  expect(at()).toEqual([0, 0, 0, 0, 1100, 1100])
})

test('the queue is bounded, and says how long it would take', async () => {
  const { clock, limiter, take, failed } = limiting()
  times(1200, () => take('other'))
  expect(limiter.waiting).toBe(1000)
  await clock.pass(0)
  expect(failed).toHaveLength(200)
  expect(failed[0]?.error).toMatchObject({ failure: { code: 'rate_limited', retryAfter: 200 } })
})

test('who waits in front of a screen is told at once where it takes longer than they would wait', async () => {
  const { clock, limiter, take, sent, failed } = limiting()
  await limiter.stop(300)
  take('person', { interactive: true })
  take('other')
  await clock.pass(0)
  expect(failed).toMatchObject([{ who: 'person', error: { failure: { code: 'rate_limited', retryAfter: 300 } } }])
  await clock.pass(300_000)
  expect(sent).toEqual([{ who: 'other', at: 300_000 }])
  times(160, () => take('person', { interactive: true }))
  await clock.pass(0)
  expect(limiter.waiting).toBe(146)
  expect(failed.at(-1)?.error).toMatchObject({ failure: { code: 'rate_limited', retryAfter: 30 } })
})

test('a window that cannot be asked fails one call, and the next is tried again', async () => {
  const clock = createTestClock()
  const own = createRateWindow(clock)
  let broken = true
  const window = {
    ...own,
    take: async (...asked: Parameters<typeof own.take>) => {
      if (!broken) return own.take(...asked)
      broken = false
      throw new Error('no database')
    },
  }
  const limiter = createRateLimiter({ account: 'one', rate: five, window, clock })
  const first = limiter.take()
  const second = limiter.take()
  await expect(first).rejects.toMatchObject({ name: 'ProviderError', failure: { code: 'unavailable' } })
  await second
})

test('where the others can’t be told of a stop, nothing is sent from here all the same', async () => {
  const clock = createTestClock()
  const window = { ...createRateWindow(clock), stop: () => Promise.reject(new Error('no database')) }
  const limiter = createRateLimiter({ account: 'one', rate: five, window, clock })
  await limiter.stop(30)
  let sentAt: number | undefined
  void limiter.take().then(() => {
    sentAt = clock.now()
  })
  await clock.pass(60_000)
  expect(sentAt).toBe(30_000)
})

test('a stop holds for every instance that counts in the same window, and for an hour at most', async () => {
  const clock = createTestClock()
  const window = createRateWindow(clock)
  const [one, two] = [1, 2].map(() => createRateLimiter({ account: 'one', rate: five, window, clock }))
  await one!.stop(1_000_000)
  const sentAt: number[] = []
  for (const limiter of [one!, two!]) void limiter.take().then(() => void sentAt.push(clock.now()))
  await clock.pass(2_000_000_000)
  expect(sentAt).toEqual([3_600_000, 3_600_000])
})

/** So many places, and how many are taken. */
function places(most: number) {
  let taken = 0
  const waiting: (() => void)[] = []
  const turn = (): Turn => {
    let isHeld = false
    return {
      async begin() {
        if (taken >= most) await new Promise<void>(resolve => waiting.push(resolve))
        taken++
        isHeld = true
      },
      end() {
        if (isHeld) taken--
        isHeld = false
        if (taken < most) waiting.shift()?.()
      },
    }
  }
  return { turn, taken: () => taken }
}

test('who waits for the rate keeps nobody from a turn', async () => {
  const { clock, take, sent } = limiting()
  const { turn, taken } = places(16)
  const turns = Array.from({ length: 20 }, turn)
  for (const own of turns) take('other', { turn: own })
  await clock.pass(0)
  expect([sent.length, taken()]).toEqual([4, 4])
  for (const own of turns.slice(0, 4)) own.end()
  expect(taken()).toBe(0)
})

test('what is counted has its turn: nothing is saved up for later while all turns are taken', async () => {
  const { clock, take, at } = limiting()
  const { turn } = places(1)
  const busy = turn()
  await busy.begin()
  times(3, () => take('other', { turn: turn() }))
  await clock.pass(10_000)
  expect(at()).toEqual([])
  busy.end()
  await clock.pass(0)
  expect(at()).toEqual([10_000])
})

test('a further request gives the turn back while it waits, and is never turned away', async () => {
  const { clock, limiter, take } = limiting()
  const { turn, taken } = places(1)
  const own = turn()
  await limiter.take({ turn: own })
  times(1000, () => take('other'))
  let isThrough = false
  const further = limiter.takeFurther({ turn: own, interactive: false }).then(() => {
    isThrough = true
  })
  await clock.pass(0)
  expect([taken(), isThrough]).toEqual([0, false])
  clock.passByItself()
  await further
  expect(taken()).toBe(1)
})

test('what a turn refuses with is thrown as it is, and keeps nobody else waiting', async () => {
  const { clock, take, sent, failed } = limiting()
  const lost = new Error('the lease is lost')
  take('refused', { turn: { begin: () => Promise.reject(lost), end: () => {} } })
  take('other')
  await clock.pass(0)
  expect(failed).toEqual([{ who: 'refused', error: lost }])
  expect(sent).toEqual([{ who: 'other', at: 0 }])
})

test('who gives up while their turn comes leaves it to others', async () => {
  const { clock, take, failed } = limiting()
  const { turn, taken } = places(1)
  const busy = turn()
  await busy.begin()
  const given = new AbortController()
  take('given up', { turn: turn(), signal: given.signal })
  await clock.pass(0)
  given.abort()
  await clock.pass(0)
  busy.end()
  await clock.pass(0)
  expect(failed).toHaveLength(1)
  expect(taken()).toBe(0)
})

test('limiters that nobody waits for are forgotten, what they have sent is not', async () => {
  const clock = createTestClock()
  const limiters = createRateLimiters({ clock })
  const first = limiters.of('account 0', five)
  for (let request = 0; request < 4; request++) await first.take()
  const stopped = limiters.of('stopped', five)
  await stopped.stop(10)
  for (let account = 1; account < 1100; account++) limiters.of(`account ${account}`, five)
  expect(limiters.of('account 0', five)).not.toBe(first)
  expect(limiters.of('stopped', five)).toBe(stopped)
  let sentAt: number | undefined
  void limiters
    .of('account 0', five)
    .take()
    .then(() => {
      sentAt = clock.now()
    })
  await clock.pass(5000)
  expect(sentAt).toBe(1100)
})

test('an account has one limiter, and accounts don’t wait for each other', () => {
  const limiters = createRateLimiters({ clock: createTestClock() })
  expect(limiters.of('one', five)).toBe(limiters.of('one', five))
  expect(limiters.of('one', five)).not.toBe(limiters.of('two', five))
})
