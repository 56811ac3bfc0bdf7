import { beforeEach, expect, test } from 'vitest'
import { createMessage } from '../dns/message.ts'
import { encodeMessage } from '../dns/message-encode.ts'
import { createFakeSystem, type FakePacket } from './testing/fake-system-calls.ts'
import { apexOf, createLocalServer, type LocalServer, set } from './testing/local-server.ts'
import { createUdpBatch } from './udp-batch.ts'

const forged = [2, 0, 0, 0, 192, 0, 2, 9, 0, 0, 0, 0, 0, 0, 0, 0]
let server: LocalServer

beforeEach(() => {
  server = createLocalServer()
  server.load('ex.test.', [...apexOf('ex.test.'), set('web.ex.test.', 'A', '192.0.2.3')])
})

test('every packet of a batch is answered to its own sender, and nothing is read beyond the batch', () => {
  const { batch, sent, waiting } = start(100)
  const all = [...waiting]
  expect([batch.answer(), batch.answer(), batch.answer()]).toEqual([64, 36, 0])
  expect(sent).toEqual(all.map(answerTo))
  expect(batch.questions()).toBe(100)
})

test('what gets no answer leaves none to somebody else: answers, rests of headers, senders without a port', () => {
  const { batch, sent, waiting } = start(9)
  waiting[0]!.address = forged
  waiting[3]!.data[2] = 0x80
  waiting[4]!.data = waiting[4]!.data.subarray(0, 11)
  waiting[8]!.data = new Uint8Array()
  const answered = [1, 2, 5, 6, 7].map(index => answerTo(waiting[index]!))
  expect(batch.answer()).toBe(9)
  expect(sent).toEqual(answered)
  expect(batch.questions()).toBe(5)
})

test('the largest packet there can be is read whole, by IPv6 too', () => {
  const address = [10, 0, 4, 5, ...new Array(24).fill(7)]
  const system = createFakeSystem([{ address, data: query(5, 65_535) }])
  const batch = createUdpBatch(system.calls, 3, 28, server.responder, () => {})
  expect(batch.answer()).toBe(1)
  expect(system.sent).toEqual([answerTo({ address, data: query(5, 65_535) })])
})

test('the writer that others use too is left as it was', () => {
  const { out } = server.responder.writer
  start(3).batch.answer()
  expect(server.responder.writer.out).toBe(out)
})

test('where the system takes some of the answers, the others follow', () => {
  const { batch, sent, waiting, polled } = start(9, [4, 'EINTR', 3])
  const all = [...waiting]
  batch.answer()
  expect(sent).toEqual(all.map(answerTo))
  expect(polled()).toBe(0)
})

test('an answer that cannot be sent is left out, the others are sent', () => {
  const { batch, sent, waiting } = start(5, [2, 'ENETUNREACH'])
  const all = waiting.map(answerTo)
  batch.answer()
  expect(sent).toEqual(all.toSpliced(2, 1))
})

test('where there is no room to send, it is waited for once; then the rest is let go', () => {
  const patient = start(5, [2, 'EAGAIN', 2, 1])
  patient.batch.answer()
  expect([patient.sent.length, patient.polled()]).toEqual([5, 1])
  const full = start(5, [2, 'EAGAIN', 1, 'ENOBUFS'])
  full.batch.answer()
  expect([full.sent.length, full.polled()]).toEqual([3, 1])
})

function start(packets: number, outcomes: (number | string)[] = []) {
  const waiting = Array.from({ length: packets }, (_, index): FakePacket => {
    return { address: [2, 0, 4, index, 192, 0, 2, index, 0, 0, 0, 0, 0, 0, 0, 0], data: query(index) }
  })
  const { calls, sent, polled } = createFakeSystem(waiting, outcomes)
  return { batch: createUdpBatch(calls, 3, 16, server.responder, () => {}), sent, waiting, polled }
}

/** A question of this id; one that's longer has bytes behind it that make it a malformed one. */
function query(id: number, length?: number): Uint8Array {
  const bytes = encodeMessage(createMessage({ id, questions: [{ name: 'web.ex.test.', type: 'A', class: 'IN' }] }))
  const whole = new Uint8Array(length ?? bytes.length)
  whole.set(bytes)
  return whole
}

function answerTo({ address, data }: FakePacket): FakePacket {
  return { address, data: server.answer(data)! }
}
