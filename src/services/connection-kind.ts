import { AppError } from '../contract/errors.ts'
import type { ProviderKind } from '../providers/provider.ts'
import type { Deps } from './deps.ts'

/** The kind that a connection's credentials open: `route53` for `aws`. Throws `provider_not_supported`. */
export function connectionKind({ kinds }: Pick<Deps, 'kinds'>, provider: string): ProviderKind {
  const found = kinds.values().find(kind => connectionOf(kind) === provider)
  if (found !== undefined) return found
  const message = `This installation has no provider "${provider}".`
  const details = [{ path: 'provider', code: 'provider_not_supported', message }]
  throw new AppError('provider_not_supported', message, { details })
}

/** What connections to a kind of provider are called. */
export function connectionOf({ id, connection }: ProviderKind): string {
  return connection ?? id
}
