import type { DelegationData } from '../contract/dns-answers.ts'
import { domainText } from '../contract/domain-name.ts'
import type { Name } from '../dns/rrset.ts'
import { type Delegation, findDelegation, nameServersOf } from '../resolver/find-delegation.ts'
import { type NamedServer, withAddresses } from '../resolver/name-servers.ts'
import { QueryError } from '../resolver/query-error.ts'
import type { Zone } from '../store/store.ts'
import type { Dns } from './deps.ts'

/** Whoever the world asks about a zone, and where its delegation stands. */
export interface ZoneServers {
  delegated: NamedServer[]
  delegation: DelegationData
  /** Why it could not be found out to whom the zone is delegated. */
  failure: QueryError | undefined
}

/** Finds them by way of the resolvers: whom the parent's servers name, and whom the zone names itself. */
export async function findZoneServers(
  { resolver }: Dns,
  { domain, binding }: Zone,
  signal: AbortSignal,
): Promise<ZoneServers> {
  const [parent, own] = await Promise.all([
    orFailure(findDelegation(resolver, domain, { signal })),
    orFailure(nameServersOf(resolver, domain, { signal })),
  ])
  const glue = parent instanceof QueryError ? new Map() : parent.glue
  const named = [...namesOf(parent), ...namesOf(own)]
  const delegated = await orFailure(withAddresses(resolver, named, { signal }, glue))
  return {
    delegated: delegated instanceof QueryError ? named.map(name => unreached(name, delegated)) : delegated,
    delegation: delegationData(binding.nameServers, parent, namesOf(own)),
    // A parent that doesn't delegate the zone, and resolvers that fail to find it, are one and the same answer.
    failure: named.length === 0 && parent instanceof QueryError && own instanceof QueryError ? own : undefined,
  }
}

const unreached = (name: Name, failure: QueryError): NamedServer => ({ name, addresses: [], failure })

function namesOf(found: Delegation | Name[] | QueryError): Name[] {
  if (found instanceof QueryError) return []
  return Array.isArray(found) ? found : found.nameServers
}

function delegationData(provided: readonly Name[], parent: Delegation | QueryError, own: Name[]): DelegationData {
  return {
    state: stateOf(provided, parent),
    parentZone: parent instanceof QueryError ? null : domainText(parent.parent),
    parentNameServers: namesOf(parent).map(domainText),
    zoneNameServers: own.map(domainText),
    providerNameServers: provided.map(domainText),
    error: parent instanceof QueryError ? failureData(parent) : null,
  }
}

function stateOf(provided: readonly Name[], parent: Delegation | QueryError): DelegationData['state'] {
  if (parent instanceof QueryError) return 'unknown'
  const [named, wanted] = [new Set(parent.nameServers), new Set(provided)]
  if (named.size === 0) return 'none'
  const common = named.intersection(wanted).size
  if (common === 0) return 'elsewhere'
  return common === named.size && common === wanted.size ? 'complete' : 'partial'
}

export function failureData({ code, message }: QueryError): { code: string; message: string } {
  return { code, message }
}

/** The errors of questions as values. That time is up, or nobody waits any more, is one of them. */
export async function orFailure<T>(asked: Promise<T>): Promise<T | QueryError> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof QueryError) return error
    const isOver = error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError')
    if (isOver) return new QueryError('timeout', 'There was no time left to ask', { cause: error })
    throw error
  }
}
