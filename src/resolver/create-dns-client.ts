import type { DnsClient, ExchangeOptions } from './dns-client.ts'
import { exchangeAt } from './exchange.ts'
import { addressesOfHost, type HostLookup } from './host-addresses.ts'
import { QueryError } from './query-error.ts'
import type { ServerAddress } from './server-address.ts'
import { transferFrom } from './transfer.ts'

export interface DnsClientOptions extends HostLookup {
  /** Milliseconds since 1970, for signatures. */
  now(): number
}

export function createDnsClient({ now, ...hosts }: DnsClientOptions): DnsClient {
  return {
    async exchange(server, message, options = {}) {
      const addresses = await withinSignal(addressesOfHost(server, hosts), options)
      const isUpdate = message.opcode === 'UPDATE'
      return inTurn(addresses, isUpdate, address => exchangeAt({ server: address, message, options, now }))
    },
    async *transfer(server, wanted, options = {}) {
      const addresses = await withinSignal(addressesOfHost(server, hosts), options)
      // What has begun at one address can't be gone on with at another.
      const begun = await inTurn(addresses, false, async address => {
        const messages = transferFrom({ server: address, wanted, options, now })
        return { messages, first: await messages.next() }
      })
      try {
        if (begun.first.done) return
        yield begun.first.value
        yield* begun.messages
      } finally {
        await begun.messages.return(undefined)
      }
    },
  }
}

/**
 * What comes of the first address that answers; what came of the last one otherwise. `once`: no second address may get what the first
 * one has got perhaps.
 */
async function inTurn<T>(
  addresses: readonly ServerAddress[],
  once: boolean,
  attempt: (address: ServerAddress) => Promise<T>,
): Promise<T> {
  for (const [index, address] of addresses.entries()) {
    try {
      return await attempt(address)
    } catch (error) {
      const isUnreached = error instanceof QueryError && (error.code === 'timeout' || error.code === 'network')
      const goesOn = isUnreached && !(once && error.sent) && index < addresses.length - 1
      if (!goesOn) throw error
    }
  }
  throw new QueryError('no_address', 'the server has no address')
}

/** The machine's resolver knows of no signal. */
async function withinSignal<T>(promise: Promise<T>, { signal }: ExchangeOptions): Promise<T> {
  if (signal === undefined) return promise
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
