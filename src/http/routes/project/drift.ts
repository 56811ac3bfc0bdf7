import Type from 'typebox'
import { DriftQuery, DriftReply } from '../../../contract/drift.ts'
import { errorReplies, IdText, Strict } from '../../../contract/schema.ts'
import type { Deps } from '../../../services/deps.ts'
import { findDrift } from '../../../services/find-drift.ts'
import { placeOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

export function driftRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    '/api/:projectSlug/:environmentSlug/dns/:id/drift',
    {
      config: { access: { scope: 'environment', action: 'record.read' } },
      schema: {
        summary: 'Compare the provider with what was written',
        description:
          'Reads the whole zone at its provider and compares every set that was ever written through here with its last write. ' +
          'Sets that never were are counted, and listed with `unmanaged=true`; the SOA and NS sets that the provider keeps are not.',
        tags: ['changes'],
        params: Strict({ projectSlug: Type.String(), environmentSlug: Type.String(), id: IdText }),
        querystring: DriftQuery,
        response: { 200: DriftReply, ...errorReplies },
      },
    },
    async request => {
      const { data, nextCursor } = await findDrift(deps, placeOf(request), request.params.id, request.query)
      const message = data.inSync ? 'The provider has what was written.' : 'The provider has something else.'
      return { message, data, nextCursor }
    },
  )
}
