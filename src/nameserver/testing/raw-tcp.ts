import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createMessage, type Message, type MessageRecord } from '../../dns/message.ts'
import { decodeMessage } from '../../dns/message-decode.ts'
import { encodeMessage } from '../../dns/message-encode.ts'

/** A TCP client that takes messages one by one, when it's asked to. */
export interface RawTcp {
  socket: Socket
  send(...messages: Uint8Array[]): void
  /** The next message; undefined where the connection was closed before it was whole. */
  next(): Promise<Uint8Array | undefined>
}

export async function openRawTcp(
  { host, port }: { host: string; port: number },
  localAddress?: string,
): Promise<RawTcp> {
  const socket = connect({ host, port, ...(localAddress && { localAddress }) })
  await once(socket, 'connect')
  const chunks: AsyncIterator<Buffer> = socket[Symbol.asyncIterator]()
  let unread: Buffer = Buffer.alloc(0)

  async function read(length: number): Promise<Buffer | undefined> {
    while (unread.length < length) {
      // However the connection ends, there's nothing more to come.
      const chunk = await chunks.next().catch(() => undefined)
      if (chunk === undefined || chunk.done) return undefined
      unread = Buffer.concat([unread, chunk.value])
    }
    const bytes = unread.subarray(0, length)
    unread = unread.subarray(length)
    return bytes
  }

  return {
    socket,
    send: (...messages) => {
      const frames = messages.flatMap(message => [Buffer.of(message.length >> 8, message.length & 255), message])
      socket.write(Buffer.concat(frames))
    },
    next: async () => {
      const length = await read(2)
      return length && read(length.readUInt16BE())
    },
  }
}

/** A request for a zone; with a serial for what has changed since. */
export function transferRequest(zone: string, serial?: number, id = 4711): Uint8Array {
  const rdata = `. . ${serial} 0 0 0 0`
  const soa: MessageRecord = { name: zone, type: 'SOA', class: 'IN', ttl: 0, rdata }
  const type = serial === undefined ? 'AXFR' : 'IXFR'
  const questions = [{ name: zone, type, class: 'IN' as const }]
  return encodeMessage(createMessage({ id, questions, authorities: serial === undefined ? [] : [soa] }))
}

/** All records of a transfer's messages, up to and with the SOA record that ends it, in one line each. */
export async function readTransfer(client: RawTcp): Promise<{ messages: Message[]; records: string[] }> {
  const messages: Message[] = []
  const records: string[] = []
  while (records.length < 2 || records.at(-1) !== records[0]) {
    const bytes = await client.next()
    if (bytes === undefined) throw new Error(`cut after ${records.length} records`)
    const message = decodeMessage(bytes)
    messages.push(message)
    if (message.rcode !== 'NOERROR') break
    records.push(...message.answers.map(recordLine))
  }
  return { messages, records }
}

export function recordLine({ name, ttl, type, rdata }: Pick<MessageRecord, 'name' | 'ttl' | 'type' | 'rdata'>): string {
  return `${name} ${ttl} ${type} ${rdata}`
}
