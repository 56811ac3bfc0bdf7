import { expect, test } from 'vitest'
import { onEachDatabase } from '../../test/servers/databases.ts'
import { ledgerOf, newChangeSet, settlement } from '../../test/store/stored-changes.ts'
import { cleanUp } from './clean-up.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

onEachDatabase(({ open }) => {
  test('what has run out goes, and what has not stays', async () => {
    const store = await open()
    const user = await store.users.create({ email: 'a@example.com', name: 'A', passwordHash: 'x', now: 0 })
    await store.sessions.create({ id: 'old', userId: user.id, createdAt: 0, expiresAt: 1000 })
    await store.sessions.create({ id: 'new', userId: user.id, createdAt: 0, expiresAt: 5000 })
    await store.counters.hit('key', [1, 86_400], 0)
    await cleanUp({ store, now: () => 2000, log })
    expect(await store.sessions.get('old')).toBeUndefined()
    expect(await store.sessions.get('new')).toMatchObject({ id: 'new' })
    expect(await store.counters.hit('key', [86_400], 2000)).toEqual([2])
  })

  test('kept replies go after their time, and settled change sets after 400 days', async () => {
    const store = await open()
    const day = 24 * 3_600_000
    const key = { principal: 'user:1', fingerprint: 'x', now: 0, abandonedBefore: 0 }
    await store.idempotencyKeys.take({ ...key, key: 'old', expiresAt: day })
    await store.idempotencyKeys.take({ ...key, key: 'new', expiresAt: 1000 * day })
    const [old, late, pending] = await store.changeSets.create([1, 2, 3].map(() => newChangeSet({})))
    await store.changeSets.settle(ledgerOf(settlement(old!.id, [], 0)))
    await store.changeSets.settle(ledgerOf(settlement(late!.id, [], day)))
    await cleanUp({ store, now: () => 400 * day + 1, log })
    expect(await store.changeSets.get(1, old!.id)).toBeUndefined()
    expect(await store.changeSets.get(1, late!.id)).toMatchObject({ status: 'applied' })
    expect(await store.changeSets.get(1, pending!.id)).toMatchObject({ status: 'pending' })
    const later = { ...key, now: 400 * day, expiresAt: 1000 * day }
    expect(await store.idempotencyKeys.take({ ...later, key: 'old' })).toEqual({ state: 'taken' })
    expect(await store.idempotencyKeys.take({ ...later, key: 'new' })).toEqual({ state: 'running' })
  })
})

test('a store that fails is told to the log, and to nobody else', async () => {
  const told: string[] = []
  const failing = { deleteExpired: () => Promise.reject(new Error('gone')) } as never
  const warn = (_details: object, message: string) => told.push(message)
  await cleanUp({ store: { sessions: failing } as never, now: () => 0, log: { ...log, warn } })
  expect(told).toEqual(['cleaning up failed'])
})
