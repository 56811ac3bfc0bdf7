import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FrontRequest, TransferEnd } from './front.ts'
import { createSlowCounts } from './slow-counts.ts'
import { createSlowPath, type SlowClient, type SlowPath, type SlowRequest } from './slow-path.ts'
import { transferRequest } from './testing/raw-tcp.ts'
import type { ThreadReaction } from './thread-messages.ts'

const limits = { atOnce: 4, perAddress: 2, deadline: 1000 }
const counts = createSlowCounts()
let asked: { ticket: number; request: FrontRequest }[]
let carriedOut: { request: SlowRequest; reaction: ThreadReaction }[]
let ends: { ticket: number; end: TransferEnd }[]
let path: SlowPath

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  carriedOut = []
  ends = []
  path = createSlowPath({
    limits,
    counts,
    knows: () => false,
    ask: (ticket, request) => void asked.push({ ticket, request }),
    carryOut: (request, reaction) => void carriedOut.push({ request, reaction }),
    transferred: (ticket, end) => void ends.push({ ticket, end }),
  })
})
afterEach(() => vi.useRealTimers())

function udp(address: string, port = 5300): SlowClient {
  return { address, port, send: () => {} }
}

function tcp(address: string): SlowClient {
  const stream = { address, send: () => {}, onClose: () => () => {}, destroy: () => {} }
  return { ...udp(address), stream }
}

function take(client: SlowClient, id: number): boolean {
  return path.take(transferRequest('ex.test.', 1, id), client, () => {})
}

test('the front is told who asks, and an IPv4 address that came by IPv6 is one of IPv4', () => {
  take(udp('::ffff:192.0.2.1'), 1)
  take(tcp('2001:db8::1'), 2)
  expect(asked.map(({ request: { from, transport } }) => ({ from, transport }))).toEqual([
    { from: { address: '192.0.2.1', port: 5300 }, transport: 'udp' },
    { from: { address: '2001:db8::1', port: 5300 }, transport: 'tcp' },
  ])
})

test('what goes beyond the limits of an address or of all is not taken, until something has ended', () => {
  const [first, second] = [tcp('192.0.2.1'), tcp('192.0.2.2')]
  expect([take(first, 1), take(first, 2), take(first, 3)]).toEqual([true, true, false])
  expect([take(second, 1), take(second, 2), take(tcp('192.0.2.3'), 1)]).toEqual([true, true, false])
  let told = 0
  path.onRoom(() => told++)
  path.react(asked[0]!.ticket, { do: 'drop' })
  vi.runOnlyPendingTimers()
  expect(told).toBe(1)
  expect(take(tcp('192.0.2.3'), 1)).toBe(true)
})

test('packets beyond the limits are counted as dropped', () => {
  const before = counts.dropped
  for (let id = 0; id < 5; id++) take(udp('192.0.2.1'), id)
  expect(counts.dropped - before).toBe(3)
})

test('a packet sent again while the front has it is the same message, one with other bytes is not', () => {
  const client = udp('192.0.2.1')
  expect([take(client, 7), take(client, 7)]).toEqual([true, true])
  expect(asked).toHaveLength(1)
  path.take(transferRequest('other.test.', 1, 7), client, () => {})
  expect(asked).toHaveLength(2)
  for (const { ticket } of asked) path.react(ticket, { do: 'drop' })
  take(client, 7)
  expect(asked).toHaveLength(3)
})

test('a front that does not decide in time has failed, and what it says later is not done', () => {
  take(tcp('192.0.2.1'), 1)
  vi.advanceTimersByTime(limits.deadline)
  expect(carriedOut.map(({ reaction }) => reaction)).toEqual([{ do: 'fail' }])
  path.react(asked[0]!.ticket, { do: 'drop' })
  path.react(asked[0]!.ticket, { do: 'transfer', zone: 'ex' })
  expect(carriedOut).toHaveLength(1)
  expect(ends).toMatchObject([{ end: { status: 'failed' } }])
})
