import { connect, type Socket } from 'node:net'
import { networkError } from './attempt.ts'
import { QueryError } from './query-error.ts'
import type { ServerAddress } from './server-address.ts'

/** What to send, and how long to wait. */
export interface Sending {
  server: ServerAddress
  request: Uint8Array
  /** Until the first message, and from each one to the next, as long as the caller waits for it. */
  milliseconds: number
  signal?: AbortSignal | undefined
}

/**
 * Sends one message over a connection of its own (RFC 1035 §4.2.2) and gives whatever messages come back, each when it's asked for: what
 * isn't is left in the network. Ends only by being left; throws QueryError (`timeout`, `network`) and the signal's reason.
 */
export async function* tcpMessages({ server, request, milliseconds, signal }: Sending): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted()
  const socket = connect({ host: server.address, port: server.port, noDelay: true })
  let sent = false
  socket.on('connect', () => {
    sent = true
  })
  // Where the end is heard of while nobody waits, the next one who does is told.
  socket.on('error', () => {})
  const abort = () => socket.destroy(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  socket.write(framed(request))
  const timeUp = () => socket.destroy(new QueryError('timeout', 'does not answer', { server, sent }))
  try {
    yield* messagesOf(socket, () => setTimeout(timeUp, milliseconds))
    throw new QueryError('network', 'hung up', { server, sent })
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof QueryError) throw error
    throw networkError(server, error as Error, sent)
  } finally {
    signal?.removeEventListener('abort', abort)
    socket.destroy()
  }
}

async function* messagesOf(socket: Socket, startTimer: () => NodeJS.Timeout): AsyncGenerator<Uint8Array> {
  let received: Buffer = Buffer.alloc(0)
  let timer = startTimer()
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      for (let end = endOfMessage(received); received.length >= end; end = endOfMessage(received)) {
        clearTimeout(timer)
        yield new Uint8Array(received.subarray(2, end))
        received = received.subarray(end)
        timer = startTimer()
      }
    }
  } finally {
    clearTimeout(timer)
  }
}

/** Behind the length, two bytes, and as much as it says. */
function endOfMessage(received: Buffer): number {
  return received.length < 2 ? 2 + 1 : 2 + received.readUInt16BE()
}

function framed(message: Uint8Array): Buffer {
  const bytes = Buffer.alloc(2 + message.length)
  bytes.writeUInt16BE(message.length)
  bytes.set(message, 2)
  return bytes
}
