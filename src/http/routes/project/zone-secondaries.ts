import Type from 'typebox'
import { errorReplies, IdText, Reply, Strict } from '../../../contract/schema.ts'
import { ZoneSecondariesBody, ZoneSecondariesData } from '../../../contract/secondaries.ts'
import type { Deps } from '../../../services/deps.ts'
import { getZoneSecondaries, notifyZoneSecondaries, setZoneSecondaries } from '../../../services/zone-secondaries.ts'
import { placeOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const zone = '/api/:projectSlug/:environmentSlug/dns/:id'
const tags = ['secondaries']
const params = Strict({ projectSlug: Type.String(), environmentSlug: Type.String(), id: IdText })
const response = { 200: Reply(ZoneSecondariesData), ...errorReplies }

export function zoneSecondaryRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    `${zone}/secondaries`,
    {
      config: { access: { scope: 'environment', action: 'secondary.read' } },
      schema: {
        summary: 'See how far the secondaries of a zone are',
        description:
          'For each: the last NOTIFY, the last transfer, and the serial it has answered when it was asked last.',
        tags,
        params,
        response,
      },
    },
    async request => {
      const data = await getZoneSecondaries(deps, placeOf(request), request.params.id)
      return { message: messageOf(data), data }
    },
  )

  app.put(
    `${zone}/secondaries`,
    {
      config: { access: { scope: 'environment', action: 'secondary.manage' } },
      schema: {
        summary: 'Choose the secondaries of a zone',
        description: 'A zone with a list of its own is not in the catalog zone.',
        tags,
        params,
        body: ZoneSecondariesBody,
        response,
      },
    },
    async request => {
      const { id } = request.params
      const data = await setZoneSecondaries(deps, request.caller, placeOf(request), { id, body: request.body })
      return { message: 'Secondaries of the zone set.', data }
    },
  )

  app.post(
    `${zone}/notify`,
    {
      config: { access: { scope: 'environment', action: 'secondary.notify' } },
      schema: {
        summary: 'Send NOTIFY to the secondaries of a zone now',
        description:
          'Changes are told by themselves; this is for a secondary that was restored, or to see that it answers.',
        tags,
        params,
        response: { 202: Reply(ZoneSecondariesData), ...errorReplies },
      },
    },
    async (request, reply) => {
      const data = await notifyZoneSecondaries(deps, placeOf(request), request.params.id)
      return reply.code(202).send({ message: 'NOTIFY is being sent.', data })
    },
  )
}

function messageOf({ states, inSync }: ZoneSecondariesData): string {
  if (states.length === 0) return 'The zone has no secondaries.'
  return inSync ? 'All secondaries have the zone as it is.' : 'Not all secondaries have the zone as it is.'
}
