import type { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Place } from '../services/deps.ts'
import type { Follower } from '../services/live-events.ts'
import { createEventStreams, type EventStreams, eventStreamLimits } from './event-streams.ts'

let followers: Follower[]
let streams: EventStreams
let readable: Readable
let position: number

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval'] })
  followers = []
  position = 0
  const follow = (_place: Place, _since: string | undefined, follower: Follower) => {
    followers.push(follower)
    return { missed: [], position: 'x.0', stop: () => {} }
  }
  streams = createEventStreams({ follow, close: () => {} }, eventStreamLimits)
  readable = streams.open({ place: {} as Place, userId: 1, since: undefined, check: async () => {} })
})
afterEach(() => {
  streams.close()
  vi.useRealTimers()
})

const tell = () => followers[0]!.onEvent({ position: `x.${++position}`, event: { name: 'zone', data: { zoneId: 1 } } })
const taken = () => String(readable.read() ?? '')
const count = (text: string, name: string) => text.split(`event: ${name}\n`).length - 1

test('a client that leaves too much lying is told, when it has taken that, to read everything again', () => {
  for (let index = 0; index < 10_000; index++) tell()
  expect(readable.readableLength).toBeLessThan(eventStreamLimits.buffer + 100)
  vi.advanceTimersByTime(1_000)
  const first = taken()
  expect(count(first, 'ready')).toBe(1)
  expect(count(first, 'zone')).toBeGreaterThan(500)
  expect(count(first, 'reset')).toBe(0)
  vi.advanceTimersByTime(100)
  expect(taken()).toBe('id: x.10000\nevent: reset\ndata: {}\n\n')
  tell()
  expect(taken()).toBe('id: x.10001\nevent: zone\ndata: {"zoneId":1}\n\n')
})

test('one that takes nothing from one heartbeat to the next is cut', () => {
  for (let index = 0; index < 10_000; index++) tell()
  vi.advanceTimersByTime(eventStreamLimits.heartbeat)
  expect(readable.destroyed).toBe(false)
  vi.advanceTimersByTime(eventStreamLimits.heartbeat)
  expect(readable.destroyed).toBe(true)
  expect(streams.stats()).toMatchObject({ cut: 1 })
})

test('one on which nothing happens has a sign of life from time to time', () => {
  taken()
  vi.advanceTimersByTime(3 * eventStreamLimits.heartbeat)
  expect(taken()).toBe(':\n\n:\n\n:\n\n')
})

test('there is room for so many, and the one too many is told to come again', () => {
  const open = (userId: number) => streams.open({ place: {} as Place, userId, since: undefined, check: async () => {} })
  for (let user = 2; streams.stats().open < eventStreamLimits.streams; user++) open(user)
  expect(() => open(1)).toThrow(expect.objectContaining({ code: 'overloaded', retryAfter: 10 }))
})
