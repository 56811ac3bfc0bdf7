import Type from 'typebox'
import { PropagationQuery, PropagationReply, SyncReply } from '../../../contract/dns-answers.ts'
import { recordTypeProblems } from '../../../contract/record-type.ts'
import { errorReplies, IdText, Strict } from '../../../contract/schema.ts'
import { checkPropagation } from '../../../services/check-propagation.ts'
import type { Deps } from '../../../services/deps.ts'
import { syncZone } from '../../../services/sync-zone.ts'
import { placeOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'
import { createPatience } from '../../wait.ts'

const place = '/api/:projectSlug/:environmentSlug'

/** What name servers are asked about zones. */
export function dnsAnswerRoutes(app: TypedApp, deps: Deps): void {
  const patienceOf = createPatience(app)

  app.put(
    `${place}/resources/:resourceId/sync`,
    {
      config: { access: { scope: 'environment', action: 'resource.write' } },
      schema: {
        summary: 'Ask whether a zone is delegated',
        description:
          "Asks the zone's own name servers for its verification record and sets `metadata.dns_active` either way: true if one of " +
          'them has it, false if there is none. Where none of them answers the reply is `dns_lookup_failed`, and what was known stays. ' +
          '`details` tells where the delegation stands, and what each name server says.',
        tags: ['resources'],
        params: Strict({ projectSlug: Type.String(), environmentSlug: Type.String(), resourceId: IdText }),
        response: { 200: SyncReply, ...errorReplies },
      },
    },
    async (request, reply) => {
      const id = request.params.resourceId
      const synced = await syncZone(deps, request.caller, placeOf(request), { id, signal: patienceOf(reply) })
      const isActive = synced.data.metadata.dns_active === true
      return { message: isActive ? 'The zone is served.' : 'The verification record is not served.', ...synced }
    },
  )

  app.get(
    `${place}/dns/:id/propagation`,
    {
      config: {
        access: { scope: 'environment', action: 'record.read' },
        check: ({ query }) => typeProblems(query),
      },
      schema: {
        summary: 'See how far a change has spread',
        description:
          'Asks every authoritative server of the zone, and the configured resolvers, for a name and a type, all at once, and ' +
          'compares what they say with what the provider has.',
        tags: ['records'],
        params: Strict({ projectSlug: Type.String(), environmentSlug: Type.String(), id: IdText }),
        querystring: PropagationQuery,
        response: { 200: PropagationReply, ...errorReplies },
      },
    },
    async (request, reply) => {
      const { params, query } = request
      const asked = { id: params.id, query, signal: patienceOf(reply) }
      const data = await checkPropagation(deps, placeOf(request), asked)
      return { message: messages[data.summary.state], data }
    },
  )
}

const messages = {
  agree: 'All servers answer with what the provider has.',
  differ: 'Not all servers answer with what the provider has.',
  incomplete: 'The servers that answer do so with what the provider has.',
  unknown: 'No server gave an answer that could be compared.',
}

function typeProblems(query: unknown) {
  const { type } = query as { type?: unknown }
  return typeof type === 'string' ? recordTypeProblems('type', type) : []
}
