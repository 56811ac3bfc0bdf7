import Type from 'typebox'
import { ResourceTypeData } from '../../../contract/resource-types.ts'
import { errorReplies, ListReply, Reply, Strict } from '../../../contract/schema.ts'
import { getResourceType, listResourceTypes } from '../../../services/resource-types.ts'
import type { TypedApp } from '../../typed-app.ts'

const path = '/api/resource-types'
const tags = ['resources']

export function resourceTypeRoutes(app: TypedApp): void {
  app.get(
    path,
    {
      config: { access: { scope: 'public' } },
      schema: {
        summary: 'List types of resources',
        tags,
        querystring: Strict({
          activeOnly: Type.Optional(
            Type.Union([Type.Literal('true'), Type.Literal('false')], { description: 'only those that can be made' }),
          ),
        }),
        response: { 200: ListReply(ResourceTypeData), ...errorReplies },
      },
    },
    async request => {
      const data = listResourceTypes({ activeOnly: request.query.activeOnly === 'true' })
      return { message: 'Resource types found.', count: data.length, data }
    },
  )

  app.get(
    `${path}/:subtype`,
    {
      config: { access: { scope: 'public' } },
      schema: {
        summary: 'Get a type of resources',
        tags,
        params: Strict({ subtype: Type.String() }),
        response: { 200: Reply(ResourceTypeData), ...errorReplies },
      },
    },
    async request => ({ message: 'Resource type found.', data: getResourceType(request.params.subtype) }),
  )
}
