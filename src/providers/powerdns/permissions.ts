import type { Problem } from '../../dns/problem.ts'
import type { Call } from '../provider.ts'
import type { PowerDnsClient } from './client.ts'
import { unreadableError } from './errors.ts'

/**
 * A key may do everything or nothing, so what can be wrong beside it is the server's name. Throws where the key is refused, or no
 * PowerDNS answers.
 */
export async function missingPermissions(
  client: PowerDnsClient,
  serverId: string,
  call: Call | undefined,
): Promise<Problem[]> {
  const { value } = await client.listServers(call)
  if (!Array.isArray(value)) throw unreadableError('no list of servers', 200)
  const ids = value.map((server: { id?: unknown } | null) => String(server?.id))
  if (ids.includes(serverId)) return []
  const message = `the endpoint has no PowerDNS server called ${serverId}, but ${ids.join(', ')}`
  return [{ path: 'serverId', code: 'unknown_server', message }]
}
