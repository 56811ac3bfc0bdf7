import { createMessage, type Message } from '../../dns/message.ts'
import { decodeMessage } from '../../dns/message-decode.ts'
import { encodeMessage } from '../../dns/message-encode.ts'
import type { Name, RecordType, RRset } from '../../dns/rrset.ts'
import type { ZoneChange } from '../name-server.ts'
import { createResponder, type Responder } from '../responder.ts'
import { toSetMessage, wireName } from '../set-message.ts'
import { createZoneCollection } from '../zone-collection.ts'
import { createZoneKeeper } from '../zone-keeper.ts'

export type Transport = 'udp' | 'tcp'

export interface AskOptions {
  transport?: Transport
  edns?: Message['edns']
}

/** The name server without its thread and sockets, for tests of what it answers. */
export interface LocalServer {
  /** For whoever puts sockets before it. */
  readonly responder: Responder
  load(zone: Name, sets: readonly RRset[]): void
  apply(zone: Name, changes: readonly ZoneChange[]): void
  remove(zone: Name): void
  /** The answer's bytes, or undefined where there's none. */
  answer(query: Uint8Array, transport?: Transport): Uint8Array | undefined
  ask(name: Name, type: RecordType, options?: AskOptions): Message
}

export function createLocalServer(): LocalServer {
  const zones = createZoneCollection()
  const keeper = createZoneKeeper(zones, createZoneCollection())
  const responder = createResponder(zones)

  function answer(query: Uint8Array, transport: Transport = 'udp'): Uint8Array | undefined {
    const length = responder.respond(query, query.length, transport)
    return length === 0 ? undefined : Uint8Array.from(responder.writer.out.subarray(0, length))
  }

  return {
    responder,
    load(zone, sets) {
      keeper.handle({ do: 'begin', load: 1, zone: wireName(zone), transferOnly: false })
      keeper.handle({ do: 'add', load: 1, sets: sets.map(set => toSetMessage(zone, { ...set, after: set })) })
      keeper.handle({ do: 'commit', load: 1 })
    },
    apply(zone, changes) {
      const messages = changes.map(change => toSetMessage(zone, change))
      keeper.handle({ do: 'apply', zone: wireName(zone), changes: messages })
    },
    remove: zone => keeper.handle({ do: 'remove', zone: wireName(zone), transferOnly: false }),
    answer,
    ask(name, type, { transport = 'udp', edns } = {}) {
      const questions = [{ name, type, class: 'IN' as const }]
      const query = createMessage({ id: 4711, questions, ...(edns === undefined ? {} : { edns }) })
      return decodeMessage(answer(encodeMessage(query), transport)!)
    },
  }
}

/** A record set in one line: `web.example. 300 A 192.0.2.1 192.0.2.2` is written as name, type and records. */
export function set(name: Name, type: RecordType, ...records: string[]): RRset {
  return { name, type, ttl: 300, records }
}

/** SOA and NS of a zone, which every zone needs. */
export function apexOf(zone: Name, minimum = 60): RRset[] {
  return [set(zone, 'SOA', `ns.${zone} host.${zone} 1 3600 600 86400 ${minimum}`), set(zone, 'NS', `ns.${zone}`)]
}
