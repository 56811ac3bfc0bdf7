import type { Name } from '../dns/rrset.ts'
import type { AskOptions, ServerReply, Wanted } from './ask-server.ts'
import { QueryError } from './query-error.ts'
import type { Resolver } from './resolver.ts'
import type { ServerAddress } from './server-address.ts'

/** A name server, and where it answers. */
export interface NamedServer {
  name: Name
  addresses: readonly ServerAddress[]
  /** Why there are none. */
  failure?: QueryError
}

type Options = Pick<AskOptions, 'signal'>

/** As many as fit into a referral of old; a zone that names more isn't asked everywhere. */
const mostServers = 13
/** Of one name server; most have one of each family. */
const mostAddresses = 4

/** The name servers with their addresses. `glue` are those that are known already. */
export async function withAddresses(
  resolver: Resolver,
  names: readonly Name[],
  options: Options,
  glue: ReadonlyMap<Name, readonly ServerAddress[]> = new Map(),
): Promise<NamedServer[]> {
  const wanted = [...new Set(names)].sort().slice(0, mostServers)
  return Promise.all(
    wanted.map(async name => {
      const known = glue.get(name)
      return known === undefined
        ? findAddresses(resolver, name, options)
        : { name, addresses: known.slice(0, mostAddresses) }
    }),
  )
}

async function findAddresses(resolver: Resolver, name: Name, options: Options): Promise<NamedServer> {
  try {
    const addresses = await resolver.addressesOf(name, options)
    if (addresses.length > 0) return { name, addresses: addresses.slice(0, mostAddresses) }
    return { name, addresses, failure: new QueryError('no_address', `${name} has no address`) }
  } catch (error) {
    if (error instanceof QueryError) return { name, addresses: [], failure: error }
    throw error
  }
}

/** Asks a name server at its addresses until one answers, with whatever RCODE. Throws what came of the first address otherwise. */
export async function askNamedServer(
  resolver: Resolver,
  { name, addresses, failure: unknown }: NamedServer,
  wanted: Wanted,
  options: Options,
): Promise<ServerReply> {
  let failure = unknown
  for (const address of addresses) {
    try {
      return await resolver.ask(address, wanted, options)
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      failure ??= error
    }
  }
  throw failure ?? new QueryError('no_address', `${name} has no address`)
}
