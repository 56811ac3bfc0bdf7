import { describe, expect, onTestFinished, test } from 'vitest'
import { requireServer } from '../../test/servers/available.ts'
import { onEachDatabase } from '../../test/servers/databases.ts'
import { findPostgres } from '../../test/servers/postgres.ts'
import { startChild } from '../../test/store/child.ts'
import { silentCut } from '../../test/store/silent-cut.ts'
import { activity, createChange } from '../../test/store/stored-changes.ts'
import { type SharedDatabase, sharedDatabases } from '../../test/store/two-stores.ts'
import { openStore } from './database.ts'
import type { Lease } from './history.ts'
import type { Store } from './store.ts'

const lost = expect.objectContaining({ name: 'StoreError', code: 'lease_lost' })

onEachDatabase(({ open }) => {
  test('an instance alone is given every lease, and writes under it', async () => {
    const store = await open()
    const { id: workspaceId } = await store.workspaces.create({ slug: 'default', name: 'Default', now: 0 })
    const zone = { domain: 'example.com.', reference: 'r', workspaceId, rrsets: [], now: 0 }
    const { id } = await store.hostedZones.create(zone)
    const lease = (await store.leases.tryTake(1))!
    await lease.confirm()
    expect(await commit(store, 'a', lease, id)).toEqual({ committed: true })
    expect(await store.changeSets.settle({ activities: [activity('told')], settlements: [], lease })).toBe(true)
    await lease.release()
    expect(await store.leases.tryTake(1)).toBeDefined()
  })
})

describe.skipIf(!requireServer('PostgreSQL', findPostgres()))('of two instances on PostgreSQL', () => {
  const databases = sharedDatabases()

  test('one has a zone’s lease until it gives it back', async () => {
    const { one, two } = await databases.open()
    const lease = (await one.leases.tryTake(1))!
    expect(await two.leases.tryTake(1)).toBeUndefined()
    const other = await two.leases.tryTake(2)
    expect(other).toBeDefined()
    expect(await one.leases.tryTake(2)).toBeUndefined()
    await lease.confirm()
    await lease.release()
    expect(await two.leases.tryTake(1)).toBeDefined()
    await other!.confirm()
  })

  test('of many that try at once a single one is given the lease', async () => {
    const { one, two } = await databases.open()
    for (let zone = 1; zone <= 20; zone++) {
      const taken = await Promise.all([one.leases.tryTake(zone), two.leases.tryTake(zone)])
      expect(taken.filter(lease => lease !== undefined).length).toBeLessThanOrEqual(1)
      await Promise.all(taken.map(lease => lease?.release()))
      expect(await one.leases.tryTake(zone)).toBeDefined()
    }
  })

  test('one that is closed leaves its leases to the other', async () => {
    const { one, two } = await databases.open()
    await one.leases.tryTake(1)
    await one.close()
    expect(await untilTaken(two)).toBeDefined()
  })

  test('nothing is written under a lease that was given back', async () => {
    const { one } = await databases.open()
    const lease = (await one.leases.tryTake(1))!
    await lease.release()
    await lease.release()
    await expect(lease.confirm()).rejects.toEqual(lost)
    await expect(commit(one, 'a', lease)).rejects.toEqual(lost)
    expect(await labels(one)).toEqual([])
  })

  test('with the session all leases are lost: the other takes over, and nothing is written under them any more', async () => {
    const { one, two, terminate } = await databases.open()
    const leases = [(await one.leases.tryTake(1))!, (await one.leases.tryTake(2))!]
    expect(await terminate('zoneplane leases')).toBe(1)
    for (const lease of leases) await expect(lease.confirm()).rejects.toEqual(lost)
    const ledger = { activities: [activity('never')], settlements: [], lease: leases[0]! }
    const writes = [one.hostedZones.commit(1, [createChange('a')], ledger), one.changeSets.settle(ledger)]
    const refused = { status: 'rejected', reason: lost }
    expect(await Promise.allSettled(writes)).toEqual([refused, refused])
    const taken = (await two.leases.tryTake(1))!
    expect(await commit(two, 'b', taken)).toEqual({ committed: true })
    await Promise.all(leases.map(lease => lease.release()))
    await taken.confirm()
    expect(await labels(two)).toEqual(['b'])
    expect(await two.activities.list({ workspaceIds: [2], limit: 9 })).toEqual([])
    expect(await one.leases.tryTake(2)).toBeDefined()
  })

  test('nobody takes the lease over while what was begun under it is not committed', async () => {
    const { one, two, terminate } = await databases.open()
    const lease = (await one.leases.tryTake(1))!
    await one.transaction(async tx => {
      await commit(tx, 'a', lease)
      await terminate('zoneplane leases')
      expect(await two.leases.tryTake(1)).toBeUndefined()
    })
    const taken = await two.leases.tryTake(1)
    expect(taken).toBeDefined()
    expect(await labels(two)).toEqual(['a'])
  })

  test('one that is paused loses its leases, and what it sends after it wakes up is refused', async () => {
    const { one, child } = await withChild(await databases.open())
    child.say('commit before')
    expect(await child.line()).toBe('committed')
    child.pause()
    const lease = await untilTaken(one)
    for (const line of ['commit after', 'settle', 'commit again']) child.say(line)
    child.resume()
    expect([await child.line(), await child.line(), await child.line()]).toEqual(Array(3).fill('lease_lost'))
    expect(await commit(one, 'mine', lease)).toEqual({ committed: true })
    expect(await labels(one)).toEqual(['before', 'mine'])
  })

  test('one that is paused in the middle of a transaction keeps nobody waiting for long', async () => {
    const { one, child } = await withChild(await databases.open())
    child.say('begin half')
    expect(await child.line()).toBe('begun')
    child.pause()
    const lease = await untilTaken(one)
    expect(await commit(one, 'mine', lease)).toEqual({ committed: true })
    child.resume()
    child.say('go on')
    expect(await child.line()).toBe('failed')
    expect(await labels(one)).toEqual(['mine'])
  })

  test('one that does not know yet that its session is gone writes nothing either', async () => {
    const { options, two } = await databases.open()
    const way = await silentCut(options.databaseUrl!)
    const one = await openStore({ ...options, databaseUrl: way.url })
    const lease = (await one.leases.tryTake(1))!
    expect(await commit(one, 'before', lease)).toEqual({ committed: true })
    way.cut('zoneplane leases')
    const confirmed = Promise.allSettled([lease.confirm()])
    const taken = await untilTaken(two)
    await expect(commit(one, 'a', lease)).rejects.toEqual(lost)
    await expect(one.changeSets.settle({ activities: [], settlements: [], lease })).rejects.toEqual(lost)
    expect(await commit(two, 'b', taken)).toEqual({ committed: true })
    expect(await labels(two)).toEqual(['b', 'before'])
    expect(await confirmed).toEqual([{ status: 'rejected', reason: lost }])
    await taken.release()
    expect(await one.leases.tryTake(1)).toBeDefined()
    await one.close()
  })

  test('one that is killed leaves its leases at once', async () => {
    const { one, child } = await withChild(await databases.open())
    await child.kill()
    expect(await untilTaken(one)).toBeDefined()
  })

  test('when the server is restarted all leases are lost, and new ones are given', async () => {
    const { one, two } = await databases.open()
    const leases = [(await one.leases.tryTake(1))!, (await two.leases.tryTake(2))!]
    const [opened, open] = deferred()
    const [ended, end] = deferred()
    const cut = one.transaction(async tx => {
      await commit(tx, 'half', leases[0]!)
      open()
      await ended
    })
    const outcome = Promise.allSettled([cut])
    await opened
    await databases.restart()
    end()
    expect(await outcome).toMatchObject([{ status: 'rejected' }])
    for (const lease of leases) await expect(lease.confirm()).rejects.toEqual(lost)
    await expect(commit(one, 'a', leases[0]!)).rejects.toEqual(lost)
    const lease = (await two.leases.tryTake(1))!
    expect(await commit(two, 'b', lease)).toEqual({ committed: true })
    expect(await one.leases.tryTake(1)).toBeUndefined()
    expect(await labels(one)).toEqual(['b'])
  })
})

function commit(store: Store, label: string, lease: Lease, zone = 1) {
  return store.hostedZones.commit(zone, [createChange(label)], { activities: [], settlements: [], lease })
}

async function labels(store: Store): Promise<string[]> {
  return (await store.hostedZones.page(1, { limit: 99 })).map(({ name }) => name.split('.')[0]!)
}

/** A process that has the lease of zone 1. */
async function withChild({ options, one }: SharedDatabase) {
  const child = startChild('write-under-lease.ts', options)
  onTestFinished(() => child.kill())
  expect(await child.line()).toBe('leased')
  expect(await one.leases.tryTake(1)).toBeUndefined()
  return { one, child }
}

async function untilTaken(store: Store): Promise<Lease> {
  for (;;) {
    const lease = await store.leases.tryTake(1)
    if (lease !== undefined) return lease
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

function deferred(): [Promise<void>, () => void] {
  const { promise, resolve } = Promise.withResolvers<void>()
  return [promise, resolve]
}
