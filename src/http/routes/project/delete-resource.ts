import Type from 'typebox'
import { DeletedResource } from '../../../contract/resources.ts'
import { errorReplies, IdText, Reply, Strict } from '../../../contract/schema.ts'
import { deleteResource } from '../../../services/delete-resource.ts'
import type { Deps } from '../../../services/deps.ts'
import { placeOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const path = '/api/:projectSlug/:environmentSlug/resources/:resourceId'
const tags = ['resources']

export function deleteResourceRoute(app: TypedApp, deps: Deps): void {
  app.delete(
    path,
    {
      config: { access: { scope: 'environment', action: 'zone.delete' } },
      schema: {
        summary: 'Delete a resource',
        description:
          'A zone goes from its provider too, with all its records; with `deleteFromCloud=false` it goes on being served there. ' +
          'A subdomain or a target goes with its connections and the records that these have made; with `deleteFromCloud=false` ' +
          'the records stay. ' +
          'At Cloudflare, where zones are not made through here, the records go and the zone stays. Where the provider fails, ' +
          '`details` tell how far it has come; the same request, sent again, goes on from there.',
        tags,
        params: Strict({ projectSlug: Type.String(), environmentSlug: Type.String(), resourceId: IdText }),
        querystring: Strict({
          deleteFromCloud: Type.Optional(
            Type.Union([Type.Literal('true'), Type.Literal('false')], { default: 'true' }),
          ),
        }),
        response: { 200: Reply(DeletedResource), ...errorReplies },
      },
    },
    async request => {
      const id = request.params.resourceId
      const deleteFromCloud = request.query.deleteFromCloud !== 'false'
      const data = await deleteResource(deps, request.caller, placeOf(request), { id, deleteFromCloud })
      return { message: 'Resource deleted.', data }
    },
  )
}
