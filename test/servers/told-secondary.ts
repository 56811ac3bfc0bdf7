import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Message } from '../../src/dns/message.ts'
import { decodeMessage } from '../../src/dns/message-decode.ts'
import { encodeMessage } from '../../src/dns/message-encode.ts'
import { serialOf } from '../../src/plan/serial.ts'

/** A secondary that notes what it is told, and says that it has it. It knows nothing of keys. */
export interface ToldSecondary {
  port: number
  /** The serials of all NOTIFY messages, in order. */
  told: number[]
  stop(): void
}

export async function startToldSecondary(): Promise<ToldSecondary> {
  const socket = createSocket('udp4')
  const told: number[] = []
  let soa = ''
  socket.on('message', (bytes, { address, port }) => {
    const asked = decodeMessage(bytes)
    const reply: Message = { ...asked, response: true, answers: [], authorities: [], additionals: [] }
    if (asked.opcode === 'NOTIFY') {
      soa = asked.answers[0]?.rdata ?? soa
      told.push(serialOf(soa))
    } else {
      reply.answers = [{ ...asked.questions[0]!, ttl: 0, rdata: soa }]
    }
    socket.send(encodeMessage(reply), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { port: socket.address().port, told, stop: () => void socket.close() }
}
