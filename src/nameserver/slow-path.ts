import type { FrontRequest, TransferEnd } from './front.ts'
import type { QueryMessage } from './query-message.ts'
import type { SlowCounts } from './slow-counts.ts'
import type { SlowLimits } from './slow-limits.ts'
import type { ThreadReaction } from './thread-messages.ts'
import type { TransferStream } from './transfer-run.ts'

/** Who sent a message, and how to answer. */
export interface SlowClient {
  address: string
  port: number
  /** One whole message; nothing where the client has gone. */
  send(message: Uint8Array): void
  /** TCP alone. */
  stream?: TransferStream
}

/** A message that the front has. */
export interface SlowRequest {
  message: Uint8Array
  client: SlowClient
  /** Called once: all that is to be said has been said. */
  end(): void
}

/** Messages that aren't plain questions: handed to the front, which decides, and answered as it says. */
export interface SlowPath {
  /** Takes a copy of a message. False where there's no room. */
  take(message: Uint8Array, client: SlowClient, end: () => void): boolean
  /** Calls back, once, when there may be room. */
  onRoom(next: () => void): void
  /** Whether a question that no zone here answers is for one that is for secondaries alone. */
  knows(query: QueryMessage): boolean
  /** What the front has decided. */
  react(ticket: number, reaction: ThreadReaction): void
}

export interface SlowPathParts {
  limits: SlowLimits
  counts: SlowCounts
  knows(query: QueryMessage): boolean
  /** Hands a message over. */
  ask(ticket: number, request: FrontRequest): void
  /** Does what the front has said; `transferred` is called once if that was a transfer. */
  carryOut(request: SlowRequest, reaction: ThreadReaction, transferred: (end: TransferEnd) => void): void
  transferred(ticket: number, end: TransferEnd): void
}

interface Pending extends SlowRequest {
  timer: NodeJS.Timeout
  /** Of `packets`; empty for TCP. */
  key: string
}

export function createSlowPath({ limits, counts, knows, ask, carryOut, transferred }: SlowPathParts): SlowPath {
  const pending = new Map<number, Pending>()
  const perAddress = new Map<string, number>()
  /** Messages by UDP: what is sent again while the front has it is the same message still. */
  const packets = new Map<string, Uint8Array>()
  let roomWanted: (() => void)[] = []
  let lastTicket = 0

  function take(bytes: Uint8Array, client: SlowClient, end: () => void): boolean {
    const key = client.stream === undefined ? `${client.address} ${client.port} ${bytes[0]} ${bytes[1]}` : ''
    if (isSame(packets.get(key), bytes)) return true
    const held = perAddress.get(client.address) ?? 0
    if (pending.size >= limits.atOnce || held >= limits.perAddress) {
      if (client.stream === undefined) counts.dropped++
      return false
    }
    counts.countRequest(bytes)
    const message = Uint8Array.from(bytes)
    const ticket = ++lastTicket
    perAddress.set(client.address, held + 1)
    if (key !== '') packets.set(key, message)
    const timer = setTimeout(() => react(ticket, { do: 'fail' }), limits.deadline)
    pending.set(ticket, { message, client, end, timer, key })
    const transport = client.stream === undefined ? 'udp' : 'tcp'
    ask(ticket, { message, from: { address: plainAddress(client.address), port: client.port }, transport })
    return true
  }

  function react(ticket: number, reaction: ThreadReaction): void {
    const request = pending.get(ticket)
    if (request !== undefined) {
      release(ticket, request)
      carryOut(request, reaction, end => transferred(ticket, end))
    } else if (reaction.do === 'transfer') {
      transferred(ticket, { status: 'failed', reason: 'the transfer was allowed too late' })
    }
  }

  function release(ticket: number, { client: { address }, timer, key }: Pending): void {
    clearTimeout(timer)
    pending.delete(ticket)
    packets.delete(key)
    const held = perAddress.get(address)! - 1
    if (held > 0) perAddress.set(address, held)
    else perAddress.delete(address)
    const wanted = roomWanted
    roomWanted = []
    for (const next of wanted) setImmediate(next)
  }

  return { take, onRoom: next => void roomWanted.push(next), knows, react }
}

function isSame(packet: Uint8Array | undefined, bytes: Uint8Array): boolean {
  return packet !== undefined && Buffer.compare(packet, bytes) === 0
}

/** IPv4 as such where a socket takes both kinds. */
function plainAddress(address: string): string {
  return /^::ffff:[\d.]+$/.test(address) ? address.slice(7) : address
}
