import Type from 'typebox'
import { ConnectionBody, ConnectionChange, ConnectionData } from '../../../contract/connections.ts'
import { errorReplies, IdText, ListReply, Reply, Strict } from '../../../contract/schema.ts'
import {
  createConnection,
  deleteConnection,
  getConnection,
  listConnections,
  testConnection,
  updateConnection,
} from '../../../services/cloud-connections.ts'
import type { Deps } from '../../../services/deps.ts'
import { workspacePlaceOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const all = '/api/cloud-connections/:workspaceSlug'
const one = `${all}/:id`
const tags = ['cloud connections']
const params = Strict({ workspaceSlug: Type.String(), id: IdText })
const response = { 200: Reply(ConnectionData), ...errorReplies }

export function cloudConnectionRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    all,
    {
      config: { access: { scope: 'workspace', action: 'connection.read' } },
      schema: {
        summary: 'List cloud connections',
        tags,
        response: { 200: ListReply(ConnectionData), ...errorReplies },
      },
    },
    async request => {
      const data = await listConnections(deps, workspacePlaceOf(request))
      return { message: 'Cloud connections found.', count: data.length, data }
    },
  )

  app.post(
    all,
    {
      config: { access: { scope: 'workspace', action: 'connection.manage' } },
      schema: {
        summary: 'Create a cloud connection',
        description:
          'The credentials are tried at once, and never given back. It is created even if the provider refuses them: ' +
          '`status` is then `failed`, and `statusDetail` says why.',
        tags,
        body: ConnectionBody,
        response: { 201: Reply(ConnectionData), ...errorReplies },
      },
    },
    async (request, reply) => {
      const data = await createConnection(deps, request.caller, workspacePlaceOf(request), request.body)
      return reply.code(201).send({ message: 'Cloud connection created.', data })
    },
  )

  app.get(
    one,
    {
      config: { access: { scope: 'workspace', action: 'connection.read' } },
      schema: { summary: 'Get a cloud connection', tags, params, response },
    },
    async request => {
      const data = await getConnection(deps, workspacePlaceOf(request), Number(request.params.id))
      return { message: 'Cloud connection found.', data }
    },
  )

  app.patch(
    one,
    {
      config: { access: { scope: 'workspace', action: 'connection.manage' } },
      schema: {
        summary: 'Change a cloud connection',
        description: 'New credentials replace the old ones whole, and are tried at once.',
        tags,
        params,
        body: ConnectionChange,
        response,
      },
    },
    async request => {
      const id = Number(request.params.id)
      const data = await updateConnection(deps, request.caller, workspacePlaceOf(request), id, request.body)
      return { message: 'Cloud connection updated.', data }
    },
  )

  app.delete(
    one,
    {
      config: { access: { scope: 'workspace', action: 'connection.manage' } },
      schema: {
        summary: 'Delete a cloud connection',
        description: 'Refused while zones are bound through it.',
        tags,
        params,
        response,
      },
    },
    async request => {
      const id = Number(request.params.id)
      const data = await deleteConnection(deps, request.caller, workspacePlaceOf(request), id)
      return { message: 'Cloud connection deleted.', data }
    },
  )

  app.post(
    `${one}/test`,
    {
      config: { access: { scope: 'workspace', action: 'connection.manage' } },
      schema: {
        summary: 'Test a cloud connection',
        description: 'Asks the provider again; what comes of it is the new `status`.',
        tags,
        params,
        response,
      },
    },
    async request => {
      const id = Number(request.params.id)
      const data = await testConnection(deps, request.caller, workspacePlaceOf(request), id)
      return { message: `Cloud connection tested: ${data.status}.`, data }
    },
  )
}
