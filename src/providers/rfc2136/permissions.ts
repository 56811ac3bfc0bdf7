import { nameWithoutFinalDot } from '../../dns/name.ts'
import type { Problem } from '../../dns/problem.ts'
import type { Name } from '../../dns/rrset.ts'
import type { Call } from '../provider.ts'
import { isQueryError, providerError } from './errors.ts'
import type { NameServer } from './name-server.ts'
import { updateMessage } from './update-message.ts'
import { holdsZone } from './zone-reader.ts'

/** Somebody waits for it. */
const mostZones = 20

/**
 * What the keys may not do with the zones that the settings list: see them, transfer them, update them. The last is tried with an update
 * that changes nothing; rules about single names and types aren't found so. Without a list only the keys themselves are tried.
 */
export async function missingPermissions(
  server: NameServer,
  zones: readonly Name[] | undefined,
  call: Call | undefined,
): Promise<Problem[]> {
  try {
    await server.greet(call)
    const found: Problem[] = []
    for (const zone of zones?.slice(0, mostZones) ?? []) {
      await call?.furtherRequest?.()
      found.push(...(await tryZone(server, zone, call)))
    }
    return found
  } catch (error) {
    throw providerError(error)
  }
}

async function tryZone(server: NameServer, zone: Name, call: Call | undefined): Promise<Problem[]> {
  const domain = nameWithoutFinalDot(zone)
  const soa = await server.ask(zone, 'SOA', call)
  if (!holdsZone(soa, zone)) return [problem(`zone ${domain}`, 'zone_not_found', `the server has no zone ${domain}`)]
  const found: Problem[] = []
  if (await isTransferRefused(server, zone, call)) {
    const message = `the key for transfers may not transfer ${domain}, so it cannot be read`
    found.push(problem(`transfer of ${domain}`, 'transfer_refused', message))
  }
  const { rcode } = await server.update(updateMessage(zone, []), call)
  if (rcode !== 'NOERROR') {
    const message = `the server answers an update of ${domain} with ${rcode}`
    found.push(problem(`update of ${domain}`, 'update_refused', message))
  }
  return found
}

async function isTransferRefused(server: NameServer, zone: Name, call: Call | undefined): Promise<boolean> {
  try {
    // The first message tells.
    for await (const _ of server.transfer(zone, undefined, call)) return false
    return false
  } catch (error) {
    if (isQueryError(error) && error.code === 'refused') return true
    throw error
  }
}

function problem(path: string, code: string, message: string): Problem {
  return { path, code, message }
}
