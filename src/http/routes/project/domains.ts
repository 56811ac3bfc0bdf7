import Type from 'typebox'
import { DomainBody, DomainData, domainBodyProblems } from '../../../contract/domains.ts'
import { errorReplies, IdText, ListReply, Reply, Strict } from '../../../contract/schema.ts'
import type { Deps } from '../../../services/deps.ts'
import { createDomain, deleteDomain, listDomains } from '../../../services/domains.ts'
import { projectPlaceOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const path = '/api/projects/:projectSlug/domains'
const tags = ['domains']

export function domainRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    path,
    {
      config: { access: { scope: 'project', action: 'domain.read', hide: true } },
      schema: { summary: 'List domains', tags, response: { 200: ListReply(DomainData), ...errorReplies } },
    },
    async request => {
      const data = await listDomains(deps, projectPlaceOf(request))
      return { message: 'Domains found.', count: data.length, data }
    },
  )

  app.post(
    path,
    {
      config: {
        access: { scope: 'project', action: 'domain.manage' },
        check: ({ body }) => [...domainBodyProblems(body)],
      },
      schema: {
        summary: 'Register a domain',
        description:
          'Ties it to the zone of the same name, so that machine keys of the project can manage its records.',
        tags,
        body: DomainBody,
        response: { 201: Reply(DomainData), ...errorReplies },
      },
    },
    async (request, reply) => {
      const data = await createDomain(deps, request.caller, projectPlaceOf(request), request.body)
      return reply.code(201).send({ message: 'Domain registered.', data })
    },
  )

  app.delete(
    `${path}/:id`,
    {
      config: { access: { scope: 'project', action: 'domain.manage' } },
      schema: {
        summary: 'Forget a domain',
        description: 'Its zone and records stay as they are.',
        tags,
        params: Strict({ projectSlug: Type.String(), id: IdText }),
        response: { 200: Reply(DomainData), ...errorReplies },
      },
    },
    async request => {
      const id = Number(request.params.id)
      const data = await deleteDomain(deps, request.caller, projectPlaceOf(request), id)
      return { message: 'Domain forgotten.', data }
    },
  )
}
