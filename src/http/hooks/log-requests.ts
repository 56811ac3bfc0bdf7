import type { FastifyInstance, FastifyRequest } from 'fastify'

/** One line for each request that was answered: who, what, how it ended, how long it took. No headers, no bodies. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, url, ip } = request
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10
    const line = { method, url, status: reply.statusCode, milliseconds, address: ip, principal: principalOf(request) }
    request.log.info(line, 'request')
  })
}

function principalOf({ caller }: FastifyRequest): string {
  const { principal } = caller ?? { principal: { kind: 'anonymous' } }
  if (principal.kind === 'user') return `${principal.via.kind} of user ${principal.userId}`
  return principal.kind === 'machine' ? `machine key ${principal.keyId}` : 'nobody'
}
