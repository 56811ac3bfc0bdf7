import type { Socket } from 'node:net'
import type { SlowClient } from './slow-path.ts'
import { toFrame } from './tcp-output.ts'
import type { TransferStream } from './transfer-run.ts'

/** A connection as those see it who answer later. Every write is of whole frames, so answers never get into each other. */
export function createTcpClient(socket: Socket): SlowClient & { stream: TransferStream } {
  const address = socket.remoteAddress ?? ''
  const watchers = new Set<() => void>()
  socket.once('close', () => {
    for (const closed of watchers) closed()
  })

  function send(messages: readonly Uint8Array[], taken: () => void): void {
    const frames = messages.map(message => toFrame(message, message.length))
    if (!socket.destroyed) socket.write(Buffer.concat(frames), error => void (error || taken()))
  }

  function onClose(closed: () => void): () => void {
    watchers.add(closed)
    return () => void watchers.delete(closed)
  }

  const stream = { address, send, onClose, destroy: () => void socket.destroy() }
  return { address, port: socket.remotePort ?? 0, send: message => send([message], () => {}), stream }
}
