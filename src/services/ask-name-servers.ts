import type { Wanted } from '../resolver/ask-server.ts'
import type { NamedServer } from '../resolver/name-servers.ts'
import type { Zone } from '../store/store.ts'
import { type Answered, type Asked, askAboutZone } from './ask-about-zone.ts'
import type { Deps, Dns } from './deps.ts'
import { kindOf } from './open-provider.ts'
import { findZoneServers, type ZoneServers } from './zone-servers.ts'

/** What everybody who serves a zone says. */
export interface ZoneAnswers extends Pick<ZoneServers, 'delegation' | 'failure'> {
  /** Of the built-in name server, where the zone lives there: it's asked directly, whoever the zone is delegated to. */
  builtin: Answered | undefined
  delegated: Answered[]
}

/** Asks all name servers of a zone at once. What they fail in is in the answers; `signal` ends what is still under way. */
export async function askNameServers(
  deps: Deps,
  zone: Zone,
  { wanted, signal }: { wanted: Wanted; signal: AbortSignal },
): Promise<ZoneAnswers> {
  const ask = (asked: Asked) => askAboutZone(deps.dns, asked, { zone: zone.domain, wanted, signal })
  const [builtin, { delegation, failure, delegated }] = await Promise.all([
    isBuiltin(deps, zone) ? ask({ kind: 'builtin', server: builtinServer(deps.dns) }) : undefined,
    askDelegated(deps.dns, zone, { ask, signal }),
  ])
  return { builtin, delegated, delegation, failure }
}

export function isBuiltin(deps: Deps, { binding }: Zone): boolean {
  return kindOf(deps, binding.provider).capabilities.ledger
}

function builtinServer({ builtin }: Dns): NamedServer {
  return { name: '.', addresses: [builtin] }
}

interface Asking {
  ask(asked: Asked): Promise<Answered>
  signal: AbortSignal
}

async function askDelegated(dns: Dns, zone: Zone, { ask, signal }: Asking) {
  const { delegated, ...found } = await findZoneServers(dns, zone, signal)
  return { ...found, delegated: await Promise.all(delegated.map(server => ask({ kind: 'authoritative', server }))) }
}
