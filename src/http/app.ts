import { randomUUID } from 'node:crypto'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { AppError } from '../contract/errors.ts'
import type { Deps } from '../services/deps.ts'
import { createLiveEvents } from '../services/live-events.ts'
import { type ConsoleFiles, noConsole } from './console-files.ts'
import { jsonWanted, replyError } from './error-reply.ts'
import { createEventStreams, type EventStreamLimits, type EventStreams, eventStreamLimits } from './event-streams.ts'
import { enforceAccess } from './hooks/access.ts'
import { limitSlowBodies } from './hooks/body-deadline.ts'
import { closeConnectionsWhenIdle } from './hooks/close-connections.ts'
import { repeatReplies, replayDeletion } from './hooks/idempotency.ts'
import { logRequests } from './hooks/log-requests.ts'
import { validateInput } from './hooks/validate-input.ts'
import { readJsonBody } from './json-body.ts'
import { refuseMalformed } from './malformed-request.ts'
import { createMetrics } from './metrics.ts'
import { registerOpenApi } from './open-api.ts'
import { consoleRoutes } from './routes/console.ts'
import { docsRoutes } from './routes/docs.ts'
import { registerRoutes } from './routes/index.ts'

/** Bytes. The largest body there is reason for, a set of 400 long TXT values, stays below. */
const bodyLimit = 1024 * 1024

/** Milliseconds in which the largest file must have come in; all else has less, see body-deadline.ts. */
const requestTimeout = 1_200_000

export interface AppOptions {
  consoleFiles?: ConsoleFiles
  streamLimits?: EventStreamLimits
}

/**
 * The HTTP side, ready to listen. A request passes, in this order: request id → access (who, where, may they) → body →
 * validation → idempotency key → the route's handler; whatever is thrown on the way becomes a reply in error-reply.ts.
 */
export async function createApp(
  deps: Deps,
  log: FastifyBaseLogger,
  { consoleFiles = noConsole, streamLimits = eventStreamLimits }: AppOptions = {},
): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log,
    genReqId: () => randomUUID(),
    bodyLimit,
    requestTimeout,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 300 },
    // One line a request, when it's answered: see hooks/log-requests.ts.
    logController: new LogController({ disableRequestLogging: true }),
    clientErrorHandler: refuseMalformed,
    frameworkErrors: (error, request, reply) => {
      replyError(new AppError('route_not_found', 'The path is not well-formed.', { cause: error }), request, reply)
    },
  })
  // Input is checked by validate-input.ts, which tells all problems of all parts at once.
  app.setValidatorCompiler(() => () => true)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    readJsonBody(body),
  )
  // Some clients name a type even where they send nothing.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => {
    if (body.length > 0) throw new AppError('unsupported_media_type', jsonWanted)
  })
  app.setErrorHandler(async (error, request, reply) => {
    return (await replayDeletion(deps, error, request, reply)) ?? replyError(error, request, reply)
  })
  app.setNotFoundHandler((request, reply) =>
    replyError(
      new AppError('route_not_found', `There is no ${request.method} ${pathOf(request.url)}.`),
      request,
      reply,
    ),
  )
  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id)
    // Replies hold what only the caller may see, and a cache doesn't know that `X-API-Key` says who that is.
    if (request.url.startsWith('/api')) reply.header('Cache-Control', 'no-store')
  })
  closeConnectionsWhenIdle(app)
  limitSlowBodies(app)
  logRequests(app)
  enforceAccess(app, deps)
  validateInput(app)
  repeatReplies(app, deps)
  const streams = openEventStreams(app, deps, streamLimits)
  const metrics = createMetrics(app, deps, streams)
  await registerOpenApi(app)
  await app.register(async scope => {
    const typed = scope.withTypeProvider<TypeBoxTypeProvider>()
    registerRoutes(typed, deps, metrics, streams)
    docsRoutes(typed)
    consoleRoutes(typed, consoleFiles)
  })
  await app.ready()
  return app
}

/** They end before the connections are waited for. */
function openEventStreams(app: FastifyInstance, deps: Deps, limits: EventStreamLimits): EventStreams {
  const events = createLiveEvents(deps.store)
  const streams = createEventStreams(events, limits)
  app.addHook('preClose', async () => {
    streams.close()
    events.close()
  })
  return streams
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url
}
