import { randomInt } from 'node:crypto'
import { createMessage, type Message } from '../dns/message.ts'
import { encodeMessage } from '../dns/message-encode.ts'
import type { Name, RecordType } from '../dns/rrset.ts'
import type { Attempt } from './attempt.ts'
import { matchReply } from './match-reply.ts'
import { QueryError } from './query-error.ts'
import type { ServerAddress } from './server-address.ts'
import { exchangeTcp } from './tcp-exchange.ts'
import { exchangeUdp } from './udp-exchange.ts'

/** What is asked for; the type in its canonical form, question types such as `ANY` too. */
export interface Wanted {
  name: Name
  type: RecordType
}

export interface AskOptions {
  /** RD: the server shall find out what it doesn't know. Resolvers are asked so, authoritative servers are not. */
  recursion?: boolean
  /** Over TCP at once, without trying UDP. */
  tcp?: boolean
  /** For each attempt. */
  milliseconds?: number
  /** Over UDP, before TCP is tried. */
  attempts?: number
  signal?: AbortSignal | undefined
}

/** What a server said, whatever its RCODE. */
export interface ServerReply {
  message: Message
  server: ServerAddress
  transport: 'udp' | 'tcp'
  /** From the first packet to the answer. */
  milliseconds: number
}

const defaultMilliseconds = 1_200
const defaultAttempts = 2
/** Bytes of UDP payload that pass everywhere without being parted (DNS flag day 2020). */
const payloadSize = 1232

/**
 * Asks one server one question: over UDP, with EDNS, and again with a new id and port where it doesn't answer; over TCP where the
 * answer was cut off, and where UDP leads nowhere; without EDNS where the server doesn't know it (RFC 6891 §7).
 *
 * Throws QueryError (`timeout`, `network`, `malformed`), and the signal's reason.
 */
export async function askServer(server: ServerAddress, wanted: Wanted, options: AskOptions = {}): Promise<ServerReply> {
  const started = performance.now()
  const ask = { server, wanted, options }
  const withEdns = await exchange({ ...ask, edns: true })
  const answered = refusesEdns(withEdns.message) ? await exchange({ ...ask, edns: false }) : withEdns
  return { ...answered, server, milliseconds: Math.round((performance.now() - started) * 10) / 10 }
}

interface Ask {
  server: ServerAddress
  wanted: Wanted
  options: AskOptions
  edns: boolean
}

type Exchanged = Pick<ServerReply, 'message' | 'transport'>

async function exchange(ask: Ask): Promise<Exchanged> {
  const udp = ask.options.tcp ? undefined : await tryUdp(ask)
  if (udp !== undefined && !(udp instanceof QueryError) && !udp.truncated) return { message: udp, transport: 'udp' }
  try {
    return { message: await send(ask, exchangeTcp), transport: 'tcp' }
  } catch (error) {
    // Most servers that don't answer over UDP don't do so over TCP either, and how they failed first is what people look for.
    throw udp instanceof QueryError && error instanceof QueryError ? udp : error
  }
}

/** Only silence is worth another attempt. */
async function tryUdp(ask: Ask): Promise<Message | QueryError> {
  for (let left = (ask.options.attempts ?? defaultAttempts) - 1; ; left--) {
    try {
      return await send(ask, exchangeUdp)
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      if (left <= 0 || error.code !== 'timeout') return error
    }
  }
}

function send(
  { server, wanted: { name, type }, options, edns }: Ask,
  over: (attempt: Attempt<Message>) => Promise<Message>,
): Promise<Message> {
  const id = randomInt(0x10000)
  const message = createMessage({
    id,
    recursionDesired: options.recursion ?? false,
    questions: [{ name, type, class: 'IN' }],
    ...(edns && { edns: { version: 0, payloadSize, dnssecOk: false, options: [] } }),
  })
  const { milliseconds = defaultMilliseconds, signal } = options
  const accept = (bytes: Uint8Array) => matchReply(bytes, { id, name, type, server })
  return over({ server, request: encodeMessage(message), accept, milliseconds, signal })
}

function refusesEdns({ rcode }: Message): boolean {
  return rcode === 'FORMERR' || rcode === 'NOTIMP' || rcode === 'BADVERS'
}
