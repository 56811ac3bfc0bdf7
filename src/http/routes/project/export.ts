import { Readable } from 'node:stream'
import Type from 'typebox'
import { exportType, ZoneFileText } from '../../../contract/export.ts'
import { errorReplies, IdText, Strict } from '../../../contract/schema.ts'
import type { Deps } from '../../../services/deps.ts'
import { exportZone } from '../../../services/export-zone.ts'
import { placeOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const params = Strict({ projectSlug: Type.String(), environmentSlug: Type.String(), id: IdText })

export function exportRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    '/api/:projectSlug/:environmentSlug/dns/:id/export',
    {
      config: { access: { scope: 'environment', action: 'record.read' } },
      schema: {
        summary: 'Get a zone as a zone file',
        description:
          'In the form of RFC 1035 §5, as it is read. Where reading fails on the way the connection is broken off, and the text ' +
          'ends with a line `$INCOMPLETE …` that no reader of zone files takes.',
        tags: ['files'],
        params,
        response: { 200: { content: { 'text/dns': { schema: ZoneFileText } } }, ...errorReplies },
      },
    },
    async (request, reply) => {
      const { fileName, text } = await exportZone(deps, placeOf(request), request.params.id)
      reply.type(exportType).header('Content-Disposition', `attachment; filename="${fileName}"`)
      return reply.send(Readable.from(text))
    },
  )
}
