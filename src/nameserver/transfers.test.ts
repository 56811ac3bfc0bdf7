import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import type { Message } from '../dns/message.ts'
import { decodeMessage } from '../dns/message-decode.ts'
import type { RRset } from '../dns/rrset.ts'
import type { TransferEnd } from './front.ts'
import { set } from './testing/local-server.ts'
import { openRawTcp, readTransfer, recordLine, transferRequest } from './testing/raw-tcp.ts'
import {
  inChunks,
  largeZone,
  linesOf,
  soaOf,
  startTransferWorld,
  step,
  type TransferWorld,
  until,
} from './testing/transfer-world.ts'

const zone = 'ex.test.'
let world: TransferWorld
afterEach(() => world.server.close())

async function start(sets: readonly RRset[], options: Parameters<typeof startTransferWorld>[0] = {}): Promise<void> {
  world = await startTransferWorld(options)
  await world.server.load(zone, inChunks(sets))
}

async function transfer(serial?: number) {
  const client = await openRawTcp(world.server.address)
  client.send(transferRequest(zone, serial))
  const result = await readTransfer(client)
  client.socket.destroy()
  return result
}

/** The server is told of an end a little later than the client sees it. */
function ends(count: number): Promise<TransferEnd[]> {
  return until(() => world.front.ends.length >= count && world.front.ends)
}

async function askByUdp(request: Uint8Array): Promise<Message> {
  const socket = createSocket('udp4')
  socket.send(request, world.server.address.port, '127.0.0.1')
  const [reply] = await once(socket, 'message')
  socket.close()
  return decodeMessage(reply)
}

function lineOfSoa(serial: number): string {
  const { records, ...rest } = soaOf(zone, serial)
  return recordLine({ ...rest, rdata: records[0]! })
}

test('AXFR sends the SOA, every set with glue and all, and the SOA again, in messages that are well filled', async () => {
  const sets = largeZone(zone, 3000)
  await start(sets)
  const { records, messages } = await transfer()
  expect([records[0], records.at(-1)]).toEqual([lineOfSoa(1), lineOfSoa(1)])
  expect(records.slice(1, -1).sort()).toEqual(linesOf(sets))
  expect(messages.length).toBeLessThan(10)
  expect(messages.every(message => message.id === 4711 && message.authoritative)).toBe(true)
  expect(messages.map(message => message.questions.length)).toEqual(messages.map((_, index) => (index === 0 ? 1 : 0)))
  expect(await ends(1)).toMatchObject([{ status: 'sent', kind: 'axfr', serial: 1, records: records.length }])
})

test('sets and records that are larger than a message is usually are sent too', async () => {
  const addresses = Array.from({ length: 9000 }, (_, index) => `10.1.${index >> 8}.${index & 255}`)
  const long = Array.from({ length: 250 }, () => `"${'x'.repeat(250)}"`).join(' ')
  const sets = [...largeZone(zone, 1), set(`many.${zone}`, 'A', ...addresses), set(`long.${zone}`, 'TXT', long)]
  await start(sets)
  expect((await transfer()).records.slice(1, -1).sort()).toEqual(linesOf(sets))
})

test('a zone changed while a slow client takes it is transferred as it was, and the next transfer has the changes', async () => {
  const sets = [...largeZone(zone, 10), ...largeTexts('text', 10_000)]
  await start(sets)
  const client = await openRawTcp(world.server.address)
  client.send(transferRequest(zone))
  const first = decodeMessage((await client.next())!)
  const [gone, changed] = [namesWith(sets, '7'), namesWith(sets, '3')]
  const added = largeTexts('new', 5000)
  await world.server.apply(zone, [
    ...[...gone].map(name => ({ name, type: 'TXT' })),
    ...[...changed].map(name => ({ name, type: 'TXT', after: { ttl: 60, records: ['"changed"'] } })),
    ...[soaOf(zone, 2), ...added].map(after => ({ name: after.name, type: after.type, after })),
  ])
  expect(world.front.ends).toEqual([])
  const lines = first.answers.map(recordLine)
  while (lines.at(-1) !== lines[0]) lines.push(...decodeMessage((await client.next())!).answers.map(recordLine))
  client.socket.destroy()
  expect(lines[0]).toBe(lineOfSoa(1))
  expectSame(lines.slice(1, -1), linesOf(sets))

  const stays = sets.filter(({ name }) => !gone.has(name) && !changed.has(name))
  const { records } = await transfer()
  const now = [...stays, ...added, ...[...changed].map(name => ({ ...set(name, 'TXT', '"changed"'), ttl: 60 }))]
  expect(records[0]).toBe(lineOfSoa(2))
  expectSame(records.slice(1, -1), linesOf(now))
})

/** Tells what differs, and not all of two long lists. */
function expectSame(lines: readonly string[], expected: readonly string[]): void {
  const [there, wanted] = [new Set(lines), new Set(expected)]
  const short = (line: string) => line.slice(0, 60)
  expect(lines.filter(line => !wanted.has(line)).map(short)).toEqual([])
  expect(expected.filter(line => !there.has(line)).map(short)).toEqual([])
  expect(lines.length).toBe(expected.length)
}

/** Some kilobytes of text each, so that no system takes them all in before the client reads. */
function largeTexts(prefix: string, count: number): RRset[] {
  const text = Array.from({ length: 8 }, () => `"${'x'.repeat(200)}"`).join(' ')
  return Array.from({ length: count }, (_, index) => set(`${prefix}${index}.${zone}`, 'TXT', text))
}

function namesWith(sets: readonly RRset[], digit: string): Set<string> {
  const texts = sets.filter(({ type }) => type === 'TXT')
  return new Set(texts.map(({ name }) => name).filter(name => name.split('.')[0]!.endsWith(digit)))
}

test('IXFR sends the differences in order, each between its SOA records', async () => {
  await start(largeZone(zone, 3, 3))
  world.front.differences = [
    step(zone, 1, [set(`a.${zone}`, 'A', '192.0.2.1', '192.0.2.2')], [set(`a.${zone}`, 'A', '192.0.2.2')]),
    step(zone, 2, [], [set(`b.${zone}`, 'A', '192.0.2.3')]),
  ]
  expect((await transferSteps(1)).records).toEqual([
    lineOfSoa(3),
    lineOfSoa(1),
    `a.${zone} 300 A 192.0.2.1`,
    lineOfSoa(2),
    lineOfSoa(2),
    lineOfSoa(3),
    `b.${zone} 300 A 192.0.2.3`,
    lineOfSoa(3),
  ])
  expect(await ends(1)).toMatchObject([{ status: 'sent', kind: 'ixfr', serial: 3, records: 8 }])
})

/** A sequence has the newest SOA in its middle too, so it's taken whole from its one message. */
async function transferSteps(serial: number) {
  const client = await openRawTcp(world.server.address)
  client.send(transferRequest(zone, serial))
  const message = decodeMessage((await client.next())!)
  client.socket.destroy()
  return { records: message.answers.map(recordLine) }
}

test('IXFR from the serial that is served, or from a later one, is answered with the SOA alone', async () => {
  await start(largeZone(zone, 3, 7))
  for (const serial of [7, 8]) expect((await transferSteps(serial)).records).toEqual([lineOfSoa(7)])
  world.front.differences = []
  expect((await transferSteps(6)).records).toEqual([lineOfSoa(7)])
})

test('IXFR from a serial that is not known, or that the differences do not begin with, sends the whole zone', async () => {
  const sets = largeZone(zone, 3, 7)
  await start(sets)
  expect((await transfer(5)).records.slice(1, -1).sort()).toEqual(linesOf(sets))
  world.front.differences = [step(zone, 6, [], [])]
  expect((await transfer(5)).records.slice(1, -1).sort()).toEqual(linesOf(sets))
  // Far ahead is behind in the arithmetic of serials (RFC 1982).
  expect((await transfer(3_000_000_000)).records.slice(1, -1).sort()).toEqual(linesOf(sets))
})

test('IXFR by UDP gives all where it fits, and the SOA alone where the client has to come by TCP', async () => {
  await start(largeZone(zone, 3, 2))
  world.front.differences = [step(zone, 1, [], [set(`b.${zone}`, 'A', '192.0.2.3')])]
  const answer = await askByUdp(transferRequest(zone, 1))
  expect(answer.answers.map(recordLine)).toHaveLength(5)
  const many = Array.from({ length: 100 }, (_, index) => set(`b${index}.${zone}`, 'A', '192.0.2.3'))
  world.front.differences = [step(zone, 1, [], many)]
  expect((await askByUdp(transferRequest(zone, 1))).answers.map(recordLine)).toEqual([lineOfSoa(2)])
  world.front.differences = undefined
  expect((await askByUdp(transferRequest(zone, 1))).answers.map(recordLine)).toEqual([lineOfSoa(2)])
  expect((await world.server.stats()).transfers.ixfr).toEqual({ sent: 1, failed: 0 })
})

test('AXFR by UDP is told to come by TCP', async () => {
  await start(largeZone(zone, 3))
  expect(await askByUdp(transferRequest(zone))).toMatchObject({ rcode: 'NOERROR', truncated: true, answers: [] })
})

test('a zone that is not served is answered with NOTAUTH', async () => {
  await start(largeZone(zone, 3))
  await world.server.remove(zone)
  const { messages } = await transfer()
  expect(messages).toMatchObject([{ rcode: 'NOTAUTH', answers: [] }])
  expect(await ends(1)).toEqual([{ status: 'failed', reason: 'the zone is not served' }])
})

test('differences without their SOA sets cost that request a SERVFAIL, and the front is told', async () => {
  await start(largeZone(zone, 3))
  world.front.differences = [{ before: [], after: [] }]
  expect((await transfer(0)).messages).toMatchObject([{ rcode: 'SERVFAIL' }])
  expect(await ends(1)).toMatchObject([{ status: 'failed' }])
})
