import { describe, expect, test } from 'vitest'
import { memoryKind } from '../src/providers/memory/kind.ts'
import { type Provider, ProviderError, type ProviderKind } from '../src/providers/provider.ts'
import { systemClock } from '../src/providers/wrappers/clock.ts'
import { createRateLimiters } from '../src/providers/wrappers/rate-limiters.ts'
import { wrapKind } from '../src/providers/wrappers/wrap-kind.ts'
import type { Store } from '../src/store/store.ts'
import { requireServer } from './servers/available.ts'
import { findPostgres } from './servers/postgres.ts'
import { sharedDatabases } from './store/two-stores.ts'
import { testIo } from './test-io.ts'

const io = testIo()
const accountKey = new Uint8Array(32).fill(1)
/** The service itself counts by half of the window, for on a busy machine requests take different times on their way. */
const rate = { requests: 5, perSeconds: 0.3, scope: 'account' } as const

/** The account as an instance on this store has it. */
function openOn(store: Store, kind: ProviderKind): Provider {
  const limiters = createRateLimiters({ clock: systemClock, window: store.rateWindows! })
  return wrapKind(kind, { clock: systemClock, random: Math.random, limiters, accountKey }).open({ account: 'one' }, io)
}

describe.skipIf(!requireServer('PostgreSQL', findPostgres()))('two instances that call one account', () => {
  const databases = sharedDatabases()

  test('are together never one request too many for a service that counts strictly', async () => {
    const { one, two } = await databases.open()
    const kind = memoryKind({ faults: { rate: { ...rate, perSeconds: 0.15 } }, capabilities: { rate } })
    const instances = [one, two].map(store => openOn(store, kind as ProviderKind))
    const calls = Array.from({ length: 24 }, (_, index) =>
      Array.fromAsync(instances[index % 2]!.zones({ interactive: index % 3 === 0 })),
    )
    await Promise.all(calls)
    expect(kind.service.requests).toHaveLength(24)
    expect(kind.service.requests.filter(({ refused }) => refused)).toEqual([])
  })

  test('both stop when one of them is told that it was too much', async () => {
    const { one, two } = await databases.open()
    const memory = memoryKind({ capabilities: { rate } })
    let sent = 0
    const refusing = {
      ...(memory as ProviderKind),
      open: (): Provider => ({
        ...memory.open({}, io),
        async *zones() {
          sent++
          yield* []
          throw new ProviderError({ code: 'rate_limited', message: 'too much', retryAfter: 60 })
        },
      }),
    }
    const told = { failure: { code: 'rate_limited' } }
    await expect(Array.fromAsync(openOn(one, refusing).zones())).rejects.toMatchObject(told)
    await expect(Array.fromAsync(openOn(two, refusing).zones({ interactive: true }))).rejects.toMatchObject(told)
    expect(sent).toBe(1)
  })

  test('send nothing while the database is away, and say so', async () => {
    const { one, two } = await databases.open()
    const kind = memoryKind({ capabilities: { rate } })
    const provider = openOn(one, kind as ProviderKind)
    await two.close()
    await one.close()
    const given = new AbortController()
    const call = Array.fromAsync(provider.zones({ signal: given.signal }))
    setTimeout(() => given.abort(), 500)
    await expect(call).rejects.toMatchObject({ failure: { code: 'unavailable' } })
    expect(kind.service.requests).toEqual([])
  })
})
