import { setTimeout } from 'node:timers/promises'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { requireServer } from '../../test/servers/available.ts'
import { onEachDatabase } from '../../test/servers/databases.ts'
import { findPostgres } from '../../test/servers/postgres.ts'
import { sharedDatabases } from '../../test/store/two-stores.ts'
import type { RateWindows } from './store.ts'

onEachDatabase(({ open }, kind) => {
  test('requests are counted over all instances where there can be several', async () => {
    const { rateWindows } = await open()
    expect(rateWindows === undefined).toBe(kind === 'SQLite')
  })
})

describe.skipIf(!requireServer('PostgreSQL', findPostgres()))('of two instances on PostgreSQL', () => {
  const databases = sharedDatabases()

  async function openTwo(): Promise<[RateWindows, RateWindows]> {
    const { one, two } = await databases.open()
    return [one.rateWindows!, two.rateWindows!]
  }

  test('both together let through no more than the account may send in any window', async () => {
    const [one, two] = await openTwo()
    const limit = { most: 5, milliseconds: 300 }
    const end = performance.now() + 2_000
    const sent: { before: number; after: number }[] = []
    const sendOn = async (window: RateWindows) => {
      while (performance.now() < end) {
        const before = performance.now()
        const wait = await window.take('account', limit)
        if (wait === 0) sent.push({ before, after: performance.now() })
        else await setTimeout(Math.min(wait, 20))
      }
    }
    await Promise.all([one, one, one, two, two, two].map(sendOn))
    // Counted somewhere between asking and being answered; so what surely lies within a window's length of each other is compared.
    for (const { before: start } of sent) {
      const within = sent.filter(({ before, after }) => before >= start && after < start + limit.milliseconds)
      expect(within.length).toBeLessThanOrEqual(limit.most)
    }
    expect(sent.length).toBeGreaterThan(limit.most)
  })

  test('a hundred at once are counted one by one', async () => {
    const [one, two] = await openTwo()
    const limit = { most: 30, milliseconds: 60_000 }
    const asked = Array.from({ length: 100 }, (_, index) => (index % 2 ? one : two).take('account', limit))
    const waits = await Promise.all(asked)
    expect(waits.filter(wait => wait === 0)).toHaveLength(30)
    for (const wait of waits) expect(wait).toBeLessThanOrEqual(limit.milliseconds * (1 + 1 / 64) + 1)
  })

  test('a share of the rate is left where another has had all of its own', async () => {
    const [one, two] = await openTwo()
    const milliseconds = 60_000
    for (let request = 0; request < 4; request++) expect(await one.take('account', { most: 4, milliseconds })).toBe(0)
    expect(await two.take('account', { most: 4, milliseconds })).toBeGreaterThan(0)
    expect(await two.take('account', { most: 5, milliseconds })).toBe(0)
    expect(await one.take('account', { most: 5, milliseconds })).toBeGreaterThan(0)
  })

  test('who waits for as long as it is told is let through then', async () => {
    const [one, two] = await openTwo()
    const limit = { most: 1, milliseconds: 100 }
    expect(await one.take('account', limit)).toBe(0)
    const wait = await two.take('account', limit)
    await setTimeout(wait + 5)
    expect(await two.take('account', limit)).toBe(0)
  })

  test('a stop by one stops the other, and a shorter one doesn’t end it', async () => {
    const [one, two] = await openTwo()
    const limit = { most: 5, milliseconds: 100 }
    await one.stop('account', 60_000)
    await two.stop('account', 10)
    for (const window of [one, two]) {
      const wait = await window.take('account', limit)
      expect(wait).toBeGreaterThan(50_000)
      expect(wait).toBeLessThanOrEqual(60_000)
    }
    expect(await two.take('another', limit)).toBe(0)
  })

  test('a stop that is over stands in nobody’s way', async () => {
    const [one, two] = await openTwo()
    await one.stop('account', 20)
    await setTimeout(40)
    expect(await two.take('account', { most: 1, milliseconds: 100 })).toBe(0)
  })

  test('what is counted stays small at any rate', async () => {
    const { one, two, options } = await databases.open()
    const limit = { most: 2_000, milliseconds: 640 }
    for (let request = 0; request < 200; request++) await (request % 2 ? one : two).rateWindows!.take('account', limit)
    expect(await entriesOf(options.databaseUrl!)).toBeLessThanOrEqual(66)
  })

  test('accounts that nobody has used for longer than their window are forgotten, and no others', async () => {
    const [one, two] = await openTwo()
    await one.take('old', { most: 1, milliseconds: 10 })
    await one.take('counted', { most: 1, milliseconds: 60_000 })
    await one.stop('stopped', 60_000)
    await setTimeout(30)
    expect(await two.deleteExpired()).toBe(1)
    expect(await one.take('counted', { most: 1, milliseconds: 60_000 })).toBeGreaterThan(0)
    expect(await one.take('stopped', { most: 1, milliseconds: 10 })).toBeGreaterThan(0)
  })

  test('an account can be counted by windows of different lengths', async () => {
    const [one, two] = await openTwo()
    for (let request = 0; request < 3; request++) await one.take('account', { most: 3, milliseconds: 60_000 })
    expect(await two.take('account', { most: 3, milliseconds: 30_000 })).toBeGreaterThan(0)
    expect(await two.take('account', { most: 4, milliseconds: 60_000 })).toBe(0)
  })
})

async function entriesOf(databaseUrl: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query('select cardinality(ends) as entries from rate_windows')
  await client.end()
  return rows[0].entries
}
