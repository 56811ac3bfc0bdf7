import { AppError } from '../contract/errors.ts'
import type { Provider, ProviderKind } from '../providers/provider.ts'
import type { Connection } from '../store/store.ts'
import type { Deps } from './deps.ts'

/** The kind of a provider's id. Throws `provider_not_supported`. */
export function kindOf(deps: Deps, provider: string): ProviderKind {
  const kind = deps.kinds.get(provider)
  if (kind !== undefined) return kind
  const message = `This installation has no provider "${provider}".`
  throw new AppError('provider_not_supported', message, {
    details: [{ path: 'provider', code: 'provider_not_supported', message }],
  })
}

/** The account that a stored connection stands for. */
export async function openConnection(deps: Deps, connection: Connection): Promise<Provider> {
  const stored = await deps.store.connections.credentials(connection.id)
  return openProvider(deps, connection, JSON.parse(stored ?? '{}') as object)
}

/** The built-in provider is opened for a workspace; others have no use for it. */
export function openProvider(
  deps: Deps,
  { provider, workspaceId }: { provider: string; workspaceId: number },
  credentials: object,
): Provider {
  return kindOf(deps, provider).open({ ...credentials, workspaceId }, deps.io)
}
