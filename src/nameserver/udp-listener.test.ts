import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { networkInterfaces } from 'node:os'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMessage } from '../dns/message.ts'
import { decodeMessage } from '../dns/message-decode.ts'
import { encodeMessage } from '../dns/message-encode.ts'
import type { Responder } from './responder.ts'
import { fakeCalls } from './testing/fake-system-calls.ts'
import { apexOf, createLocalServer, type LocalServer, set } from './testing/local-server.ts'
import { listenUdpBatches } from './udp-batch-listener.ts'
import { listenUdp, type UdpListener } from './udp-listener.ts'
import { listenUdpPackets } from './udp-packet-listener.ts'
import { socketAddress } from './udp-socket.ts'
import { loadUdpSystemCalls, type UdpSystemCalls } from './udp-system-calls.ts'

type Listen = (host: string, port: number, responder: Responder) => Promise<UdpListener>

const calls = loadUdpSystemCalls()
const hasIpv6 = Object.values(networkInterfaces()).some(addresses =>
  addresses?.some(({ address }) => address === '::1'),
)
const largest = 1232
const clients: Socket[] = []
let server: LocalServer
let listener: UdpListener | undefined

beforeEach(() => {
  server = createLocalServer()
  server.load('ex.test.', [...apexOf('ex.test.'), ...textSets()])
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await listener?.close()
  listener = undefined
})

describe('one packet by one', () => behaves(listenUdpPackets))
describe.skipIf(calls === undefined)('in batches', () => {
  behaves((host, port, responder) => listenUdpBatches(calls!, socketAddress(host, port)!, host, responder))

  test('a flood leaves time for others, and the packet that began it is answered', async () => {
    let batches = 0
    const flooded: UdpSystemCalls = {
      ...calls!,
      recvmmsg: () => {
        batches++
        return 64
      },
    }
    listener = await listenUdp('127.0.0.1', 0, server.responder, flooded)
    const client = await openClient('127.0.0.1')
    const answer = once(client, 'message')
    client.send(question(1, 'h1.ex.test.'), listener.port, '127.0.0.1')
    expect(decodeMessage((await answer)[0]).id).toBe(1)
    expect(batches).toBe(32)
  })

  test('the port is not shared with those who would share it', async () => {
    listener = await listenUdp('127.0.0.1', 0, server.responder)
    const second = createSocket({ type: 'udp4', reuseAddr: true })
    clients.push(second)
    const bound = once(second, 'listening')
    second.bind(listener.port, '127.0.0.1')
    await expect(bound).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

test('what the system refuses rejects with its code, and leaves nothing open', async () => {
  const closed: number[] = []
  const refusing = fakeCalls({
    socket: () => 7,
    bind: () => -1,
    error: () => 'EACCES',
    close: socket => closed.push(socket),
  })
  await expect(listenUdp('127.0.0.1', 53, server.responder, refusing)).rejects.toMatchObject({ code: 'EACCES' })
  expect(closed).toEqual([7])
  const exhausted = fakeCalls({ socket: () => -1, error: () => 'EMFILE' })
  await expect(listenUdp('127.0.0.1', 53, server.responder, exhausted)).rejects.toMatchObject({ code: 'EMFILE' })
})

test('addresses are laid out as the system has them; one with a scope, and a name, are none', () => {
  expect([...socketAddress('192.0.2.1', 0x1234)!]).toEqual([2, 0, 0x12, 0x34, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0])
  const address = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
  expect([...socketAddress('2001:db8::1', 53)!]).toEqual([10, 0, 0, 53, 0, 0, 0, 0, ...address, 0, 0, 0, 0])
  for (const host of ['fe80::1%lo', 'localhost', '']) expect(socketAddress(host, 53)).toBeUndefined()
})

function behaves(listen: Listen): void {
  test('many clients at once get each their own answers, small ones and large ones', async () => {
    listener = await listen('127.0.0.1', 0, server.responder)
    const sizes = new Set<number>()
    const askAll = async (client: Socket, number: number) => {
      for (let round = 0; round < 20; round++) {
        const names = Array.from({ length: 40 }, (_, index) => `h${(number * 7 + round * 40 + index) % 300}.ex.test.`)
        const answers = await exchange(client, names, round * 40)
        for (const [index, name] of names.entries()) {
          const bytes = answers.get(round * 40 + index)!
          expect(decodeMessage(bytes).questions[0]?.name).toBe(name)
          expect(bytes).toEqual(Buffer.from(server.answer(question(round * 40 + index, name))!))
          sizes.add(bytes.length)
        }
      }
    }
    const all = await Promise.all(Array.from({ length: 8 }, () => openClient('127.0.0.1')))
    await Promise.all(all.map(askAll))
    expect(listener.questions()).toBe(8 * 20 * 40)
    expect(Math.max(...sizes)).toBeGreaterThan(largest - 12)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(largest)
    expect(sizes.size).toBeGreaterThan(250)
  })

  test('whatever is sent gets exactly the answer that its bytes get, the largest packet too', async () => {
    listener = await listen('127.0.0.1', 0, server.responder)
    const client = await openClient('127.0.0.1')
    const last = question(65_535, 'h1.ex.test.')
    for (let round = 0; round < 20; round++) {
      const packets = [...fc.sample(packetArbitrary(), 40), Buffer.alloc(65_507, round)]
      const expected = [...packets, last].map(packet => server.answer(packet)).filter(answer => answer !== undefined)
      const got = collect(client, expected.length)
      for (const packet of [...packets, last]) client.send(packet, listener.port, '127.0.0.1')
      expect((await got).map(hex).sort()).toEqual(expected.map(hex).sort())
    }
  })

  test.skipIf(!hasIpv6)('answers by IPv6', async () => {
    listener = await listen('::1', 0, server.responder)
    const answers = await exchange(await openClient('::1'), ['h1.ex.test.', 'h2.ex.test.', 'h3.ex.test.'], 7)
    expect([...answers.keys()].sort()).toEqual([7, 8, 9])
  })

  test.skipIf(!hasIpv6)('the address that means all takes both kinds', async () => {
    listener = await listen('::', 0, server.responder)
    for (const host of ['127.0.0.1', '::1']) {
      expect((await exchange(await openClient(host), ['h1.ex.test.', 'h2.ex.test.'], 7)).size).toBe(2)
    }
  })

  test('an address that cannot be had rejects with the code of the system', async () => {
    listener = await listen('127.0.0.1', 0, server.responder)
    const { port } = listener
    await expect(listen('127.0.0.1', port, server.responder)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await expect(listen('192.0.2.1', 0, server.responder)).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
  })

  test('after close, with packets still waiting, the port is free', async () => {
    for (let round = 0; round < 20; round++) {
      const first = await listen('127.0.0.1', 0, server.responder)
      const client = await openClient('127.0.0.1')
      for (let id = 0; id < 100; id++) client.send(question(id, 'h1.ex.test.'), first.port, '127.0.0.1')
      await new Promise(resolve => setImmediate(resolve))
      await first.close()
      const second = await listen('127.0.0.1', first.port, server.responder)
      await second.close()
    }
  })
}

/** Texts so long that answers have every size up to the largest. */
function textSets() {
  return Array.from({ length: 300 }, (_, index) => {
    const text = 'x'.repeat(index * 4)
    const pieces = text.match(/.{1,200}/g) ?? ['']
    return set(`h${index}.ex.test.`, 'TXT', pieces.map(piece => `"${piece}"`).join(' '))
  })
}

function question(id: number, name: string): Uint8Array {
  const questions = [{ name, type: 'TXT', class: 'IN' as const }]
  return encodeMessage(
    createMessage({ id, questions, edns: { version: 0, payloadSize: 4096, dnssecOk: false, options: [] } }),
  )
}

async function openClient(address: string): Promise<Socket> {
  const client = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  clients.push(client)
  client.bind(0, address)
  await once(client, 'listening')
  return client
}

/** Asks for all names at once, with ids from this one on. Gives the answers by id. */
async function exchange(client: Socket, names: string[], firstId: number): Promise<Map<number, Buffer>> {
  const { address } = client.address()
  const got = collect(client, names.length)
  for (const [index, name] of names.entries()) client.send(question(firstId + index, name), listener!.port, address)
  return new Map((await got).map(bytes => [bytes.readUInt16BE(0), bytes]))
}

function collect(client: Socket, count: number): Promise<Buffer[]> {
  return new Promise(resolve => {
    const answers: Buffer[] = []
    client.on('message', function take(message: Buffer) {
      answers.push(message)
      if (answers.length < count) return
      client.off('message', take)
      resolve(answers)
    })
  })
}

function packetArbitrary(): fc.Arbitrary<Uint8Array> {
  const whole = fc.nat(400).map(number => question(number, `h${number}.ex.test.`))
  const changed = fc
    .tuple(whole, fc.nat(60), fc.nat(255))
    .map(([bytes, at, value]) => bytes.with(at % bytes.length, value))
  const cut = fc.tuple(whole, fc.nat(60)).map(([bytes, end]) => bytes.subarray(0, end))
  return fc.oneof(fc.uint8Array({ maxLength: 600 }), changed, cut)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
