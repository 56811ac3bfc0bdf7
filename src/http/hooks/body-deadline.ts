import type { FastifyInstance } from 'fastify'
import { refuseMalformed } from '../malformed-request.ts'

/** Milliseconds in which a request must have come in whole, or slow senders could hold all connections. */
const bodyMilliseconds = 60_000

/** Whoever may send a file has longer, by the server's own `requestTimeout`: it's large, and the line may be slow. */
export function limitSlowBodies(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    if (routeOptions.config.takesFile === true) return
    const timer = setTimeout(() => {
      // What has come in whole may be answered for longer: a stream of events goes on for hours.
      if (!raw.complete) refuseMalformed(timedOut(), raw.socket)
    }, bodyMilliseconds)
    const stop = () => clearTimeout(timer)
    raw.once('end', stop)
    raw.once('close', stop)
  })
}

function timedOut(): Error {
  return Object.assign(new Error('the request did not come in whole'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
}
