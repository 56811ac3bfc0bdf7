import { expect, test } from 'vitest'
import { createTestClock } from '../../../test/engine-clock.ts'
import { testIo } from '../../../test/test-io.ts'
import { memoryKind } from '../memory/kind.ts'
import { type Provider, ProviderError, type ProviderKind } from '../provider.ts'
import { createCallRecorder } from './call-recorder.ts'
import { createOpenProviders } from './open-providers.ts'
import { createRateLimiters } from './rate-limiters.ts'
import { wrapKind } from './wrap-kind.ts'

const io = testIo()
const hour = 3_600_000

function wrapped(change: Partial<ProviderKind> = {}, verbs: Partial<Provider> = {}) {
  const clock = createTestClock()
  const memory = memoryKind({ clock })
  const opened: unknown[] = []
  const recorder = createCallRecorder()
  const kind: ProviderKind = {
    ...(memory as ProviderKind),
    ...change,
    open(settings) {
      opened.push(settings)
      return { ...memory.open(settings as object, io), ...verbs }
    },
  }
  const limiters = createRateLimiters({ clock })
  return { clock, opened, recorder, kind: wrapKind(kind, { clock, random: () => 0, limiters, recorder }) }
}

test('the same settings open the same provider, others another one', () => {
  const { kind, opened } = wrapped()
  const first = kind.open({ account: 'one', workspaceId: 1 }, io)
  expect(kind.open({ account: 'one', workspaceId: 1 }, io)).toBe(first)
  expect(kind.open({ account: 'two', workspaceId: 1 }, io)).not.toBe(first)
  expect(kind.open({ account: 'one', workspaceId: 2 }, io)).not.toBe(first)
  expect(opened).toHaveLength(3)
})

test('a provider that can’t be opened is tried again the next time', () => {
  const opened = createOpenProviders(createTestClock())
  const provider = {} as Provider
  const fail = () => {
    throw new Error('no')
  }
  expect(() => opened.of('key', fail)).toThrow('no')
  expect(opened.of('key', () => provider)).toBe(provider)
})

test('credentials that aren’t used any more don’t stay in memory', async () => {
  const clock = createTestClock()
  const opened = createOpenProviders(clock)
  const open = () => ({}) as Provider
  const [old, used] = [opened.of('old', open), opened.of('used', open)]
  await clock.pass(0.9 * hour)
  expect(opened.of('used', open)).toBe(used)
  await clock.pass(0.2 * hour)
  expect(opened.of('used', open)).toBe(used)
  expect(opened.of('old', open)).not.toBe(old)
})

test('no more than a bounded number is kept, those used last', () => {
  const opened = createOpenProviders(createTestClock())
  const open = () => ({}) as Provider
  const [first, second] = [opened.of('first', open), opened.of('second', open)]
  for (let index = 0; index < 499; index++) {
    opened.of(`other ${index}`, open)
    opened.of('second', open)
  }
  expect(opened.of('second', open)).toBe(second)
  expect(opened.of('first', open)).not.toBe(first)
})

test('calls that are made again and accounts that are stopped are counted', async () => {
  const errors = [
    new ProviderError({ code: 'rate_limited', message: 'too much', retryAfter: 1 }),
    new ProviderError({ code: 'unavailable', message: 'gone' }),
  ]
  const rate = { requests: 5, perSeconds: 1, scope: 'account' } as const
  const { clock, kind, recorder } = wrapped(
    { capabilities: { ...memoryKind().capabilities, rate } },
    {
      async *zones() {
        const error = errors.shift()
        if (error !== undefined) throw error
        yield* []
      },
    },
  )
  clock.passByItself()
  await Array.fromAsync(kind.open({}, io).zones())
  expect(recorder.stats()).toEqual({
    retries: [
      { provider: 'memory', code: 'rate_limited', count: 1 },
      { provider: 'memory', code: 'unavailable', count: 1 },
    ],
    stops: [{ provider: 'memory', count: 1 }],
  })
})

test('our own store is opened for each call anew, and its calls take their turns', async () => {
  const { kind, opened } = wrapped({ capabilities: { ...memoryKind().capabilities, ledger: true } })
  const provider = kind.open({ workspaceId: 1 }, io)
  kind.open({ workspaceId: 1 }, io)
  expect(opened).toHaveLength(2)
  const steps: string[] = []
  const turn = { begin: async () => void steps.push('begin'), end: () => void steps.push('end') }
  await Array.fromAsync(provider.zones({ turn }))
  expect(steps).toEqual(['begin', 'end'])
})

test('instances with one key name an account alike, whatever the workspace, and others don’t', async () => {
  const rate = { requests: 5, perSeconds: 1, scope: 'account' } as const
  const clock = createTestClock()
  const memory = memoryKind({ clock, capabilities: { rate } })
  const named = async (accountKey: Uint8Array | undefined, workspaceId: number) => {
    const names: string[] = []
    const window = { take: async (account: string) => names.push(account) - 1, stop: async () => {} }
    const limiters = createRateLimiters({ clock, window })
    const options = { clock, random: () => 0, limiters, ...(accountKey && { accountKey }) }
    await Array.fromAsync(wrapKind(memory, options).open({ account: 'secret', workspaceId }, io).zones())
    return names[0]
  }
  const key = new Uint8Array(32).fill(1)
  const first = await named(key, 1)
  expect(first).not.toContain('secret')
  expect(await named(key, 2)).toBe(first)
  expect(await named(new Uint8Array(32), 1)).not.toBe(first)
  expect(await named(undefined, 1)).not.toBe(first)
})
