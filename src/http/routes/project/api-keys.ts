import { ApiKeyBody, ApiKeyData, NewApiKeyData } from '../../../contract/accounts.ts'
import { expiryProblems } from '../../../contract/expiry.ts'
import { errorReplies, IdText, ListReply, Reply, Strict } from '../../../contract/schema.ts'
import { createApiKey, deleteApiKey, listApiKeys } from '../../../services/api-keys.ts'
import type { Deps } from '../../../services/deps.ts'
import type { Access } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const path = '/api/users/api-keys'
const tags = ['accounts']
const access: Access = { scope: 'self', action: 'api-key.manage' }

export function apiKeyRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    path,
    {
      config: { access },
      schema: { summary: 'List your API keys', tags, response: { 200: ListReply(ApiKeyData), ...errorReplies } },
    },
    async request => {
      const data = await listApiKeys(deps, request.caller)
      return { message: 'API keys found.', count: data.length, data }
    },
  )

  app.post(
    path,
    {
      config: { access, check: ({ body }) => expiryProblems(body, deps.now()) },
      schema: {
        summary: 'Make an API key',
        description: 'The key acts as you do. It is shown in this reply only. Needs a session, as all of these do.',
        tags,
        body: ApiKeyBody,
        response: { 201: Reply(NewApiKeyData), ...errorReplies },
      },
    },
    async (request, reply) => {
      const data = await createApiKey(deps, request.caller, request.body)
      return reply.code(201).send({ message: 'API key created. It is not shown again.', data })
    },
  )

  app.delete(
    `${path}/:id`,
    {
      config: { access },
      schema: {
        summary: 'Revoke an API key',
        tags,
        params: Strict({ id: IdText }),
        response: { 200: Reply(ApiKeyData), ...errorReplies },
      },
    },
    async request => {
      const data = await deleteApiKey(deps, request.caller, Number(request.params.id))
      return { message: 'API key revoked.', data }
    },
  )
}
