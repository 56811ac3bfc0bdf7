import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Responder } from './responder.ts'
import { createTcpConnection, type TcpConnection } from './tcp-connection.ts'

export interface TcpLimits {
  /** Connections at once, in all and from one address. One more is closed as it comes. */
  connections: number
  connectionsPerAddress: number
  /** Milliseconds that a connection may pass without a whole question read or an answer taken (RFC 7766 §6.2.3). */
  idle: number
  /** The same where more than half of the connections are in use. */
  idleWhenBusy: number
}

export const defaultTcpLimits: TcpLimits = {
  connections: 1000,
  connectionsPerAddress: 250,
  idle: 10_000,
  idleWhenBusy: 2000,
}

const sweepEvery = 500

export interface TcpListener {
  readonly port: number
  questions(): number
  close(): Promise<void>
}

/** Answers on one TCP port; 0 takes a free one. Rejects where the address can't be had. */
export async function listenTcp(
  host: string,
  port: number,
  responder: Responder,
  limits: TcpLimits = defaultTcpLimits,
): Promise<TcpListener> {
  const connections = new Set<TcpConnection>()
  const perAddress = new Map<string, number>()
  let questions = 0

  function accept(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    const held = perAddress.get(address) ?? 0
    if (connections.size >= limits.connections || held >= limits.connectionsPerAddress) {
      socket.destroy()
      return
    }
    perAddress.set(address, held + 1)
    const connection = createTcpConnection(socket, responder, () => questions++)
    connections.add(connection)
    socket.once('close', () => release(connection, address))
  }

  function release(connection: TcpConnection, address: string): void {
    connections.delete(connection)
    const held = perAddress.get(address)! - 1
    if (held > 0) perAddress.set(address, held)
    else perAddress.delete(address)
  }

  function sweep(): void {
    const idle = connections.size * 2 > limits.connections ? limits.idleWhenBusy : limits.idle
    const oldest = performance.now() - idle
    for (const connection of connections) if (connection.lastProgress() < oldest) connection.destroy()
  }

  const server = createServer({ allowHalfOpen: true, noDelay: true }, accept)
  server.listen(port, host)
  await once(server, 'listening')
  // A connection that can't be accepted, for want of file descriptors say, is lost; the server isn't.
  server.on('error', () => {})
  const sweeper = setInterval(sweep, sweepEvery)
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    questions: () => questions,
    close: () => {
      clearInterval(sweeper)
      for (const connection of connections) connection.destroy()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}
