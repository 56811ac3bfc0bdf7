import type { FastifyInstance, FastifyReply } from 'fastify'
import type { WaitQuery } from '../contract/records.ts'
import type { Wanted } from '../services/wait-until-served.ts'

/**
 * Makes what a handler passes on of a request's `wait`: nobody is kept waiting who has gone away, and when the app closes nobody
 * at all.
 */
export function createWaits(
  app: FastifyInstance,
): (request: { query: WaitQuery }, reply: FastifyReply) => { wait?: Wanted } {
  const patienceOf = createPatience(app)
  return ({ query }, reply) => (query.wait === undefined ? {} : { wait: { signal: patienceOf(reply) } })
}

/** Makes what tells when nobody waits for a reply any more: the caller has gone away, or the app closes. */
export function createPatience(app: FastifyInstance): (reply: FastifyReply) => AbortSignal {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  return reply => {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    return AbortSignal.any([closing.signal, gone.signal])
  }
}

/** What waiting came to, for the reply. */
export function servedMessage(message: string, inSync: boolean | undefined): string {
  return inSync === false ? `${message} Not all name servers are known to have it yet.` : message
}
