import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { type Listeners, listen } from './listen.ts'
import type { NameServerStats } from './name-server.ts'
import { createResponder } from './responder.ts'
import { createSlowSide } from './slow-side.ts'
import type { NumberedReaction, NumberedRequest, ThreadOptions, ThreadReply } from './thread-messages.ts'
import { createZoneCollection } from './zone-collection.ts'
import { createZoneKeeper } from './zone-keeper.ts'

/** The thread of its own in which questions are answered. `startNameServer` is its only caller. */
async function run(options: ThreadOptions): Promise<void> {
  const { host, port, hasFront } = options
  const zones = createZoneCollection()
  const transferOnly = createZoneCollection()
  const keeper = createZoneKeeper(zones, transferOnly)
  const slow = createSlowSide({ zones, transferOnly, find: keeper.find, say: reply, ...options })
  const responder = createResponder(zones, hasFront ? slow.path : undefined)
  const listeners = await listen(await addressOf(host), port, responder)

  function stats(): NameServerStats {
    const rrsets = [...zones].reduce((sum, zone) => sum + zone.sets, 0)
    const questions = { udp: listeners.udp.questions(), tcp: listeners.tcp.questions() }
    const own = { zones: zones.size, rrsets, questions, answers: responder.answers(), dropped: responder.dropped() }
    return slow.addTo({ ...own, transferOnlyZones: transferOnly.size })
  }

  parentPort!.on('message', (message: NumberedRequest | NumberedReaction) => {
    if ('ticket' in message) slow.path.react(message.ticket, message.reaction)
    else if (message.request.do === 'stats') reply({ id: message.id, stats: stats() })
    else if (message.request.do === 'close') void close(message.id, listeners)
    else reply(attempt(message.id, keeper.handle, message.request))
  })
  reply({ listening: { port: listeners.udp.port } })
}

async function addressOf(host: string): Promise<string> {
  return isIP(host) === 0 ? (await lookup(host)).address : host
}

function attempt<Request>(id: number, work: (request: Request) => void, request: Request): ThreadReply {
  try {
    work(request)
    return { id }
  } catch (error) {
    return { id, error: error instanceof Error ? error : new Error(String(error)) }
  }
}

async function close(id: number, listeners: Listeners): Promise<void> {
  await Promise.all([listeners.udp.close(), listeners.tcp.close()])
  reply({ id })
  parentPort!.close()
}

function reply(message: ThreadReply): void {
  parentPort!.postMessage(message)
}

run(workerData as ThreadOptions).catch((error: NodeJS.ErrnoException) => {
  reply({ failed: { message: error.message, code: error.code } })
  parentPort!.close()
})
