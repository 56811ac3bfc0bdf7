import { ConnectionChoice, ConnectionData } from '../../../contract/connections.ts'
import { errorReplies, ListReply, Reply } from '../../../contract/schema.ts'
import type { Deps } from '../../../services/deps.ts'
import { attachConnection, detachConnection, listProjectConnections } from '../../../services/project-connections.ts'
import { projectPlaceOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const path = '/api/projects/:projectSlug/cloud-connections'
const tags = ['cloud connections']

export function projectConnectionRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    path,
    {
      config: { access: { scope: 'project', action: 'connection.read', hide: true } },
      schema: {
        summary: "List a project's cloud connections",
        tags,
        response: { 200: ListReply(ConnectionData), ...errorReplies },
      },
    },
    async request => {
      const data = await listProjectConnections(deps, projectPlaceOf(request))
      return { message: 'Cloud connections found.', count: data.length, data }
    },
  )

  app.post(
    path,
    {
      config: { access: { scope: 'project', action: 'connection.manage' } },
      schema: {
        summary: 'Attach a cloud connection to a project',
        description: 'One of a provider at most.',
        tags,
        body: ConnectionChoice,
        response: { 201: Reply(ConnectionData), ...errorReplies },
      },
    },
    async (request, reply) => {
      const { connectionId } = request.body
      const data = await attachConnection(deps, request.caller, projectPlaceOf(request), connectionId)
      return reply.code(201).send({ message: 'Cloud connection attached.', data })
    },
  )

  app.delete(
    path,
    {
      config: { access: { scope: 'project', action: 'connection.manage' } },
      schema: {
        summary: 'Detach a cloud connection from a project',
        description: 'Named in a JSON body. Refused while zones of the project are bound through it.',
        tags,
        body: ConnectionChoice,
        response: { 200: Reply(ConnectionData), ...errorReplies },
      },
    },
    async request => {
      const { connectionId } = request.body
      const data = await detachConnection(deps, request.caller, projectPlaceOf(request), connectionId)
      return { message: 'Cloud connection detached.', data }
    },
  )
}
