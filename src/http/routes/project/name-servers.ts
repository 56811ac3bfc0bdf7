import Type from 'typebox'
import { errorReplies, IdText, Reply, Strict } from '../../../contract/schema.ts'
import { nameServerProblems } from '../../../contract/secondary-input.ts'
import { NameServersBody, ZoneData } from '../../../contract/zones.ts'
import type { Deps } from '../../../services/deps.ts'
import { setNameServers } from '../../../services/set-name-servers.ts'
import { placeOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

export function nameServerRoute(app: TypedApp, deps: Deps): void {
  app.put(
    '/api/:projectSlug/:environmentSlug/dns/:id/name-servers',
    {
      config: {
        access: { scope: 'environment', action: 'secondary.manage' },
        check: ({ body }) => nameServerProblems(body),
      },
      schema: {
        summary: 'Say which servers answer for a zone',
        description:
          'The NS set of a zone on the built-in name server, and what it is to be delegated to: for zones that were made before the ' +
          'servers that answer for them now. New zones have those of the installation.',
        tags: ['zones'],
        params: Strict({ projectSlug: Type.String(), environmentSlug: Type.String(), id: IdText }),
        body: NameServersBody,
        response: { 200: Reply(ZoneData), ...errorReplies },
      },
    },
    async request => {
      const { id } = request.params
      const data = await setNameServers(deps, request.caller, placeOf(request), { id, body: request.body })
      return { message: 'Name servers of the zone set.', data }
    },
  )
}
