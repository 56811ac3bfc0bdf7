import { ProviderData } from '../../../contract/providers.ts'
import { errorReplies, ListReply } from '../../../contract/schema.ts'
import type { Deps } from '../../../services/deps.ts'
import { listProviders } from '../../../services/providers.ts'
import type { TypedApp } from '../../typed-app.ts'

export function providerRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    '/api/providers',
    {
      config: { access: { scope: 'self', action: 'account.read' } },
      schema: {
        summary: 'List kinds of providers',
        description: 'Each with the fields that `credentials` of a connection to it have.',
        tags: ['cloud connections'],
        response: { 200: ListReply(ProviderData), ...errorReplies },
      },
    },
    async () => {
      const data = listProviders(deps)
      return { message: 'Providers found.', count: data.length, data }
    },
  )
}
