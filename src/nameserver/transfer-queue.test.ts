import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { TransferEnd } from './front.ts'
import { createTransferQueue, type TransferQueue } from './transfer-queue.ts'
import type { TransferStream } from './transfer-run.ts'

const limits = { atOnce: 3, perAddress: 2, waiting: 2, patience: 3000, stalled: 5000 }
let queue: TransferQueue
let log: string[]

beforeEach(() => {
  vi.useFakeTimers()
  queue = createTransferQueue(limits)
  log = []
})
afterEach(() => vi.useRealTimers())

/** A connection whose client takes what it's sent when the test says so. */
interface FakeStream extends TransferStream {
  sent: number
  destroyed: boolean
  take(): void
  close(): void
}

function connection(address: string): FakeStream {
  const closers = new Set<() => void>()
  let untaken: (() => void)[] = []
  return {
    address,
    sent: 0,
    destroyed: false,
    send(messages, taken) {
      this.sent += messages.length
      untaken.push(taken)
    },
    onClose: closed => {
      closers.add(closed)
      return () => void closers.delete(closed)
    },
    destroy() {
      this.destroyed = true
    },
    take: () => {
      const all = untaken
      untaken = []
      for (const taken of all) taken()
    },
    close: () => {
      for (const closed of [...closers]) closed()
    },
  }
}

/** A transfer of so many messages of 100 KB. */
function add(name: string, stream: TransferStream, messages = 1): void {
  let left = messages
  const next = () => (left-- > 0 ? [new Uint8Array(100_000)] : [])
  const source = { kind: 'axfr' as const, serial: 1, records: [], close: () => void log.push(`${name} closed`) }
  queue.add({
    stream,
    start: () => {
      log.push(`${name} starts`)
      return { source, sender: { next, sent: () => ({ records: 0, bytes: 0 }) } }
    },
    refuse: () => void log.push(`${name} refused`),
    done: (end: TransferEnd) => void log.push(`${name} ${end.status === 'sent' ? 'sent' : end.reason}`),
  })
}

/** All that is ready, but nothing that waits for time to pass. */
function settle(): void {
  vi.advanceTimersByTime(0)
  for (let turn = 0; turn < 20; turn++) vi.advanceTimersByTime(1)
}

test('so many run at once as the limits say, in all, to an address and on a connection; the others wait for them', () => {
  const [one, two, three] = [connection('a'), connection('a'), connection('b')]
  add('1', one)
  add('2', one)
  settle()
  expect(log).toEqual(['1 starts'])
  one.take()
  settle()
  expect(log).toEqual(['1 starts', '1 closed', '1 sent', '2 starts'])
  add('3', two)
  add('4', connection('a'))
  add('5', three)
  add('6', connection('c'))
  settle()
  expect(log.slice(4)).toEqual(['3 starts', '5 starts'])
  three.take()
  settle()
  expect(log.slice(6)).toEqual(['5 closed', '5 sent', '6 starts'])
})

test('more than may wait, and what has waited for long, is refused', () => {
  for (const name of ['1', '2', '3', '4', '5']) add(name, connection('a'))
  expect(log).toEqual(['1 starts', '2 starts', '5 refused'])
  vi.advanceTimersByTime(2000)
  expect(log).toHaveLength(3)
  vi.advanceTimersByTime(2000)
  expect(log).toEqual(expect.arrayContaining(['3 refused', '4 refused']))
})

test('one that waits is forgotten when its connection is closed', () => {
  const stream = connection('a')
  for (const name of ['1', '2']) add(name, connection('a'))
  add('3', stream)
  stream.close()
  vi.advanceTimersByTime(20_000)
  expect(log.filter(line => line.startsWith('3'))).toEqual(['3 the connection was closed'])
})

test('for a client that takes nothing no more than a few messages are made, and it is cut', () => {
  const stream = connection('a')
  add('1', stream, 100)
  settle()
  expect(stream.sent).toBe(3)
  vi.advanceTimersByTime(limits.stalled)
  expect(stream.destroyed).toBe(true)
  expect(log).toEqual(['1 starts', '1 closed', '1 the client took nothing for 5 s'])
})

test('a client that takes something from time to time is not cut', () => {
  const stream = connection('a')
  add('1', stream, 10)
  for (let round = 0; round < 6; round++) {
    vi.advanceTimersByTime(limits.stalled - 100)
    stream.take()
  }
  settle()
  expect(log).toEqual(['1 starts', '1 closed', '1 sent'])
  expect(stream.sent).toBe(10)
})

test('a connection that is closed ends its transfer, once, and lets the next one start', () => {
  const stream = connection('a')
  add('1', stream, 100)
  add('2', connection('a'))
  add('3', connection('a'))
  settle()
  stream.close()
  stream.close()
  stream.take()
  settle()
  expect(log.filter(line => line.startsWith('1'))).toEqual(['1 starts', '1 closed', '1 the connection was closed'])
  expect(log).toContain('3 starts')
})
