import { nameWithoutFinalDot } from '../../dns/name.ts'
import type { Problem } from '../../dns/problem.ts'
import type { Name } from '../../dns/rrset.ts'
import type { QueryError } from '../../resolver/query-error.ts'
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
  const answer = await updateAnswer(server, zone, call)
  if (answer !== 'NOERROR') {
    const message = `the server answers an update of ${domain} with ${answer}`
    found.push(problem(`update of ${domain}`, 'update_refused', message))
  }
  return found
}

/** What the server says to an update that changes nothing. */
async function updateAnswer(server: NameServer, zone: Name, call: Call | undefined): Promise<string> {
  try {
    return (await server.update(updateMessage(zone, []), call)).rcode
  } catch (error) {
    if (isKeyRefused(error)) return error.rcode ?? error.code
    throw error
  }
}

async function isTransferRefused(server: NameServer, zone: Name, call: Call | undefined): Promise<boolean> {
  try {
    // The first message tells.
    for await (const _ of server.transfer(zone, undefined, call)) return false
    return false
  } catch (error) {
    if (isKeyRefused(error)) return true
    throw error
  }
}

/** The server has answered a question that was signed, so it's the deed that it refuses; with BADKEY too (Knot). */
function isKeyRefused(error: unknown): error is QueryError {
  return isQueryError(error) && (error.code === 'refused' || error.code === 'bad_key')
}

function problem(path: string, code: string, message: string): Problem {
  return { path, code, message }
}
