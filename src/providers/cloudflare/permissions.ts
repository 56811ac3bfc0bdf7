import type { Problem } from '../../dns/problem.ts'
import { type Call, ProviderError } from '../provider.ts'
import type { CloudflareClient } from './client.ts'
import type { CloudflareSettings } from './settings.ts'

/**
 * The permissions that a token lacks. Reading is tried; of editing a batch without anything in it is, which changes nothing. With
 * no zone to try it on nothing is said of records.
 */
export async function missingPermissions(
  client: CloudflareClient,
  { accountId }: CloudflareSettings,
  call: Call | undefined,
): Promise<Problem[]> {
  const isVerified = await verifyToken(client, accountId, call)
  const query = { per_page: 5, ...(accountId !== undefined && { 'account.id': accountId }) }
  await call?.furtherRequest?.()
  const listed = client.request<{ id: string; name: string }[]>('GET', '/zones', { query }, call)
  // A token that nothing opens is a wrong one.
  const zones = await (isVerified ? permitted(listed) : listed)
  if (zones === undefined) return [missing('Zone.Zone:Read', 'list zones')]
  const [zone] = zones.result
  if (zone === undefined) return []
  const path = `/zones/${encodeURIComponent(zone.id)}/dns_records`
  await call?.furtherRequest?.()
  const records = await permitted(client.request('GET', path, { query: { per_page: 5 } }, call))
  if (records === undefined) return [missing('Zone.DNS:Edit', `read or change the records of ${zone.name}`)]
  await call?.furtherRequest?.()
  const edit = await permitted(
    client.request('POST', `${path}/batch`, { body: { posts: [] } }, call).catch(whateverElse),
  )
  return edit === undefined ? [missing('Zone.DNS:Edit', `change the records of ${zone.name}`)] : []
}

interface Verified {
  status?: string
}

/**
 * A token of a user, or one of an account, which only the account can verify (2026-06,
 * `accounts/tokens/verify`). False where that can't be said without knowing the account.
 */
async function verifyToken(
  client: CloudflareClient,
  accountId: string | undefined,
  call: Call | undefined,
): Promise<boolean> {
  const own = await permitted(client.request<Verified>('GET', '/user/tokens/verify', {}, call))
  if (own !== undefined) refuseInactive(own.result)
  if (own !== undefined || accountId === undefined) return own !== undefined
  await call?.furtherRequest?.()
  const { result } = await client.request<Verified>('GET', `/accounts/${accountId}/tokens/verify`, {}, call)
  refuseInactive(result)
  return true
}

function refuseInactive(verified: Verified | null): void {
  const status = verified?.status
  if (status === 'active') return
  throw new ProviderError({ code: 'auth', message: `Cloudflare says that the API token is ${status ?? 'not active'}` })
}

/** Undefined where it isn't. */
async function permitted<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ProviderError && error.failure.code === 'auth') return undefined
    throw error
  }
}

/** A batch without anything in it may be refused for that: then it wasn't for the permission. */
function whateverElse(error: unknown): object {
  if (error instanceof ProviderError && (error.failure.code === 'rejected' || error.failure.code === 'not_found'))
    return {}
  throw error
}

function missing(permission: string, what: string): Problem {
  const message = `the API token has no permission ${permission}, and so cannot ${what}`
  return { path: permission, code: 'missing_permission', message }
}
