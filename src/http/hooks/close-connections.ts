import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Milliseconds between two looks for connections that have nothing left to answer. */
const interval = 50

/**
 * When the app closes, requests that are under way are answered, and each connection ends as soon as it's idle. Without this a
 * client that keeps its connections open would hold the process until their timeout.
 */
export function closeConnectionsWhenIdle(app: FastifyInstance): void {
  let timer: NodeJS.Timeout | undefined
  const closeUnused = watchUnused(app)
  app.addHook('preClose', async () => {
    timer = setInterval(() => {
      app.server.closeIdleConnections()
      closeUnused()
    }, interval)
  })
  app.addHook('onSend', async (_request, reply) => {
    if (timer !== undefined) reply.header('Connection', 'close')
  })
  app.addHook('onClose', async () => clearInterval(timer))
}

/**
 * Browsers open connections before they have something to ask. Node takes one on which nothing has come yet for a request under
 * way; the function given closes those.
 */
function watchUnused(app: FastifyInstance): () => void {
  const sockets = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  app.server.on('request', ({ socket }) => {
    sockets.delete(socket)
  })
  return () => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }
}
