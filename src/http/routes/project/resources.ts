import Type from 'typebox'
import {
  CreateTargetBody,
  ListResourcesQuery,
  PositionBody,
  positionProblems,
  ResourceData,
  ResourceSummary,
  UpdateResourceBody,
} from '../../../contract/resources.ts'
import { errorReplies, IdText, ListReply, Reply, Strict } from '../../../contract/schema.ts'
import { changedMetadataProblems, targetProblems } from '../../../contract/target-metadata.ts'
import { createTarget } from '../../../services/create-resource.ts'
import type { Deps } from '../../../services/deps.ts'
import { getResource } from '../../../services/get-resource.ts'
import { listResources } from '../../../services/list-resources.ts'
import { summarizeResources } from '../../../services/resource-summary.ts'
import { moveResource, updateResource } from '../../../services/update-resource.ts'
import { placeOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const path = '/api/:projectSlug/:environmentSlug/resources'
const params = Strict({ projectSlug: Type.String(), environmentSlug: Type.String(), id: IdText })
const tags = ['resources']

export function resourceRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    '/api/resources/summary',
    {
      config: { access: { scope: 'self', action: 'project.list' } },
      schema: {
        summary: 'Count resources by project, environment and type',
        tags,
        response: { 200: Reply(ResourceSummary), ...errorReplies },
      },
    },
    async request => ({ message: 'Resources counted.', data: await summarizeResources(deps, request.caller) }),
  )

  app.get(
    path,
    {
      config: { access: { scope: 'environment', action: 'resource.read', hide: true } },
      schema: {
        summary: 'List resources',
        description: 'Zones, subdomains and targets, oldest first.',
        tags,
        querystring: ListResourcesQuery,
        response: { 200: ListReply(ResourceData), ...errorReplies },
      },
    },
    async request => {
      const data = await listResources(deps, placeOf(request), request.query.type)
      return { message: 'Resources found.', count: data.length, data }
    },
  )

  app.post(
    path,
    {
      config: {
        access: { scope: 'environment', action: 'resource.write' },
        check: ({ body }) => [...targetProblems(body), ...positionProblems(body)],
      },
      schema: {
        summary: 'Register a target',
        description:
          'Something that names can point at, and that is made elsewhere: `instance` {public_ipv4, public_ipv6, hostname}, ' +
          '`static_website` {endpoint, or bucket_name and region}, `load_balancer` {dns_name, region}, `distribution` ' +
          '{domain_name}, `application` {hostname}. Each needs an address.',
        tags,
        body: CreateTargetBody,
        response: { 201: Reply(ResourceData), ...errorReplies },
      },
    },
    async (request, reply) => {
      const data = await createTarget(deps, request.caller, placeOf(request), request.body)
      return reply.code(201).send({ message: 'Resource created.', data })
    },
  )

  app.get(
    `${path}/:id`,
    {
      config: { access: { scope: 'environment', action: 'resource.read' } },
      schema: { summary: 'Get a resource', tags, params, response: { 200: Reply(ResourceData), ...errorReplies } },
    },
    async request => {
      const data = await getResource(deps, placeOf(request), request.params.id)
      return { message: 'Resource found.', data }
    },
  )

  app.patch(
    `${path}/:id`,
    {
      config: {
        access: { scope: 'environment', action: 'resource.write' },
        check: ({ body }) => [...changedMetadataProblems(body), ...positionProblems(body)],
      },
      schema: {
        summary: 'Change a resource',
        description:
          'Fields of `metadata` that are not named stay, and `null` takes one away. Records of all connections of a target ' +
          'follow it; where some could not, `details` name them, and the same request goes on with those.',
        tags,
        params,
        body: UpdateResourceBody,
        response: { 200: Reply(ResourceData), ...errorReplies },
      },
    },
    async request => {
      const { id } = request.params
      const { body } = request
      const data = await updateResource(deps, request.caller, placeOf(request), { id, body })
      return { message: 'Resource updated.', data }
    },
  )

  app.patch(
    `${path}/:id/position`,
    {
      config: { access: { scope: 'environment', action: 'resource.write' } },
      schema: {
        summary: 'Move a resource on the canvas',
        tags,
        params,
        body: PositionBody,
        response: { 200: Reply(ResourceData), ...errorReplies },
      },
    },
    async request => {
      const { id } = request.params
      const { body } = request
      const data = await moveResource(deps, request.caller, placeOf(request), { id, body })
      return { message: 'Resource moved.', data }
    },
  )
}
