import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { createMessage, type Message } from '../../src/dns/message.ts'
import { decodeMessage } from '../../src/dns/message-decode.ts'
import { encodeMessage } from '../../src/dns/message-encode.ts'
import { freePort } from './processes.ts'

/** What a question is answered with: messages or bytes, one after the other; nothing for no answer. */
export type Answers = readonly (Message | Uint8Array)[]

export interface Script {
  address?: string
  /** A free one unless told. */
  port?: number
  /** Where one is left out nobody listens over that transport. */
  udp?(question: Message, from: { address: string; port: number }): Answers | Promise<Answers>
  tcp?(question: Message): Answers
}

/** A name server that answers as a test says, wrongly too. */
export interface ScriptedDns {
  address: string
  port: number
  /** What was asked, in that order. */
  asked: { transport: 'udp' | 'tcp'; question: Message; fromPort: number }[]
  stop(): Promise<void>
}

export async function startScriptedDns(script: Script): Promise<ScriptedDns> {
  const { address = '127.0.0.1', port = await freePort(), udp, tcp } = script
  const asked: ScriptedDns['asked'] = []
  const parts = [
    udp && (await listenUdp({ address, port, udp, asked })),
    tcp && (await listenTcp({ address, port, tcp, asked })),
  ]
  const stop = async () => {
    for (const part of parts) await part?.()
  }
  return { address, port, asked, stop }
}

/** The reply to a question with these fields. */
export function replyTo(question: Message, fields: Partial<Message> = {}): Message {
  const { id, questions } = question
  return createMessage({ id, response: true, questions, ...fields })
}

type Part = { address: string; port: number; asked: ScriptedDns['asked'] }

async function listenUdp({ address, port, udp, asked }: Part & { udp: NonNullable<Script['udp']> }) {
  const socket: Socket = createSocket(address.includes(':') ? 'udp6' : 'udp4').bind(port, address)
  await once(socket, 'listening')
  socket.on('message', async (bytes, from) => {
    const question = decodeMessage(bytes)
    asked.push({ transport: 'udp', question, fromPort: from.port })
    for (const answer of await udp(question, from)) socket.send(bytesOf(answer), from.port, from.address)
  })
  return async () => {
    socket.close()
  }
}

async function listenTcp({ address, port, tcp, asked }: Part & { tcp: NonNullable<Script['tcp']> }) {
  const server: Server = createServer(socket => {
    socket.on('error', () => {})
    socket.on('data', bytes => {
      const question = decodeMessage(bytes.subarray(2))
      asked.push({ transport: 'tcp', question, fromPort: socket.remotePort ?? 0 })
      const answers = tcp(question)
      for (const answer of answers) socket.write(framed(bytesOf(answer)))
      if (answers.length === 0) socket.end()
    })
  }).listen(port, address)
  await once(server, 'listening')
  return async () => {
    server.close()
  }
}

function bytesOf(answer: Message | Uint8Array): Uint8Array {
  return answer instanceof Uint8Array ? answer : encodeMessage(answer)
}

function framed(message: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message])
}
