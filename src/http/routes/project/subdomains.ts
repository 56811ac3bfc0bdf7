import Type from 'typebox'
import { positionProblems } from '../../../contract/resources.ts'
import { errorReplies, IdText, ListReply, Reply, Strict } from '../../../contract/schema.ts'
import { CreateSubdomainBody, SubdomainData, subdomainProblems } from '../../../contract/subdomains.ts'
import { createSubdomain } from '../../../services/create-resource.ts'
import type { Deps } from '../../../services/deps.ts'
import { getSubdomain } from '../../../services/get-resource.ts'
import { listSubdomains } from '../../../services/list-resources.ts'
import { placeOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const path = '/api/:projectSlug/:environmentSlug/subdomains'
const tags = ['resources']

export function subdomainRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    path,
    {
      config: { access: { scope: 'environment', action: 'resource.read', hide: true } },
      schema: { summary: 'List subdomains', tags, response: { 200: ListReply(SubdomainData), ...errorReplies } },
    },
    async request => {
      const data = await listSubdomains(deps, placeOf(request))
      return { message: 'Subdomains found.', count: data.length, data }
    },
  )

  app.post(
    path,
    {
      config: {
        access: { scope: 'environment', action: 'resource.write' },
        check: ({ body }) => [...subdomainProblems(body), ...positionProblems(body)],
      },
      schema: {
        summary: 'Create a subdomain',
        description:
          'Gets its records when it is connected with a target in a zone. It is deleted as every resource is.',
        tags,
        body: CreateSubdomainBody,
        response: { 201: Reply(SubdomainData), ...errorReplies },
      },
    },
    async (request, reply) => {
      const data = await createSubdomain(deps, request.caller, placeOf(request), request.body)
      return reply.code(201).send({ message: 'Subdomain created.', data })
    },
  )

  app.get(
    `${path}/:id`,
    {
      config: { access: { scope: 'environment', action: 'resource.read' } },
      schema: {
        summary: 'Get a subdomain',
        tags,
        params: Strict({ projectSlug: Type.String(), environmentSlug: Type.String(), id: IdText }),
        response: { 200: Reply(SubdomainData), ...errorReplies },
      },
    },
    async request => {
      const data = await getSubdomain(deps, placeOf(request), request.params.id)
      return { message: 'Subdomain found.', data }
    },
  )
}
