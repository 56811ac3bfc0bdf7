import { ApiError, refuse } from './api-error.ts'
import type { Permission, Token } from './options.ts'
import type { StoredZone } from './zone-store.ts'

/** Who sends a request, by its `Authorization` header. */
export function tokenOf(header: string | undefined, tokens: ReadonlyMap<string, Token>): { id: string; token: Token } {
  const id = /^Bearer ([!-~]+)$/.exec(header ?? '')?.[1]
  if (id === undefined) {
    const chain = [{ code: 6111, message: 'Invalid format for Authorization header' }]
    throw new ApiError(400, [{ code: 6003, message: 'Invalid request headers', error_chain: chain }])
  }
  const token = tokens.get(id)
  if (token === undefined) throw refuse(9109, 'Invalid access token', 403)
  return { id, token }
}

/** Refuses without saying whether the zone is there. */
export function permit(token: Token, permission: Permission, zone?: StoredZone): void {
  const isOthers = zone !== undefined && token.accountId !== undefined && token.accountId !== zone.accountId
  if (isOthers || !token.permissions.includes(permission)) throw refuse(10_000, 'Authentication error', 403)
}
