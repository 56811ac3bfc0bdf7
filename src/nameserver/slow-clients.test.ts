import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { createMessage } from '../dns/message.ts'
import { decodeMessage } from '../dns/message-decode.ts'
import { encodeMessage } from '../dns/message-encode.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Reaction } from './front.ts'
import { rcodes } from './query-message.ts'
import { shortReply } from './short-reply.ts'
import { set } from './testing/local-server.ts'
import { openRawTcp, type RawTcp, readTransfer, transferRequest } from './testing/raw-tcp.ts'
import { inChunks, largeZone, startTransferWorld, type TransferWorld, until } from './testing/transfer-world.ts'

const zone = 'ex.test.'
let world: TransferWorld
const clients: RawTcp[] = []
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.destroy()
  await world.server.close()
})

/** A zone of some 16 MB, more than any system takes in for a client that doesn't read. */
async function startWithLargeZone(options: Parameters<typeof startTransferWorld>[0]): Promise<void> {
  const text = Array.from({ length: 8 }, () => `"${'x'.repeat(200)}"`).join(' ')
  const texts = Array.from({ length: 10_000 }, (_, index): RRset => set(`t${index}.${zone}`, 'TXT', text))
  world = await startTransferWorld(options)
  await world.server.load(zone, inChunks([...largeZone(zone, 1), ...texts]))
}

async function open(): Promise<RawTcp> {
  const client = await openRawTcp(world.server.address)
  clients.push(client)
  return client
}

function question(id: number): Uint8Array {
  return encodeMessage(createMessage({ id, questions: [{ name: `h0.${zone}`, type: 'A', class: 'IN' }] }))
}

test('a client that reads nothing is cut, others are served meanwhile, and the front is told', async () => {
  await startWithLargeZone({ transferLimits: { stalled: 2000 } })
  const silent = await open()
  silent.send(transferRequest(zone))
  const reader = await open()
  reader.send(transferRequest(zone))
  expect((await readTransfer(reader)).records).toHaveLength(10_000 + 8)
  const end = await until(() => world.front.ends.find(({ status }) => status === 'failed'))
  expect(end).toEqual({ status: 'failed', reason: 'the client took nothing for 2 s' })
  await until(() => world.front.ends.length === 2)
  expect((await world.server.stats()).transfers.axfr).toEqual({ sent: 1, failed: 1 })
})

test('a client that goes away in the middle lets the one that waits behind it have its turn', async () => {
  await startWithLargeZone({ transferLimits: { atOnce: 1 } })
  const [first, second] = [await open(), await open()]
  first.send(transferRequest(zone))
  await first.next()
  second.send(transferRequest(zone))
  await until(() => world.front.requests.length === 2)
  first.socket.destroy()
  expect((await readTransfer(second)).records).toHaveLength(10_000 + 8)
  expect(await until(() => world.front.ends[0])).toEqual({ status: 'failed', reason: 'the connection was closed' })
})

test('while a transfer runs, questions on its connection are answered between its messages', async () => {
  await startWithLargeZone({})
  const client = await open()
  client.send(transferRequest(zone, undefined, 1))
  await client.next()
  client.send(question(2))
  let between = 0
  let answered = false
  while (!answered) {
    const message = decodeMessage((await client.next())!)
    answered = message.id === 2
    if (!answered) between++
  }
  let left = 0
  while (decodeMessage((await client.next())!).answers.at(-1)?.type !== 'SOA') left++
  expect(between + left).toBeGreaterThan(500)
})

test('several transfers asked for on one connection come one after the other', async () => {
  world = await startTransferWorld()
  await world.server.load(zone, inChunks(largeZone(zone, 3000)))
  const client = await open()
  client.send(...[1, 2, 3].map(id => transferRequest(zone, undefined, id)))
  for (const _ of [1, 2, 3]) {
    const { messages, records } = await readTransfer(client)
    expect(new Set(messages.map(({ id }) => id)).size).toBe(1)
    expect(records).toHaveLength(3000 + 7)
  }
})

test('a connection may have 16 messages with the front; what comes behind them waits, and nothing is lost', async () => {
  world = await startTransferWorld()
  await world.server.load(zone, inChunks(largeZone(zone, 1)))
  const decisions: (() => void)[] = []
  world.front.handle = request => {
    return new Promise<Reaction>(resolve => {
      const reply = { do: 'reply' as const, message: shortReply(request.message, { rcode: rcodes.NOERROR }) }
      decisions.push(() => resolve(reply))
    })
  }
  const client = await open()
  client.send(
    question(0),
    ...Array.from({ length: 40 }, (_, index) => transferRequest(zone, undefined, index + 1)),
    question(50),
  )
  expect(decodeMessage((await client.next())!).id).toBe(0)
  await until(() => decisions.length === 16)
  expect((await world.server.stats()).handedOver.transfers).toBe(16)
  const ids = new Set<number>()
  for (let decided = 0; ids.size < 41; ) {
    await until(() => decisions.length > decided || decided === 40)
    if (decided < 40) decisions[decided++]!()
    ids.add(decodeMessage((await client.next())!).id)
  }
  expect(Math.max(...ids)).toBe(50)
})

test('a client that has said all it has to say still gets what the front decides later', async () => {
  world = await startTransferWorld()
  await world.server.load(zone, inChunks(largeZone(zone, 1)))
  const { handle } = world.front
  let decide = () => {}
  const decided = new Promise<void>(resolve => {
    decide = resolve
  })
  world.front.handle = async request => {
    await decided
    return handle(request)
  }
  const client = await open()
  client.send(transferRequest(zone))
  client.socket.end()
  await once(client.socket, 'finish')
  decide()
  expect((await readTransfer(client)).records).toHaveLength(8)
  expect(await client.next()).toBeUndefined()
})
