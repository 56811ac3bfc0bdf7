import type { Name } from '../dns/rrset.ts'
import type { AskOptions, ServerReply, Wanted } from './ask-server.ts'
import { QueryError } from './query-error.ts'
import type { Resolver } from './resolver.ts'
import type { ServerAddress } from './server-address.ts'

/** A name server, and where it answers. */
export interface NamedServer {
  name: Name
  addresses: ServerAddress[]
}

type Options = Pick<AskOptions, 'signal'>

/** As many as fit into a referral of old; a zone that names more isn't asked everywhere. */
const mostServers = 13
/** Of one name server; most have one of each family. */
const mostAddresses = 4

/** The name servers with their addresses; with none where they can't be found. */
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
      const addresses = known ?? (await orNone(resolver.addressesOf(name, options)))
      return { name, addresses: addresses.slice(0, mostAddresses) }
    }),
  )
}

async function orNone(addresses: Promise<ServerAddress[]>): Promise<ServerAddress[]> {
  try {
    return await addresses
  } catch (error) {
    if (error instanceof QueryError) return []
    throw error
  }
}

/** Asks a name server at its addresses until one answers, with whatever RCODE. Throws what came of the first address otherwise. */
export async function askNamedServer(
  resolver: Resolver,
  { name, addresses }: NamedServer,
  wanted: Wanted,
  options: Options,
): Promise<ServerReply> {
  let failure: QueryError | undefined
  for (const address of addresses) {
    try {
      return await resolver.ask(address, wanted, options)
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      failure ??= error
    }
  }
  throw failure ?? new QueryError('network', `${name} has no address that could be found`)
}
