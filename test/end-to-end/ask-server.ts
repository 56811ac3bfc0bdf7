import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createMessage, type Message } from '../../src/dns/message.ts'
import { decodeMessage } from '../../src/dns/message-decode.ts'
import { encodeMessage } from '../../src/dns/message-encode.ts'

export interface SentQuestion {
  name: string
  type: string
  /** Bytes, in an OPT record. */
  payload?: number | undefined
}

const patience = 5000

export function questionBytes({ name, type, payload }: SentQuestion, id = 4711): Uint8Array {
  const edns = payload === undefined ? {} : { edns: { version: 0, payloadSize: payload, dnssecOk: false, options: [] } }
  return encodeMessage(createMessage({ id, questions: [{ name, type, class: 'IN' }], ...edns }))
}

export async function askUdp(port: number, question: SentQuestion): Promise<Message> {
  return decodeMessage((await exchangeUdp(port, questionBytes(question)))!)
}

/** The answer to one packet. Without `wait` milliseconds of patience no answer is an error, with them it's undefined. */
export async function exchangeUdp(port: number, packet: Uint8Array, wait?: number): Promise<Buffer | undefined> {
  const socket = createSocket('udp4')
  try {
    const answer = once(socket, 'message', { signal: AbortSignal.timeout(wait ?? patience) })
    socket.send(packet, port, '127.0.0.1')
    return (await answer)[0] as Buffer
  } catch (error) {
    if (wait === undefined) throw error
    return undefined
  } finally {
    socket.close()
  }
}

export async function askTcp(port: number, question: SentQuestion): Promise<Message> {
  const [answer] = await exchangeTcp(port, [frame(questionBytes(question))], 1)
  return decodeMessage(answer!)
}

/** A message with its length before it (RFC 1035 §4.2.2). */
export function frame(message: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(message.length >> 8, message.length & 255), message])
}

/** Sends the pieces one after the other and reads so many answers, or those that came until the server closed. */
export async function exchangeTcp(port: number, pieces: readonly Uint8Array[], answers: number): Promise<Buffer[]> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.setTimeout(patience, () => socket.destroy(new Error('no answer')))
  await once(socket, 'connect')
  for (const piece of pieces) {
    socket.write(piece)
    if (pieces.length > 1) await new Promise(resolve => setTimeout(resolve, 20))
  }
  try {
    return await readFrames(socket, answers)
  } finally {
    socket.destroy()
  }
}

export async function readFrames(stream: AsyncIterable<Buffer>, count: number): Promise<Buffer[]> {
  const frames: Buffer[] = []
  let unread = Buffer.alloc(0)
  for await (const chunk of stream) {
    unread = Buffer.concat([unread, chunk])
    while (unread.length >= 2 && unread.length >= 2 + unread.readUInt16BE(0)) {
      const end = 2 + unread.readUInt16BE(0)
      frames.push(unread.subarray(2, end))
      unread = unread.subarray(end)
    }
    if (frames.length >= count) break
  }
  return frames
}
