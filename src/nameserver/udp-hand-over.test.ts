import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { createResponder, type Responder } from './responder.ts'
import type { SlowClient, SlowPath } from './slow-path.ts'
import { transferRequest } from './testing/raw-tcp.ts'
import { listenUdpBatches } from './udp-batch-listener.ts'
import type { UdpListener } from './udp-listener.ts'
import { listenUdpPackets } from './udp-packet-listener.ts'
import { senderOf, socketAddress } from './udp-socket.ts'
import { loadUdpSystemCalls } from './udp-system-calls.ts'
import { createZoneCollection } from './zone-collection.ts'

const calls = loadUdpSystemCalls()
let listener: UdpListener | undefined
const clients: Socket[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await listener?.close()
})

describe('one packet by one', () => handsOver(responder => listenUdpPackets('127.0.0.1', 0, responder)))
describe.skipIf(calls === undefined)('in batches', () => {
  handsOver(responder => listenUdpBatches(calls!, socketAddress('127.0.0.1', 0)!, '127.0.0.1', responder))
})

test('what a packet came from is read as it would be written, with the scope by its name', () => {
  for (const [address, port] of [
    ['192.0.2.1', 53],
    ['2001:db8::1', 65_535],
    ['::ffff:192.0.2.1', 5300],
  ] as const) {
    expect(senderOf(socketAddress(address, port)!)).toEqual({ address, port })
  }
  const linkLocal = socketAddress('fe80::1', 53)!
  linkLocal[24] = 1
  expect(senderOf(linkLocal).address).toMatch(/^fe80::1%\w+$/)
})

function handsOver(listen: (responder: Responder) => Promise<UdpListener>): void {
  test('messages of many clients that come at once are handed over whole, and each gets its answer', async () => {
    const { slowPath, taken } = laterPath()
    listener = await listen(createResponder(createZoneCollection(), slowPath))
    const sockets = await Promise.all(Array.from({ length: 5 }, openClient))
    const got = Promise.all(sockets.map(client => collect(client, 40)))
    for (let id = 0; id < 40; id++) {
      for (const client of sockets) client.send(transferRequest('ex.test.', 1, id), listener.port, '127.0.0.1')
    }
    const answers = await got
    for (const bytes of answers) {
      expect(bytes.map(each => each.readUInt16BE(0)).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 40 }, (_, id) => id),
      )
      for (const each of bytes) expect(each).toEqual(Buffer.from(transferRequest('ex.test.', 1, each.readUInt16BE(0))))
    }
    expect(taken()).toBe(200)
    expect(listener.questions()).toBe(200)
  })

  test('an answer that comes after the end is nobody’s', async () => {
    let client: SlowClient | undefined
    const { slowPath } = laterPath(from => {
      client = from
    })
    listener = await listen(createResponder(createZoneCollection(), slowPath))
    const socket = await openClient()
    socket.send(transferRequest('ex.test.'), listener.port, '127.0.0.1')
    while (client === undefined) await new Promise(resolve => setTimeout(resolve, 5))
    await listener.close()
    listener = undefined
    expect(() => client!.send(new Uint8Array(12))).not.toThrow()
  })
}

/** Sends each message back, a little later. */
function laterPath(see: (client: SlowClient) => void = () => {}): { slowPath: SlowPath; taken(): number } {
  let taken = 0
  const slowPath: SlowPath = {
    take(message, client) {
      taken++
      const copy = Uint8Array.from(message)
      see(client)
      setTimeout(() => client.send(copy), 5)
      return true
    },
    onRoom: () => {},
    knows: () => false,
    react: () => {},
  }
  return { slowPath, taken: () => taken }
}

async function openClient(): Promise<Socket> {
  const client = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 })
  clients.push(client)
  client.bind(0, '127.0.0.1')
  await once(client, 'listening')
  return client
}

function collect(client: Socket, count: number): Promise<Buffer[]> {
  return new Promise(resolve => {
    const answers: Buffer[] = []
    client.on('message', message => {
      if (answers.push(message) === count) resolve(answers)
    })
  })
}
