import Type from 'typebox'
import {
  CreateResourceConnectionBody,
  connectionProblems,
  ListResourceConnectionsQuery,
  RemovedConnectionData,
  ResourceConnectionData,
  UpdateResourceConnectionBody,
} from '../../../contract/resource-connections.ts'
import { errorReplies, IdText, ListReply, Reply, Strict } from '../../../contract/schema.ts'
import { changeResourceConnection, disconnectResources } from '../../../services/change-resource-connection.ts'
import { connectResources } from '../../../services/connect-resources.ts'
import type { Deps } from '../../../services/deps.ts'
import { findResourceConnection, listResourceConnections } from '../../../services/find-resource-connection.ts'
import { resourceConnectionData } from '../../../services/resource-connection-data.ts'
import { placeOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const path = '/api/:projectSlug/:environmentSlug/resource-connections'
const params = Strict({ projectSlug: Type.String(), environmentSlug: Type.String(), id: IdText })
const tags = ['resource connections']

export function resourceConnectionRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    path,
    {
      config: { access: { scope: 'environment', action: 'resource.read', hide: true } },
      schema: {
        summary: 'List connections between resources',
        tags,
        querystring: ListResourceConnectionsQuery,
        response: { 200: ListReply(ResourceConnectionData), ...errorReplies },
      },
    },
    async request => {
      const data = await listResourceConnections(deps, placeOf(request), request.query)
      return { message: 'Resource connections found.', count: data.length, data }
    },
  )

  app.post(
    path,
    {
      config: {
        access: { scope: 'environment', action: 'resource.write' },
        check: ({ body }) => connectionProblems(body),
      },
      schema: {
        summary: 'Connect two resources',
        description:
          'A subdomain and a target, in either direction, with `connectionDetails.dnsResourceId` get their records in that ' +
          'zone: A and AAAA, an alias, or CNAME, by what the target is and what the provider can do, and the TXT record ' +
          '`_gateways_app.<name>`. Answers once the provider has accepted them. Where it fails the connection stays as ' +
          '`failed`, and the same request takes it up again. Other pairs are edges on the canvas.',
        tags,
        body: CreateResourceConnectionBody,
        response: { 201: Reply(ResourceConnectionData), ...errorReplies },
      },
    },
    async (request, reply) => {
      const data = await connectResources(deps, request.caller, placeOf(request), request.body)
      return reply.code(201).send({ message: 'Resources connected.', data })
    },
  )

  app.get(
    `${path}/:id`,
    {
      config: { access: { scope: 'environment', action: 'resource.read' } },
      schema: {
        summary: 'Get a connection between resources',
        tags,
        params,
        response: { 200: Reply(ResourceConnectionData), ...errorReplies },
      },
    },
    async request => {
      const connection = await findResourceConnection(deps, placeOf(request), request.params.id)
      return { message: 'Resource connection found.', data: resourceConnectionData(connection) }
    },
  )

  app.patch(
    `${path}/:id`,
    {
      config: { access: { scope: 'environment', action: 'resource.write' } },
      schema: {
        summary: 'Change a connection between resources',
        description:
          'Of one with records: `connecting` (or `connected`) makes them, also after a failure, and `disconnected` takes them ' +
          'away and keeps the edge.',
        tags,
        params,
        body: UpdateResourceConnectionBody,
        response: { 200: Reply(ResourceConnectionData), ...errorReplies },
      },
    },
    async request => {
      const { id } = request.params
      const { body } = request
      const data = await changeResourceConnection(deps, request.caller, placeOf(request), { id, body })
      return { message: 'Resource connection changed.', data }
    },
  )

  app.delete(
    `${path}/:id`,
    {
      config: { access: { scope: 'environment', action: 'resource.write' } },
      schema: {
        summary: 'Disconnect two resources',
        description:
          'Deletes the records that the connection has made, and no others. Sets that were changed since are left alone, and told.',
        tags,
        params,
        response: { 200: Reply(RemovedConnectionData), ...errorReplies },
      },
    },
    async request => {
      const data = await disconnectResources(deps, request.caller, placeOf(request), request.params.id)
      const message =
        data.leftAlone.length === 0
          ? 'Resources disconnected.'
          : 'Resources disconnected; some records were left alone.'
      return { message, data }
    },
  )
}
