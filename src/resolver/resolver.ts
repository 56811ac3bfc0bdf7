import type { Name } from '../dns/rrset.ts'
import { type AskOptions, askServer, type ServerReply, type Wanted } from './ask-server.ts'
import { followAliases } from './follow-aliases.ts'
import { createGate } from './gate.ts'
import { errorOfRcode, QueryError } from './query-error.ts'
import { dnsPort, isSameServer, type ServerAddress } from './server-address.ts'

/** Questions to other name servers. Everything throws QueryError where there is no answer, and the signal's reason. */
export interface Resolver {
  /** Those that are asked about everything outside. */
  readonly servers: readonly ServerAddress[]
  /** Asks one server; it answers with whatever RCODE. */
  ask(server: ServerAddress, wanted: Wanted, options?: AskOptions): Promise<ServerReply>
  /** Asks the resolvers in turn until one answers: that there are such records, or that there are none. */
  lookup(wanted: Wanted, options?: Pick<AskOptions, 'signal'>): Promise<ServerReply>
  /** Where the name server of that name answers, IPv4 first; none if it has no addresses. */
  addressesOf(nameServer: Name, options?: Pick<AskOptions, 'signal'>): Promise<ServerAddress[]>
  /** The port that name servers answer on, unless a resolver is at that address, for then it is the resolver's. */
  serverAt(address: string): ServerAddress
}

export interface ResolverOptions {
  servers: readonly ServerAddress[]
  /** Whether a name server that somebody's zone names may be asked. The resolvers may always. */
  isAllowed(server: ServerAddress): boolean
  /** For each attempt; what `askServer` takes unless told. */
  milliseconds?: number
  attempts?: number
}

/** Questions under way at once, each with a socket of its own. */
const mostQuestions = 64

export function createResolver({ servers, isAllowed, ...patience }: ResolverOptions): Resolver {
  const gate = createGate(mostQuestions)
  const isResolver = (asked: ServerAddress) => servers.some(server => isSameServer(server, asked))

  async function ask(server: ServerAddress, wanted: Wanted, options: AskOptions = {}): Promise<ServerReply> {
    if (!isResolver(server) && !isAllowed(server)) {
      throw new QueryError('address_not_allowed', 'is a private address, and was not asked', { server })
    }
    return gate(() => askServer(server, wanted, { ...patience, ...options }))
  }

  async function lookup(wanted: Wanted, { signal }: Pick<AskOptions, 'signal'> = {}): Promise<ServerReply> {
    let failure = new QueryError('network', 'There are no resolvers to ask')
    for (const server of servers) {
      try {
        const reply = await ask(server, wanted, { recursion: true, signal })
        const error = errorOfRcode(reply.message.rcode, server)
        if (error === undefined) return reply
        failure = error
      } catch (error) {
        if (!(error instanceof QueryError)) throw error
        failure = error
      }
    }
    throw failure
  }

  function serverAt(address: string): ServerAddress {
    return servers.find(server => server.address === address) ?? { address, port: dnsPort }
  }

  return {
    servers,
    ask,
    lookup,
    serverAt,
    async addressesOf(nameServer, options) {
      const wanted = ['A', 'AAAA'].map(type => ({ name: nameServer, type }))
      const found = await Promise.allSettled(wanted.map(question => lookup(question, options)))
      const addresses = found.flatMap((outcome, index) =>
        outcome.status === 'fulfilled' ? followAliases(outcome.value.message.answers, wanted[index]!).records : [],
      )
      const failed = found.find(outcome => outcome.status === 'rejected')
      if (addresses.length === 0 && failed !== undefined) throw failed.reason
      return addresses.map(({ rdata }) => serverAt(rdata))
    },
  }
}
