import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createMessage, type Message } from '../../src/dns/message.ts'
import { decodeMessage } from '../../src/dns/message-decode.ts'
import { encodeMessage } from '../../src/dns/message-encode.ts'

/** Asks one name server on loopback for A records, by UDP. */
export interface DnsClient {
  /** The addresses, joined by commas. Rejects where no answer comes in time. */
  ask(name: string): Promise<string>
  close(): void
}

/** `patience`: milliseconds. */
export async function createDnsClient(port: number, patience = 2_000): Promise<DnsClient> {
  const socket = createSocket('udp4')
  const waiting = new Map<number, (answer: Message) => void>()
  let lastId = 0
  socket.on('message', bytes => {
    const answer = decodeMessage(bytes)
    waiting.get(answer.id)?.(answer)
  })
  socket.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return {
    async ask(name) {
      lastId = (lastId + 1) & 0xffff
      const id = lastId
      const { promise, resolve, reject } = Promise.withResolvers<Message>()
      const timer = setTimeout(() => reject(new Error(`no answer from port ${port}`)), patience)
      waiting.set(id, resolve)
      socket.send(encodeMessage(createMessage({ id, questions: [{ name, type: 'A', class: 'IN' }] })))
      try {
        return (await promise).answers.map(({ rdata }) => rdata).join()
      } finally {
        clearTimeout(timer)
        waiting.delete(id)
      }
    },
    close: () => socket.close(),
  }
}
