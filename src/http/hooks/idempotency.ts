import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../contract/errors.ts'
import type { Deps } from '../../services/deps.ts'
import { type HeldKey, releaseKey, settleKey, takeKey } from '../../services/idempotency.ts'
import { setAside } from '../set-aside.ts'
import { TextBody } from '../text-body.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Held while the request is under way. */
    idempotencyKey: HeldKey | undefined
  }
}

const writes: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/**
 * Lets every write of whoever has signed in be sent again under an `Idempotency-Key`. The key is taken once the request is
 * known to be well-formed, so that one that was mistyped can be mended under the same key; and the reply is kept before it
 * leaves, so that whoever has received it finds it again.
 */
export function repeatReplies(app: FastifyInstance, deps: Deps): void {
  app.decorateRequest('idempotencyKey', undefined)
  app.addHook('preHandler', async (request, reply) => {
    const key = keyOf(request)
    if (key === undefined) return
    const { method, url, caller } = request
    const taken = await takeKey(deps, caller, { key, method, url, body: await comparable(deps, request, reply) })
    if ('reply' in taken) return replay(reply, taken.reply)
    request.idempotencyKey = taken.held
    request.caller = { ...caller, idempotencyKey: key }
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const held = request.idempotencyKey
    if (held === undefined) return payload
    request.idempotencyKey = undefined
    const body = typeof payload === 'string' ? payload : undefined
    await settleKey(deps, held, { status: reply.statusCode, body })
    return payload
  })
}

/** The body as it's compared with that of another request: a file by its hash. */
async function comparable({ imports }: Deps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (!(request.body instanceof TextBody)) return request.body
  const { body, digest, forget } = await setAside(request.body, imports.folder)
  request.body = body
  reply.raw.once('close', forget)
  return digest
}

/**
 * A project that was deleted lets nobody in who repeats the deletion. They get its first reply all the same; undefined where
 * there is none.
 */
export async function replayDeletion(
  deps: Deps,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const key = keyOf(request)
  const isGone = error instanceof AppError && error.code === 'not_found' && request.method === 'DELETE'
  if (!isGone || key === undefined || request.idempotencyKey !== undefined || request.body !== undefined)
    return undefined
  const { method, url, caller } = request
  const taken = await takeKey(deps, caller, { key, method, url, body: undefined }).catch(() => undefined)
  if (taken === undefined) return undefined
  if ('reply' in taken) return replay(reply, taken.reply)
  await releaseKey(deps, taken.held)
  return undefined
}

function keyOf({ method, headers, caller }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  const isWrite = writes.has(method) && caller !== undefined && caller.principal.kind !== 'anonymous'
  // Node joins a header that came several times with commas.
  return isWrite && key !== undefined ? String(key) : undefined
}

function replay(reply: FastifyReply, { status, body }: { status: number; body: string }): FastifyReply {
  reply.header('Idempotency-Replayed', 'true').type('application/json; charset=utf-8')
  return reply.code(status).send(body)
}
