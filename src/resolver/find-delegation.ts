import type { Message, MessageRecord } from '../dns/message.ts'
import { isWithin, parentOf } from '../dns/name.ts'
import type { Name } from '../dns/rrset.ts'
import type { AskOptions } from './ask-server.ts'
import { askNamedServer, type NamedServer, withAddresses } from './name-servers.ts'
import { errorOfRcode, QueryError } from './query-error.ts'
import type { Resolver } from './resolver.ts'
import type { ServerAddress } from './server-address.ts'

/** What the servers of the zone above say about a zone. */
export interface Delegation {
  /** The closest zone above. */
  parent: Name
  /** Whom the parent's servers name for the zone; nobody where it isn't delegated. */
  nameServers: Name[]
  /** Their addresses as far as the referral had them along. */
  glue: Map<Name, ServerAddress[]>
}

type Options = Pick<AskOptions, 'signal'>

/** Zones that can lie between a zone and the closest one that resolvers know of. */
const mostCuts = 8
/** Servers of a parent that are asked in turn. */
const mostAsked = 4

/**
 * Asks the parent's own servers to whom a zone is delegated: what everybody's resolvers go by, whatever the zone says itself.
 * Throws QueryError where none of them tells.
 */
export async function findDelegation(resolver: Resolver, zone: Name, options: Options = {}): Promise<Delegation> {
  const closest = await closestZone(resolver, parentOf(zone), options)
  let parent = closest.name
  let servers = await withAddresses(resolver, closest.nameServers, options)
  for (let cut = 0; cut < mostCuts; cut++) {
    const referral = await askParent(resolver, { zone, parent, servers }, options)
    if (referral.owner === zone || referral.nameServers.length === 0) return { parent, ...referral }
    // The zone lies below another one that resolvers could not tell about.
    parent = referral.owner
    servers = await withAddresses(resolver, referral.nameServers, options, referral.glue)
  }
  throw new QueryError('malformed', `The servers above ${zone} refer to each other without end`)
}

/** The zone that a name lies in, as the resolvers see it. What they can't find out about a name is looked for above it. */
async function closestZone(resolver: Resolver, from: Name, options: Options) {
  for (let name = from; ; name = parentOf(name)) {
    const nameServers = await nameServersOf(resolver, name, options, name !== '.')
    if (nameServers.length > 0) return { name, nameServers }
    if (name === '.') throw new QueryError('servfail', 'The resolvers do not know the servers of the root')
  }
}

/** Whom a zone itself names as its servers, by way of the resolvers; nobody where the name is no zone's. */
export async function nameServersOf(
  resolver: Resolver,
  zone: Name,
  options: Options = {},
  failuresAreNone = false,
): Promise<Name[]> {
  try {
    const { message } = await resolver.lookup({ name: zone, type: 'NS' }, options)
    return namesIn(message.answers, zone)
  } catch (error) {
    // So resolvers answer for zones whose servers don't answer them.
    if (failuresAreNone && error instanceof QueryError && error.code === 'servfail') return []
    throw error
  }
}

interface Cut {
  zone: Name
  parent: Name
  servers: NamedServer[]
}

interface Referral {
  owner: Name
  nameServers: Name[]
  glue: Map<Name, ServerAddress[]>
}

async function askParent(resolver: Resolver, { zone, parent, servers }: Cut, options: Options): Promise<Referral> {
  let failure: QueryError | undefined
  for (const server of servers.slice(0, mostAsked)) {
    try {
      const { message, server: answered } = await askNamedServer(resolver, server, { name: zone, type: 'NS' }, options)
      const referral = readReferral(resolver, message, { zone, parent })
      if (referral !== undefined) return referral
      failure ??= errorOfRcode(message.rcode, answered) ?? notResponsible(answered)
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      failure ??= error
    }
  }
  throw failure ?? new QueryError('network', `${parent} has no name servers that could be asked`)
}

function notResponsible(server: ServerAddress): QueryError {
  return new QueryError('refused', 'is named for a zone that it does not serve', { server })
}

/** Undefined where the server doesn't know the parent: it refers to elsewhere, or refuses. */
function readReferral(
  resolver: Resolver,
  { rcode, authoritative, answers, authorities, additionals }: Message,
  { zone, parent }: Pick<Cut, 'zone' | 'parent'>,
): Referral | undefined {
  const none = { owner: zone, nameServers: [], glue: new Map() }
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return undefined
  const named = [...answers, ...authorities].find(
    ({ name, type }) => type === 'NS' && name !== parent && isWithin(zone, name) && isWithin(name, parent),
  )
  if (named === undefined) return authoritative ? none : undefined
  const owner = named.name
  const nameServers = namesIn([...answers, ...authorities], owner)
  return { owner, nameServers, glue: glueOf(resolver, additionals, { nameServers, parent }) }
}

function namesIn(records: readonly MessageRecord[], owner: Name): Name[] {
  const names = records.filter(({ name, type }) => name === owner && type === 'NS').map(({ rdata }) => rdata)
  return [...new Set(names)].sort()
}

/** Addresses of servers within the parent alone: what it says of others isn't its to say (RFC 2181 §5.4.1). */
function glueOf(
  resolver: Resolver,
  additionals: readonly MessageRecord[],
  { nameServers, parent }: { nameServers: readonly Name[]; parent: Name },
): Map<Name, ServerAddress[]> {
  const addresses = additionals.filter(
    ({ name, type }) => (type === 'A' || type === 'AAAA') && nameServers.includes(name) && isWithin(name, parent),
  )
  const byName = Map.groupBy(addresses, ({ name }) => name)
  return new Map([...byName].map(([name, records]) => [name, records.map(({ rdata }) => resolver.serverAt(rdata))]))
}
