import type { FastifyInstance } from 'fastify'

/** Milliseconds between two looks for connections that have nothing left to answer. */
const interval = 50

/**
 * When the app closes, requests that are under way are answered, and each connection ends as soon as it's idle. Without this a
 * client that keeps its connections open would hold the process until their timeout.
 */
export function closeConnectionsWhenIdle(app: FastifyInstance): void {
  let timer: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    timer = setInterval(() => app.server.closeIdleConnections(), interval)
  })
  app.addHook('onSend', async (_request, reply) => {
    if (timer !== undefined) reply.header('Connection', 'close')
  })
  app.addHook('onClose', async () => clearInterval(timer))
}
