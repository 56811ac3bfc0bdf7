import { Readable } from 'node:stream'
import { AppError } from '../contract/errors.ts'
import type { StreamEvent } from '../contract/events.ts'
import type { Place } from '../services/deps.ts'
import type { Following, LiveEvents, PlacedEvent } from '../services/live-events.ts'

/** The streams of events that are open: `text/event-stream`, as the HTML standard has it (§9.2). */
export interface EventStreams {
  /** Throws `overloaded` where there are too many, `rate_limited` where the same user has too many. */
  open(stream: NewStream): Readable
  stats(): EventStreamStats
  /** Ends all of them. */
  close(): void
}

export interface NewStream {
  place: Place
  userId: number
  /** `Last-Event-ID`. */
  since: string | undefined
  /** Throws where whoever has opened the stream may not follow it any more. */
  check(): Promise<void>
}

export interface EventStreamStats {
  open: number
  /** Streams that were cut because their client took nothing for long. */
  cut: number
  events: number
}

export interface EventStreamLimits {
  /** Milliseconds between two signs of life, by which clients, and whatever lies between, know that the stream is there. */
  heartbeat: number
  streams: number
  streamsOfUser: number
  /** Bytes that wait for a client. One that has so many to take yet is told of no more, but to read everything again. */
  buffer: number
}

export const eventStreamLimits: EventStreamLimits = {
  heartbeat: 15_000,
  streams: 1_000,
  streamsOfUser: 50,
  buffer: 64 * 1024,
}

/** Milliseconds between two looks whether a client that's behind has taken what it had to. */
const patience = 100
/** Milliseconds in which clients can take in why their streams end. */
const lastWords = 2_000
/** Milliseconds after which a client that has lost its stream asks again. */
const retry = 2_000

interface Stream {
  readable: Readable
  following: Following
  userId: number
  check(): Promise<void>
  isChecking: boolean
  /** The last event that it wasn't told of, as it had too much to take yet. */
  behind?: PlacedEvent | undefined
  /** It was behind at the heartbeat before. */
  isStuck?: boolean
}

export function createEventStreams(events: LiveEvents, limits: EventStreamLimits = eventStreamLimits): EventStreams {
  const streams = new Set<Stream>()
  const counts = { cut: 0, events: 0 }
  let isClosed = false

  function push({ readable }: Stream, text: string): void {
    if (!readable.destroyed && !readable.readableEnded) readable.push(text)
  }

  function tell(stream: Stream, placed: PlacedEvent): void {
    counts.events++
    if (stream.behind === undefined && stream.readable.readableLength <= limits.buffer) {
      push(stream, placedMessage(placed))
      return
    }
    if (stream.behind === undefined) setTimeout(catchUp, patience, stream).unref()
    stream.behind = placed
  }

  function catchUp(stream: Stream): void {
    const { readable, behind } = stream
    if (behind === undefined || readable.destroyed) return
    if (readable.readableLength > 0) {
      setTimeout(catchUp, patience, stream).unref()
      return
    }
    push(stream, messageOf({ name: 'reset', data: {} }, behind.position))
    stream.behind = undefined
  }

  function beat(stream: Stream): void {
    if (stream.behind === undefined) push(stream, ':\n\n')
    else if (stream.isStuck) {
      counts.cut++
      stream.readable.destroy()
    }
    stream.isStuck = stream.behind !== undefined
    void check(stream)
  }

  function end(stream: Stream, event: StreamEvent & { name: 'end' }): void {
    forget(stream)
    push(stream, messageOf(event))
    stream.readable.push(null)
  }

  function forget(stream: Stream): void {
    streams.delete(stream)
    stream.following.stop()
  }

  async function check(stream: Stream): Promise<void> {
    if (stream.isChecking) return
    stream.isChecking = true
    try {
      await stream.check()
    } catch (error) {
      // A store that doesn't answer says nothing about who may follow; the next look tells.
      if (error instanceof AppError && streams.has(stream)) end(stream, endFor(error))
    }
    stream.isChecking = false
  }

  function refuseTooMany(userId: number): void {
    const again = { retryAfter: 10 }
    if (isClosed || streams.size >= limits.streams) {
      throw new AppError('overloaded', 'More streams of events are open than there is room for.', again)
    }
    const own = [...streams].filter(stream => stream.userId === userId).length
    if (own >= limits.streamsOfUser) {
      throw new AppError('rate_limited', `You have ${own} streams of events open already.`, again)
    }
  }

  const timer = setInterval(() => {
    for (const stream of streams) beat(stream)
  }, limits.heartbeat)
  timer.unref()

  return {
    open({ place, userId, since, check: checkAccess }) {
      refuseTooMany(userId)
      const readable = new Readable({ read() {}, highWaterMark: limits.buffer })
      const following = events.follow(place, since, {
        onEvent: placed => tell(stream, placed),
        onWiderChange: () => void check(stream),
      })
      const stream: Stream = { readable, following, userId, check: checkAccess, isChecking: false }
      streams.add(stream)
      readable.on('close', () => forget(stream))
      push(stream, beginningOf(following))
      return readable
    },
    stats: () => ({ open: streams.size, ...counts }),
    close() {
      isClosed = true
      clearInterval(timer)
      const stopping: StreamEvent & { name: 'end' } = {
        name: 'end',
        data: { code: 'overloaded', message: 'The server stops; another one may be there.' },
      }
      const ending = [...streams]
      for (const stream of ending) end(stream, stopping)
      // Of clients that don't take even that.
      setTimeout(() => ending.forEach(({ readable }) => void readable.destroy()), lastWords).unref()
    },
  }
}

function beginningOf({ missed, position }: Following): string {
  const begin = `retry: ${retry}\n${messageOf({ name: 'ready', data: {} }, position)}`
  if (missed === undefined) return begin + messageOf({ name: 'reset', data: {} }, position)
  return begin + missed.map(placedMessage).join('')
}

function endFor({ code, message }: AppError): StreamEvent & { name: 'end' } {
  return { name: 'end', data: { code, message } }
}

function placedMessage({ position, event }: PlacedEvent): string {
  return messageOf(event, position)
}

function messageOf({ name, data }: StreamEvent, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}
