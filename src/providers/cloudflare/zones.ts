import { nameWithoutFinalDot } from '../../dns/name.ts'
import type { Name } from '../../dns/rrset.ts'
import { type Call, ProviderError, type RemoteZone } from '../provider.ts'
import type { CloudflareClient } from './client.ts'
import { nameFromCloudflare } from './convert.ts'

/** The most that a page of zones has (2026-06, `zones`). */
const pageSize = 50

interface ListedZone {
  id: string
  name: string
  name_servers?: string[] | null
  /** Those under the zone's own name, where it has such; then it is delegated to these. */
  vanity_name_servers?: string[] | null
}

/** The zones that the token sees, or those of one name, page by page. */
export async function* listZones(
  client: CloudflareClient,
  accountId: string | undefined,
  call: (Call & { name?: Name }) | undefined,
): AsyncGenerator<RemoteZone> {
  const filters = {
    ...(call?.name !== undefined && { name: nameWithoutFinalDot(call.name) }),
    ...(accountId !== undefined && { 'account.id': accountId }),
  }
  for (let page = 1, pages = 1; page <= pages; page++) {
    if (page > 1) await call?.furtherRequest?.()
    const query = { ...filters, page, per_page: pageSize }
    const { result, info } = await client.request<ListedZone[]>('GET', '/zones', { query }, call)
    if (!Array.isArray(result)) {
      throw new ProviderError({ code: 'unavailable', message: 'Cloudflare answered with no list of zones' })
    }
    pages = info.total_pages ?? (result.length < pageSize ? page : page + 1)
    yield* remotesOf(result)
  }
}

/** Throws ProviderError where the names are none. */
function remotesOf(zones: readonly ListedZone[]): RemoteZone[] {
  try {
    return zones.map(remoteOf)
  } catch (cause) {
    const message = 'Cloudflare answered with zones that have no names'
    throw new ProviderError({ code: 'unavailable', message }, { cause })
  }
}

function remoteOf({ id, name, name_servers, vanity_name_servers }: ListedZone): RemoteZone {
  const servers = vanity_name_servers?.length ? vanity_name_servers : (name_servers ?? [])
  return { hostedZoneId: id, name: nameFromCloudflare(name), nameServers: servers.map(nameFromCloudflare) }
}
