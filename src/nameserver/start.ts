import type { Name, RRset } from '../dns/rrset.ts'
import type { LoadOptions, NameServer, NameServerOptions, NameServerStats, ZoneChange } from './name-server.ts'
import { createQueues } from './queues.ts'
import { toSetMessage, wireName } from './set-message.ts'
import { defaultSlowLimits } from './slow-limits.ts'
import { openThread, type ThreadChannel } from './thread-channel.ts'
import { defaultTransferLimits } from './transfer-limits.ts'
import type { SetMessage } from './wire-set.ts'

/** Sets handed over at once: the thread takes in so many in a millisecond or two, and answers questions in between. */
const setsPerMessage = 500

/**
 * Starts a name server in a thread of its own, UDP and TCP. Data are put into wire form on this side, so a set that can't
 * be, or is outside its zone, rejects the call and never reaches the thread. Calls for one zone are carried out in their order.
 * Rejects where the address can't be had.
 */
export async function startNameServer(options: NameServerOptions): Promise<NameServer> {
  const { host, port, front, onFailure } = options
  const transferLimits = { ...defaultTransferLimits, ...options.transferLimits }
  const thread = await openThread({ host, port, slowLimits: defaultSlowLimits, transferLimits }, front, onFailure)
  const inOrder = createQueues()
  let loads = 0

  async function apply(zone: Name, changes: readonly ZoneChange[]): Promise<void> {
    const messages = changes.map(change => toSetMessage(zone, change))
    if (removesSoa(zone, changes)) throw new RangeError(`a zone needs its SOA: ${zone}`)
    await thread.ask({ do: 'apply', zone: wireName(zone), changes: messages })
  }

  async function stats(): Promise<NameServerStats> {
    return (await thread.ask({ do: 'stats' }))!
  }

  return {
    address: { host, port: thread.port },
    load: (zone, chunks, options = {}) => inOrder(zone, () => load(thread, ++loads, zone, chunks, options)),
    apply: (zone, changes) => inOrder(zone, () => apply(zone, changes)),
    remove: (zone, { transferOnly = false } = {}) =>
      inOrder(zone, async () => void (await thread.ask({ do: 'remove', zone: wireName(zone), transferOnly }))),
    stats,
    close: thread.close,
  }
}

/** Hands over one piece after the other, each when the one before is taken in, and lets the zone be served at the end. */
async function load(
  thread: ThreadChannel,
  id: number,
  zone: Name,
  chunks: AsyncIterable<readonly RRset[]>,
  { transferOnly = false }: LoadOptions,
): Promise<void> {
  await thread.ask({ do: 'begin', load: id, zone: wireName(zone), transferOnly })
  try {
    let soa = false
    for await (const sets of pieces(zone, chunks)) {
      soa ||= sets.soa
      await thread.ask({ do: 'add', load: id, sets: sets.messages })
    }
    if (!soa) throw new RangeError(`no SOA at the apex of ${zone}`)
  } catch (error) {
    await thread.ask({ do: 'abandon', load: id }).catch(() => {})
    throw error
  }
  await thread.ask({ do: 'commit', load: id })
}

async function* pieces(
  zone: Name,
  chunks: AsyncIterable<readonly RRset[]>,
): AsyncIterable<{ messages: SetMessage[]; soa: boolean }> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += setsPerMessage) {
      const sets = chunk.slice(at, at + setsPerMessage)
      const messages = sets.map(set => toSetMessage(zone, { name: set.name, type: set.type, after: set }))
      yield { messages, soa: sets.some(set => isSoa(zone, set) && set.records.length > 0) }
    }
  }
}

function isSoa(zone: Name, set: { name: Name; type: string }): boolean {
  return set.type === 'SOA' && set.name === zone
}

/** Whether the zone is left without SOA; the last word on a set counts. */
function removesSoa(zone: Name, changes: readonly ZoneChange[]): boolean {
  const last = changes.findLast(change => isSoa(zone, change))
  return last !== undefined && (last.after === undefined || last.after.records.length === 0)
}
