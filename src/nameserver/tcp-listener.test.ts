import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createResponder } from './responder.ts'
import { listenTcp, type TcpLimits, type TcpListener } from './tcp-listener.ts'
import { createZoneCollection } from './zone-collection.ts'

const generous: TcpLimits = { connections: 100, connectionsPerAddress: 100, idle: 60_000, idleWhenBusy: 60_000 }
/** A whole query; no zone is served, so it's refused. */
const query = Buffer.from([0, 17, 0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1])

let listener: TcpListener | undefined
const sockets: Socket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await listener?.close()
})

async function listen(limits: Partial<TcpLimits>): Promise<void> {
  listener = await listenTcp('127.0.0.1', 0, createResponder(createZoneCollection()), { ...generous, ...limits })
}

async function open(localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port: listener!.port, host: '127.0.0.1', localAddress })
  sockets.push(socket)
  await once(socket, 'connect')
  return socket
}

/** Whether the connection is one that's served. */
async function isServed(socket: Socket): Promise<boolean> {
  const answered = once(socket, 'data').then(() => true)
  const closed = once(socket, 'close').then(() => false)
  socket.on('error', () => {})
  socket.write(query)
  return Promise.race([answered, closed.catch(() => false)])
}

test('connections beyond the limit of an address are closed, those of other addresses are not', async () => {
  await listen({ connectionsPerAddress: 2 })
  for (let count = 0; count < 2; count++) expect(await isServed(await open())).toBe(true)
  expect(await isServed(await open())).toBe(false)
  expect(await isServed(await open('127.0.0.2'))).toBe(true)
})

test('connections beyond the limit of all are closed', async () => {
  await listen({ connections: 2 })
  for (const address of ['127.0.0.1', '127.0.0.2']) expect(await isServed(await open(address))).toBe(true)
  expect(await isServed(await open('127.0.0.3'))).toBe(false)
})

test('a connection without questions is closed, and so is one that sends a question without end', async () => {
  await listen({ idle: 300 })
  const [silent, trickling] = [await open(), await open()]
  const trickle = setInterval(() => trickling.write(Buffer.of(0)), 20)
  trickling.write(Buffer.of(0xff, 0xff))
  await Promise.all([
    once(silent.resume(), 'close'),
    once(
      trickling.resume().on('error', () => {}),
      'close',
    ),
  ])
  clearInterval(trickle)
  expect(await isServed(await open())).toBe(true)
})

test('when more than half of the connections are in use, idle ones are closed sooner', async () => {
  await listen({ connections: 3, idleWhenBusy: 100 })
  const [first, second] = [await open(), await open()]
  await Promise.all([once(first.resume(), 'close'), once(second.resume(), 'close')])
})
