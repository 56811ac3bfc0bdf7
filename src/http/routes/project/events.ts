import type { Readable } from 'node:stream'
import Type from 'typebox'
import { EventsHeaders } from '../../../contract/events.ts'
import { errorReplies, Strict } from '../../../contract/schema.ts'
import { userOf } from '../../../services/access.ts'
import type { Deps } from '../../../services/deps.ts'
import type { EventStreams } from '../../event-streams.ts'
import { enter } from '../../hooks/access.ts'
import { placeOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const access = { scope: 'environment', action: 'zone.read' } as const

export function eventRoutes(app: TypedApp, deps: Deps, streams: EventStreams): void {
  app.get(
    '/api/:projectSlug/:environmentSlug/events',
    {
      config: { access },
      schema: {
        summary: 'Follow what happens in an environment',
        description:
          'A stream of server-sent events (`text/event-stream`) that goes on until the client leaves, or may not follow any more. ' +
          'It begins with `ready`. `change-set` (`zoneId`, `changeSetId`, `status`) tells that a change set has come to its end; ' +
          '`zone` (`zoneId`) that more has changed in a zone than is told one by one; `resource`, `connection` and `activity` ' +
          '(`action`, `resourceId`) that something else was done, here or to the project or workspace around it. After `reset` ' +
          'everything is to be read again. `end` (`code`, `message`) says why the server ends the stream. A comment every 15 ' +
          'seconds is a sign of life. With `Last-Event-ID` the stream goes on behind that event, or begins with `reset`.',
        tags: ['events'],
        produces: ['text/event-stream'],
        params: Strict({ projectSlug: Type.String(), environmentSlug: Type.String() }),
        headers: EventsHeaders,
        response: {
          200: Type.Unsafe<Readable | string>({ type: 'string', description: 'events, as they happen' }),
          ...errorReplies,
        },
      },
    },
    async (request, reply) => {
      // The last is for proxies that would keep events back until there are many.
      reply.headers({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
      if (request.method === 'HEAD') return reply.send('')
      const since = request.headers['last-event-id']
      const readable = streams.open({
        place: placeOf(request),
        userId: userOf(request.caller).userId,
        since: typeof since === 'string' ? since : undefined,
        check: () => enter(deps, request, access),
      })
      return reply.send(readable)
    },
  )
}
