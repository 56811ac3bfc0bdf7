import Type from 'typebox'
import { fileTypes, ImportQuery, ImportRefusal, ImportReply } from '../../../contract/import.ts'
import { errorReplies, IdText, Strict } from '../../../contract/schema.ts'
import type { Deps } from '../../../services/deps.ts'
import { importZone } from '../../../services/import-zone.ts'
import { placeOf } from '../../route.ts'
import { type TextBody, takeTextBodies } from '../../text-body.ts'
import type { TypedApp } from '../../typed-app.ts'

const params = Strict({ projectSlug: Type.String(), environmentSlug: Type.String(), id: IdText })

/** Milliseconds that the reply waits for the end of a long import. */
const patience = 30_000

const statuses = { pending: 202, applied: 201, partial: 207, failed: 207 } as const
const messages = {
  pending: 'The import goes on; its change set shows how far it is.',
  applied: 'Zone file imported.',
  partial: 'The zone file was imported in part.',
  failed: 'The zone file was not imported.',
}

export function importRoutes(app: TypedApp, deps: Deps): void {
  app.register(async (scope: TypedApp) => {
    takeTextBodies(scope, fileTypes)
    // An import would outlast the time that there is for ending.
    scope.addHook('preClose', async () => deps.imports.stop())
    scope.post(
      '/api/:projectSlug/:environmentSlug/dns/:id/import',
      {
        config: { access: { scope: 'environment', action: 'record.write' }, takesFile: true },
        schema: {
          summary: 'Import a zone file',
          description:
            'Reads a zone file (RFC 1035 §5) of up to 256 MiB whole before anything is written. With problems nothing is done, and ' +
            '`details` names each as `body:LINE:COLUMN`. SOA, and NS at the apex, are passed over with a warning. With `dryRun` the ' +
            'plan is all there is; a dangerous one is refused with 409 until it is sent with `confirm`. An import that takes longer ' +
            'than 30 seconds, or is sent with `Prefer: respond-async`, is answered with 202 and goes on; `Location` is its change set.',
          tags: ['files'],
          params,
          querystring: ImportQuery,
          consumes: [...fileTypes],
          response: {
            200: ImportReply,
            201: ImportReply,
            202: ImportReply,
            207: ImportReply,
            ...errorReplies,
            409: ImportRefusal,
          },
        },
      },
      async (request, reply) => {
        const { projectSlug, environmentSlug, id } = request.params
        const { mode = 'merge', dryRun, confirm, comment } = request.query
        const data = await importZone(deps, request.caller, placeOf(request), {
          id,
          mode,
          dryRun: dryRun === 'true',
          confirm: confirm === 'true',
          ...(comment === undefined ? {} : { comment }),
          body: request.body as TextBody,
          patience: /(^|[,\s])respond-async([,;\s]|$)/i.test(String(request.headers.prefer ?? '')) ? 0 : patience,
        })
        const { changeSet } = data
        if (changeSet === null) {
          return reply.code(200).send({ message: data.dryRun ? 'Import planned.' : 'Nothing to change.', data })
        }
        const status = changeSet.status as keyof typeof statuses
        reply.header('Location', `/api/${projectSlug}/${environmentSlug}/dns/${id}/changes/${changeSet.id}`)
        return reply.code(statuses[status]).send({ message: messages[status], data })
      },
    )
  })
}
