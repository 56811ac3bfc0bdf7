import type { Socket } from 'node:net'
import { headerLength } from './query-message.ts'
import { handedOver, type Responder } from './responder.ts'
import type { SlowClient } from './slow-path.ts'
import { createTcpClient } from './tcp-client.ts'
import { createTcpOutput, type TcpOutput } from './tcp-output.ts'

/** Answers that a client hasn't taken. Beyond this no more of its questions are read: so much, and one answer, is its share. */
const largestBacklog = 256 * 1024
/** Questions answered in one go; others get their turn before the next. */
const questionsPerTurn = 64
/** Messages of one connection that the front has, or whose transfers wait or run. */
const largestOutstanding = 16

export interface TcpConnection {
  /** When a question was last read whole or the last backlog taken, by `performance.now`. */
  lastProgress(): number
  destroy(): void
}

/**
 * One client: questions in frames (RFC 1035 §4.2.2), any number on the way at once, answered in whatever order (RFC 7766 §6.2.1.1).
 */
export function createTcpConnection(socket: Socket, responder: Responder, onQuestion: () => void): TcpConnection {
  let unread: Buffer = Buffer.alloc(0)
  let progress = performance.now()
  let waiting = false
  let ended = false
  /** Messages that the slow path has, and what goes on when it has no room for another. */
  let outstanding = 0
  let onRoom: (() => void) | undefined
  let client: SlowClient | undefined

  function read(chunk: Buffer): void {
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk])
    if (!waiting) work()
  }

  /** Answers what is there, then waits for more, for the client to take its answers, or for its next turn. */
  function work(): void {
    waiting = false
    const output = createTcpOutput(socket)
    let at = 0
    let full = false
    for (let left = questionsPerTurn; left > 0 && unread.length >= at + 2; left--) {
      const end = at + 2 + unread.readUInt16BE(at)
      if (unread.length < end) break
      // Less than a header in a frame: this isn't DNS, and where the next frame starts is anybody's guess.
      if (end - at - 2 < headerLength) return void socket.destroy()
      if (!answer(unread.subarray(at + 2, end), output)) {
        full = true
        break
      }
      at = end
      if (socket.writableLength + output.size() > largestBacklog) break
    }
    output.flush()
    if (at > 0) progress = performance.now()
    unread = at === unread.length ? Buffer.alloc(0) : unread.subarray(at)
    goOn(full)
  }

  /** False where it has to wait until there's room on the slow path. */
  function answer(message: Buffer, output: TcpOutput): boolean {
    const length = responder.respond(message, message.length, 'tcp')
    if (length === handedOver && !handOver(message)) return false
    if (length !== 0) onQuestion()
    if (length > 0) output.add(responder.writer.out, length)
    return true
  }

  function handOver(message: Buffer): boolean {
    client ??= createTcpClient(socket)
    if (outstanding >= largestOutstanding || !responder.slowPath!.take(message, client, release)) return false
    outstanding++
    return true
  }

  function release(): void {
    outstanding--
    progress = performance.now()
    onRoom?.()
    if (ended && !waiting) endWhenDone()
  }

  function goOn(full: boolean): void {
    if (full) wait(waitForRoom)
    else if (socket.writableLength > largestBacklog) wait(next => socket.once('drain', next))
    else if (hasWholeFrame(unread)) wait(setImmediate)
    else if (ended) endWhenDone()
    else socket.resume()
  }

  /** For whichever comes first: a request of this connection ends, or there may be room again for all. */
  function waitForRoom(next: () => void): void {
    const once = () => {
      if (onRoom !== once) return
      onRoom = undefined
      next()
    }
    onRoom = once
    responder.slowPath!.onRoom(once)
  }

  function endWhenDone(): void {
    if (outstanding === 0 && !socket.destroyed) socket.end()
  }

  function wait(schedule: (next: () => void) => void): void {
    waiting = true
    socket.pause()
    schedule(() => {
      if (!socket.destroyed) work()
    })
  }

  socket.on('data', read)
  socket.on('end', () => {
    ended = true
    if (!waiting) endWhenDone()
  })
  socket.on('drain', () => {
    progress = performance.now()
  })
  // The client has gone; 'close' follows, and nothing else is left to do.
  socket.on('error', () => {})
  const lastProgress = () => (outstanding > 0 ? performance.now() : progress)
  return { lastProgress, destroy: () => socket.destroy() }
}

function hasWholeFrame(bytes: Buffer): boolean {
  return bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)
}
