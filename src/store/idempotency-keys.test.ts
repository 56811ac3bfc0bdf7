import { expect, test } from 'vitest'
import { onEachDatabase } from '../../test/servers/databases.ts'

const now = 1_790_000_000_000
const key = {
  principal: 'user:1',
  key: 'k',
  fingerprint: 'f',
  now,
  expiresAt: now + 1_000,
  abandonedBefore: now - 100,
}
const reply = { status: 201, body: '{"id":1}' }

onEachDatabase(({ open }) => {
  test('a key is taken once, runs until it is answered, and then gives the answer again', async () => {
    const store = await open()
    expect(await store.idempotencyKeys.take(key)).toEqual({ state: 'taken' })
    expect(await store.idempotencyKeys.take(key)).toEqual({ state: 'running' })
    await store.idempotencyKeys.keep('user:1', 'k', reply)
    expect(await store.idempotencyKeys.take(key)).toEqual({ state: 'replay', reply })
  })

  test('for another request the key stands in the way, for another principal it does not', async () => {
    const store = await open()
    await store.idempotencyKeys.take(key)
    expect(await store.idempotencyKeys.take({ ...key, fingerprint: 'g' })).toEqual({ state: 'other' })
    expect(await store.idempotencyKeys.take({ ...key, principal: 'user:2' })).toEqual({ state: 'taken' })
    await store.idempotencyKeys.keep('user:1', 'k', reply)
    expect(await store.idempotencyKeys.take({ ...key, fingerprint: 'g' })).toEqual({ state: 'other' })
    expect(await store.idempotencyKeys.take({ ...key, principal: 'user:2' })).toEqual({ state: 'running' })
  })

  test('of many who take a key at once a single one is given it', async () => {
    const store = await open()
    const takeAll = () => Promise.all(Array.from({ length: 20 }, () => store.idempotencyKeys.take(key)))
    const states = (await takeAll()).map(({ state }) => state)
    expect(states.toSorted()).toEqual([...Array<string>(19).fill('running'), 'taken'])
    const later = { ...key, now: now + 200, abandonedBefore: now + 100 }
    const again = await Promise.all(Array.from({ length: 20 }, () => store.idempotencyKeys.take(later)))
    expect(again.filter(({ state }) => state === 'taken')).toHaveLength(1)
  })

  test('a key that was given back is free, an answered one is not given back', async () => {
    const store = await open()
    await store.idempotencyKeys.take(key)
    await store.idempotencyKeys.release('user:1', 'k')
    expect(await store.idempotencyKeys.take({ ...key, fingerprint: 'g' })).toEqual({ state: 'taken' })
    await store.idempotencyKeys.keep('user:1', 'k', reply)
    await store.idempotencyKeys.release('user:1', 'k')
    expect(await store.idempotencyKeys.take({ ...key, fingerprint: 'g' })).toEqual({ state: 'replay', reply })
  })

  test('a key whose taker has died runs until it counts as abandoned', async () => {
    const store = await open()
    await store.idempotencyKeys.take(key)
    const later = { ...key, now: now + 50, abandonedBefore: now }
    expect(await store.idempotencyKeys.take(later)).toEqual({ state: 'running' })
    expect(await store.idempotencyKeys.take({ ...later, abandonedBefore: now + 1 })).toEqual({ state: 'taken' })
    expect(await store.idempotencyKeys.take({ ...later, abandonedBefore: now + 50 })).toEqual({ state: 'running' })
  })

  test('an answered key is never abandoned, but it expires', async () => {
    const store = await open()
    await store.idempotencyKeys.take(key)
    await store.idempotencyKeys.keep('user:1', 'k', reply)
    const later = { ...key, now: now + 999, abandonedBefore: now + 900 }
    expect(await store.idempotencyKeys.take(later)).toEqual({ state: 'replay', reply })
    expect(await store.idempotencyKeys.deleteExpired(now + 999)).toBe(0)
    expect(await store.idempotencyKeys.take({ ...later, now: now + 1_000, expiresAt: now + 2_000 })).toEqual({
      state: 'taken',
    })
    expect(await store.idempotencyKeys.deleteExpired(now + 1_999)).toBe(0)
    expect(await store.idempotencyKeys.deleteExpired(now + 2_000)).toBe(1)
  })
})
