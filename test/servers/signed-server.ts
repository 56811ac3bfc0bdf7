import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { freePort } from './processes.ts'

/** A name server over TCP that answers with whatever bytes a test gives. */
export interface SignedServer {
  host: string
  port: number
  stop(): Promise<void>
}

/** `answer`: the messages to send; `cut` hangs up behind the last one. */
export async function startSignedServer(
  answer: (request: Uint8Array) => Promise<readonly Uint8Array[]>,
  { cut = false }: { cut?: boolean } = {},
): Promise<SignedServer> {
  const port = await freePort()
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    let received = Buffer.alloc(0)
    socket.on('data', async data => {
      received = Buffer.concat([received, data])
      if (received.length < 2 || received.length < 2 + received.readUInt16BE()) return
      const messages = await answer(new Uint8Array(received.subarray(2)))
      for (const message of messages) socket.write(framed(message))
      if (cut) socket.end()
    })
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { host: '127.0.0.1', port, stop }
}

function framed(message: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message])
}
