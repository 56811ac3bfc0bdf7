import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { type Listeners, listen } from './listen.ts'
import type { NameServerStats } from './name-server.ts'
import { createResponder } from './responder.ts'
import type { NumberedRequest, ThreadOptions, ThreadReply } from './thread-messages.ts'
import { createZoneCollection } from './zone-collection.ts'
import { createZoneKeeper } from './zone-keeper.ts'

/** The thread of its own in which questions are answered. `startNameServer` is its only caller. */
async function run(options: ThreadOptions): Promise<void> {
  const zones = createZoneCollection()
  const responder = createResponder(zones)
  const transferOnly = createZoneCollection()
  const keeper = createZoneKeeper(zones, transferOnly)
  const listeners = await listen(await addressOf(options.host), options.port, responder)

  function stats(): NameServerStats {
    const rrsets = [...zones].reduce((sum, zone) => sum + zone.sets, 0)
    const { udp, tcp } = listeners
    const questions = { udp: udp.questions(), tcp: tcp.questions() }
    return {
      zones: zones.size,
      rrsets,
      questions,
      answers: responder.answers(),
      dropped: responder.dropped(),
      transferOnlyZones: transferOnly.size,
      transfers: { axfr: { sent: 0, failed: 0 }, ixfr: { sent: 0, failed: 0 } },
      handedOver: { transfers: 0, updates: 0, others: 0 },
      signatureRefusals: 0,
    }
  }

  parentPort!.on('message', ({ id, request }: NumberedRequest) => {
    if (request.do === 'stats') reply({ id, stats: stats() })
    else if (request.do === 'close') void close(id, listeners)
    else reply(attempt(id, () => keeper.handle(request)))
  })
  reply({ listening: { port: listeners.udp.port } })
}

async function addressOf(host: string): Promise<string> {
  return isIP(host) === 0 ? (await lookup(host)).address : host
}

function attempt(id: number, work: () => void): ThreadReply {
  try {
    work()
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
