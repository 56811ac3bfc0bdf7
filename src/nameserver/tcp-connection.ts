import type { Socket } from 'node:net'
import { headerLength } from './query-message.ts'
import type { Responder } from './responder.ts'

/** Answers that a client hasn't taken. Beyond this no more of its questions are read: so much, and one answer, is its share. */
const largestBacklog = 256 * 1024
/** Questions answered in one go; others get their turn before the next. */
const questionsPerTurn = 64
/** What is gathered before it's handed to the socket. */
const writeSize = 64 * 1024

export interface TcpConnection {
  /** When a question was last read whole or the last backlog taken, by `performance.now`. */
  lastProgress(): number
  destroy(): void
}

/** One client: questions in frames (RFC 1035 §4.2.2), any number on the way at once (RFC 7766 §6.2.1.1). */
export function createTcpConnection(socket: Socket, responder: Responder, onQuestion: () => void): TcpConnection {
  let unread: Buffer = Buffer.alloc(0)
  let progress = performance.now()
  let waiting = false
  let ended = false

  function read(chunk: Buffer): void {
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk])
    if (!waiting) work()
  }

  /** Answers what is there, then waits for more, for the client to take its answers, or for its next turn. */
  function work(): void {
    waiting = false
    const output = createOutput(socket)
    let at = 0
    for (let left = questionsPerTurn; left > 0 && unread.length >= at + 2; left--) {
      const end = at + 2 + unread.readUInt16BE(at)
      if (unread.length < end) break
      // Less than a header in a frame: this isn't DNS, and where the next frame starts is anybody's guess.
      if (end - at - 2 < headerLength) return void socket.destroy()
      answer(unread.subarray(at + 2, end), output)
      at = end
      if (socket.writableLength + output.size() > largestBacklog) break
    }
    output.flush()
    if (at > 0) progress = performance.now()
    unread = at === unread.length ? Buffer.alloc(0) : unread.subarray(at)
    goOn()
  }

  function answer(message: Buffer, output: Output): void {
    const length = responder.respond(message, message.length, 'tcp')
    if (length === 0) return
    onQuestion()
    output.add(responder.writer.out, length)
  }

  function goOn(): void {
    if (socket.writableLength > largestBacklog) wait(next => socket.once('drain', next))
    else if (hasWholeFrame(unread)) wait(setImmediate)
    else if (ended) socket.end()
    else socket.resume()
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
    if (!waiting) socket.end()
  })
  socket.on('drain', () => {
    progress = performance.now()
  })
  // The client has gone; 'close' follows, and nothing else is left to do.
  socket.on('error', () => {})
  return { lastProgress: () => progress, destroy: () => socket.destroy() }
}

function hasWholeFrame(bytes: Buffer): boolean {
  return bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)
}

interface Output {
  add(answer: Buffer, length: number): void
  size(): number
  flush(): void
}

/** Puts many answers into few writes. */
function createOutput(socket: Socket): Output {
  const parts: Buffer[] = []
  let size = 0

  function flush(): void {
    if (size > 0) socket.write(Buffer.concat(parts, size))
    parts.length = 0
    size = 0
  }

  function add(answer: Buffer, length: number): void {
    const frame = Buffer.allocUnsafe(length + 2)
    frame.writeUInt16BE(length, 0)
    answer.copy(frame, 2, 0, length)
    parts.push(frame)
    size += frame.length
    if (size > writeSize) flush()
  }

  return { add, size: () => size, flush }
}
