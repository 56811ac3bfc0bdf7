import { connect } from 'node:net'
import { type Attempt, limited, networkError } from './attempt.ts'
import { QueryError } from './query-error.ts'

/** Sends one message over a connection of its own, each with its length before it (RFC 1035 §4.2.2), and reads one. */
export function exchangeTcp<T>(attempt: Attempt<T>): Promise<T> {
  const { server, request, accept } = attempt
  return limited(attempt, ({ resolve, reject }) => {
    const socket = connect({ host: server.address, port: server.port, noDelay: true })
    // No more than the one message is kept, which has 65,535 bytes at most.
    let received = Buffer.alloc(0)
    socket.on('error', error => reject(networkError(server, error)))
    socket.on('close', () => reject(new QueryError('network', 'hung up without an answer', { server })))
    socket.on('connect', () => socket.write(framed(request)))
    socket.on('data', data => {
      received = Buffer.concat([received, data])
      const message = firstMessage(received)
      if (message === undefined) return
      try {
        const accepted = accept(message)
        if (accepted !== undefined) resolve(accepted)
        else reject(new QueryError('malformed', 'answers something else', { server }))
      } catch (error) {
        reject(error)
      }
      socket.destroy()
    })
    return () => socket.destroy()
  })
}

function framed(message: Uint8Array): Buffer {
  const bytes = Buffer.alloc(2 + message.length)
  bytes.writeUInt16BE(message.length)
  bytes.set(message, 2)
  return bytes
}

function firstMessage(received: Buffer): Uint8Array | undefined {
  if (received.length < 2) return undefined
  const end = 2 + received.readUInt16BE()
  return received.length < end ? undefined : received.subarray(2, end)
}
