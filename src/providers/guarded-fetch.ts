import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, type BodyInit, fetch as undiciFetch } from 'undici'
import { type Reach, reachOf } from './address-reach.ts'
import { ProviderError } from './provider.ts'

export interface GuardedFetch {
  /**
   * Fetches from providers only: never from addresses where something could be that trusts whoever reaches it, however the address
   * is written or whatever name leads to it. Throws ProviderError (`rejected`) for those, without having connected. Follows no redirects.
   */
  fetch: typeof globalThis.fetch
  close(): Promise<void>
}

export interface GuardOptions {
  /** Addresses of the operator's own networks and of this machine are allowed. */
  allowPrivate: boolean
  lookup?: LookupFunction
}

/** What may be reached through a connection, by how it is made. */
type Allowed = Record<Reach, boolean>

const connectMilliseconds = 10_000
/** Ten times what the largest page of records takes. */
const largestAnswer = 64 * 1024 * 1024

export function createGuardedFetch({ allowPrivate, lookup = systemLookup }: GuardOptions): GuardedFetch {
  // What goes over http can be read on its way, credentials too; so only over networks of one's own.
  const own = { private: allowPrivate, loopback: allowPrivate, none: false }
  const rules = {
    https: { ...own, public: true },
    http: { ...own, public: false },
    // Certificates aren't issued for this machine's own names, and nobody is in between.
    loopback: { ...own, public: false, private: false },
  } satisfies Record<string, Allowed>
  const agentFor = (allowed: Allowed, rejectUnauthorized: boolean) =>
    new Agent({
      connect: { lookup: guardedLookup(lookup, allowed), rejectUnauthorized, timeout: connectMilliseconds },
      maxResponseSize: largestAnswer,
      allowH2: false,
    })
  const agents = {
    https: agentFor(rules.https, true),
    http: agentFor(rules.http, true),
    loopback: agentFor(rules.loopback, false),
  }

  return {
    async fetch(input, init) {
      const request = new Request(input, init)
      const url = new URL(request.url)
      const way = wayTo(url)
      const host = hostOf(url)
      // Literal addresses are never looked up.
      if (isIP(host)) requireAllowed(host, host, rules[way])
      try {
        return await undiciFetch(url, {
          method: request.method,
          headers: [...request.headers],
          // As it was given, since a stream would go without its length.
          body: (init?.body ?? request.body) as BodyInit | null,
          signal: request.signal,
          duplex: 'half',
          redirect: 'manual',
          dispatcher: agents[way],
        })
      } catch (error) {
        throw refusalIn(error) ?? error
      }
    },
    async close() {
      await Promise.all(Object.values(agents).map(agent => agent.destroy()))
    },
  }
}

type Way = 'https' | 'http' | 'loopback'

function wayTo(url: URL): Way {
  const host = hostOf(url)
  const isOwn = host === 'localhost' || host.endsWith('.localhost') || reachOf(host) === 'loopback'
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refused(`${url.protocol} is not a way to a provider`)
  if (isOwn) return 'loopback'
  return url.protocol === 'https:' ? 'https' : 'http'
}

/** Without the brackets of an IPv6 address. However an IPv4 address is written, the URL has it in its usual form. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}

/**
 * Looks up a name for a connection that is about to be made: what was looked at is what's connected to, so a name that leads
 * elsewhere a moment later is no way around. One bad address among good ones is enough to refuse.
 */
function guardedLookup(lookup: LookupFunction, allowed: Allowed): LookupFunction {
  return (host, options, callback) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '')
      const addresses = Array.isArray(found) ? found : []
      const [first] = addresses
      try {
        for (const { address } of addresses) requireAllowed(host, address, allowed)
      } catch (refusal) {
        return callback(refusal as Error, '')
      }
      if (options.all || first === undefined) return callback(null, addresses)
      callback(null, first.address, first.family)
    })
}

function requireAllowed(host: string, address: string, allowed: Allowed): void {
  const reach = reachOf(address)
  if (allowed[reach]) return
  const subject = host === address ? `${address} is` : `${host} has the address ${address},`
  if (reach === 'public') throw refused(`${host} is not on this network, so https is needed`)
  if (reach === 'none') throw refused(`${subject} no address of a provider`)
  throw refused(`${subject} a private address; ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS allows it`)
}

function refused(message: string): ProviderError {
  return new ProviderError({ code: 'rejected', message, details: { code: 'endpoint_refused', message } })
}

/** A lookup's error comes as the cause of the failed fetch. */
function refusalIn(error: unknown): ProviderError | undefined {
  if (error instanceof ProviderError) return error
  return error instanceof Error && error.cause !== undefined ? refusalIn(error.cause) : undefined
}
