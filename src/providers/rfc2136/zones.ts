import { nameWithoutFinalDot, parseName } from '../../dns/name.ts'
import type { Name } from '../../dns/rrset.ts'
import { type Call, ProviderError, type RemoteZone } from '../provider.ts'
import { isQueryError, providerError } from './errors.ts'
import type { NameServer } from './name-server.ts'
import { holdsZone, requireZone } from './zone-reader.ts'

/** The zones that the settings list, or the one of a name: as far as the server has them. */
export async function* listZones(
  server: NameServer,
  listed: readonly Name[] | undefined,
  call: (Call & { name?: Name }) | undefined,
): AsyncGenerator<RemoteZone> {
  const wanted = call?.name === undefined ? (listed ?? []) : [call.name]
  for (const [index, zone] of wanted.entries()) {
    if (listed !== undefined && !listed.includes(zone)) continue
    if (index > 0) await call?.furtherRequest?.()
    const found = await findZone(server, zone, call)
    if (found !== undefined) yield found
  }
}

/** The zone's name is all that tells it from others of a server. */
export function zoneOf({ hostedZoneId }: RemoteZone): Name {
  return parseName(hostedZoneId)
}

async function findZone(server: NameServer, zone: Name, call: Call | undefined): Promise<RemoteZone | undefined> {
  try {
    if (!holdsZone(await server.ask(zone, 'SOA', call), zone)) return undefined
    const { answers } = await server.ask(zone, 'NS', call)
    const servers = answers.filter(({ name, type }) => name === zone && type === 'NS').map(({ rdata }) => rdata)
    return { hostedZoneId: nameWithoutFinalDot(zone), name: zone, nameServers: servers.sort() }
  } catch (error) {
    if (isQueryError(error) && error.code === 'refused') return unlessHeld(server, zone, call)
    throw providerError(error)
  }
}

/** What is refused to the key may be there for others: then it's the key that is wrong, and the zone isn't missing. */
async function unlessHeld(server: NameServer, zone: Name, call: Call | undefined): Promise<undefined> {
  try {
    await requireZone(server, zone, call)
  } catch (error) {
    if (!(error instanceof ProviderError) || error.failure.code !== 'not_found') throw error
  }
}
