import Type from 'typebox'
import { errorReplies, IdText, Reply, Strict } from '../../../contract/schema.ts'
import { createZoneProblems } from '../../../contract/zone-input.ts'
import { CreateZoneBody, ListZonesQuery, ListZonesReply, UpdateZoneBody, ZoneData } from '../../../contract/zones.ts'
import { createZone } from '../../../services/create-zone.ts'
import type { Deps } from '../../../services/deps.ts'
import { findZone } from '../../../services/find-zone.ts'
import { listZones } from '../../../services/list-zones.ts'
import { replaceZoneToken } from '../../../services/replace-zone-token.ts'
import { zoneData } from '../../../services/zone-data.ts'
import { placeOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const path = '/api/:projectSlug/:environmentSlug/dns'
const tags = ['zones']

export function zoneRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    path,
    {
      config: { access: { scope: 'environment', action: 'zone.read', hide: true } },
      schema: {
        summary: 'List zones',
        description: 'All at once, or in pages where a limit or a cursor is given.',
        tags,
        querystring: ListZonesQuery,
        response: { 200: ListZonesReply, ...errorReplies },
      },
    },
    async request => {
      const { zones, ...more } = await listZones(deps, placeOf(request), request.query)
      return { message: 'Zones found.', count: zones.length, data: zones, ...more }
    },
  )

  app.post(
    path,
    {
      config: {
        access: { scope: 'environment', action: 'zone.create' },
        check: ({ body }) => createZoneProblems(body),
      },
      schema: {
        summary: 'Create a zone',
        description:
          'Makes the zone at its provider. `native` (the default) is whoever the project is connected to. On the built-in name ' +
          'server, a zone of the workspace that was deleted with `deleteFromCloud=false` is taken up again with its records.',
        tags,
        body: CreateZoneBody,
        response: { 201: Reply(ZoneData), ...errorReplies },
      },
    },
    async (request, reply) => {
      const data = await createZone(deps, request.caller, placeOf(request), request.body)
      return reply.code(201).send({ message: 'Zone created.', data })
    },
  )

  app.get(
    `${path}/:id`,
    {
      config: { access: { scope: 'environment', action: 'zone.read' } },
      schema: {
        summary: 'Get a zone',
        tags,
        params: Strict({ projectSlug: Type.String(), environmentSlug: Type.String(), id: IdText }),
        response: { 200: Reply(ZoneData), ...errorReplies },
      },
    },
    async request => {
      const place = placeOf(request)
      return { message: 'Zone found.', data: zoneData(await findZone(deps, place, request.params.id), place) }
    },
  )

  app.patch(
    `${path}/:id`,
    {
      config: { access: { scope: 'environment', action: 'zone.create' } },
      schema: {
        summary: "Replace a zone's own token",
        description: 'Of Cloudflare zones that were made with one. The new token has to reach the zone.',
        tags,
        params: Strict({ projectSlug: Type.String(), environmentSlug: Type.String(), id: IdText }),
        body: UpdateZoneBody,
        response: { 200: Reply(ZoneData), ...errorReplies },
      },
    },
    async request => {
      const { id } = request.params
      const data = await replaceZoneToken(deps, request.caller, placeOf(request), { id, body: request.body })
      return { message: 'Token replaced.', data }
    },
  )
}
