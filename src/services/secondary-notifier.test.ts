import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMessage, type Message } from '../dns/message.ts'
import type { DnsClient } from '../resolver/dns-client.ts'
import { QueryError } from '../resolver/query-error.ts'
import type { SecondaryNews } from '../store/store.ts'
import type { KnownSecondary } from './secondary-directory.ts'
import { createSecondaryNotifier } from './secondary-notifier.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const soa = (serial: number) => `ns1.test. hostmaster.test. ${serial} 7200 900 1209600 900`
const zone = (serial: number) => ({ domain: 'z.test.', soa: soa(serial), isCatalog: false })

/** A secondary that has a serial, or doesn't answer; what it was sent, and what became known of it. */
function world(start: { serial: number | undefined }) {
  const secondary: KnownSecondary & { answers: number | undefined } = {
    id: 1,
    workspaceId: 1,
    name: 'ns1',
    address: '192.0.2.1',
    port: 53,
    hostname: null,
    notify: true,
    transferFrom: null,
    key: undefined,
    createdAt: 0,
    updatedAt: 0,
    answers: start.serial,
  }
  const sent: Message[] = []
  const client: DnsClient = {
    async exchange(_, message) {
      sent.push(message)
      if (secondary.answers === undefined) throw new QueryError('timeout', 'did not answer in time')
      const [question] = message.questions
      const record = { ...question!, ttl: 0, rdata: soa(secondary.answers) }
      return createMessage({ ...message, response: true, answers: message.opcode === 'QUERY' ? [record] : [] })
    },
    transfer: async function* () {},
  }
  const known: Partial<SecondaryNews> = {}
  const news = { note: (fresh: SecondaryNews) => void Object.assign(known, fresh), flush: async () => {} }
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const notifier = createSecondaryNotifier({ client, news, now: Date.now, log })
  const notified = () => sent.filter(({ opcode }) => opcode === 'NOTIFY').map(({ answers }) => answers[0]?.rdata)
  return { secondary, notifier, known, sent, notified }
}

test('a secondary is told once, and asked until it has the serial', async () => {
  const { secondary, notifier, known, sent, notified } = world({ serial: 1 })
  notifier.announce(secondary, zone(2))
  await vi.advanceTimersByTimeAsync(500)
  expect([notified(), known.seen?.serial]).toEqual([[soa(2)], 1])
  secondary.answers = 2
  await vi.advanceTimersByTimeAsync(1_000)
  const { length } = sent
  expect(known).toMatchObject({ notified: { status: 'answered', serial: 2, tries: 1 }, seen: { serial: 2 } })
  await vi.advanceTimersByTimeAsync(600_000)
  expect([notified(), sent.length]).toEqual([[soa(2)], length])
})

test('one that is being transferred to is asked again at once', async () => {
  const { secondary, notifier, known } = world({ serial: 1 })
  notifier.announce(secondary, zone(2))
  await vi.advanceTimersByTimeAsync(20_000)
  secondary.answers = 2
  notifier.hasTransferred(secondary, { domain: 'z.test.', serial: 2, isCatalog: false })
  await vi.advanceTimersByTimeAsync(1)
  expect(known.seen?.serial).toBe(2)
})

test('one that has transferred a zone without being told is asked what it has', async () => {
  const { secondary, notifier, known, notified } = world({ serial: 3 })
  notifier.hasTransferred(secondary, { domain: 'z.test.', serial: 3, isCatalog: false })
  await vi.advanceTimersByTimeAsync(100)
  expect([notified(), known.seen?.serial]).toEqual([[], 3])
})

test('one that does not answer is told less and less often, and at last not any more', async () => {
  const { secondary, notifier, known, notified } = world({ serial: undefined })
  notifier.announce(secondary, zone(2))
  const times = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000]
  for (const [index, milliseconds] of times.entries()) {
    await vi.advanceTimersByTimeAsync(milliseconds)
    expect(notified()).toHaveLength(index + 1)
  }
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(notified()).toHaveLength(times.length)
  expect(known.notified).toMatchObject({ status: 'failed', tries: 7, reason: 'did not answer in time' })
})

test('of many changes it is told the newest, no faster for their number where it does not answer', async () => {
  const { secondary, notifier, notified } = world({ serial: undefined })
  for (let serial = 2; serial <= 100; serial++) {
    notifier.announce(secondary, zone(serial))
    await vi.advanceTimersByTimeAsync(10)
  }
  expect(notified()).toEqual([soa(2)])
  await vi.advanceTimersByTimeAsync(100)
  expect(notified()).toEqual([soa(2), soa(100)])
})

test('one that answers is told of what has changed meanwhile without waiting', async () => {
  const { secondary, notifier, known, notified } = world({ serial: 1 })
  notifier.announce(secondary, zone(2))
  await vi.advanceTimersByTimeAsync(20_000)
  notifier.announce(secondary, zone(3))
  secondary.answers = 3
  await vi.advanceTimersByTimeAsync(100)
  expect([notified(), known.seen?.serial]).toEqual([[soa(2), soa(3)], 3])
})

test('it is told at once where somebody wants that, whether it has been told already or does not answer', async () => {
  const { secondary, notifier, notified } = world({ serial: undefined })
  notifier.announce(secondary, zone(2))
  await vi.advanceTimersByTimeAsync(20_000)
  const { length } = notified()
  notifier.announce(secondary, zone(2), true)
  await vi.advanceTimersByTimeAsync(1)
  expect(notified()).toHaveLength(length + 1)
  secondary.answers = 1
  notifier.announce(secondary, zone(2), true)
  await vi.advanceTimersByTimeAsync(500)
  notifier.announce(secondary, zone(2), true)
  await vi.advanceTimersByTimeAsync(1)
  expect(notified()).toHaveLength(length + 3)
})

test('serials are compared as they go round', async () => {
  const { secondary, notifier, sent } = world({ serial: 1 })
  notifier.announce(secondary, zone(4_294_967_295))
  await vi.advanceTimersByTimeAsync(600_000)
  expect(sent.map(({ opcode }) => opcode)).toEqual(['NOTIFY', 'QUERY'])
})

test('nothing is sent once it is closed', async () => {
  const { secondary, notifier, sent } = world({ serial: 1 })
  notifier.announce(secondary, zone(2))
  await vi.advanceTimersByTimeAsync(100)
  notifier.close()
  const { length } = sent
  notifier.announce(secondary, zone(3))
  await vi.advanceTimersByTimeAsync(600_000)
  expect(sent).toHaveLength(length)
})
