import type { LookupFunction } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type SignedServer, startSignedServer } from '../../test/servers/signed-server.ts'
import { createMessage, type Message, type MessageRecord } from '../dns/message.ts'
import { decodeMessage } from '../dns/message-decode.ts'
import { encodeMessage } from '../dns/message-encode.ts'
import { generateTsigKey } from '../tsig/make-key.ts'
import { createStreamSigner, signReply } from '../tsig/sign.ts'
import type { TsigReplyContext } from '../tsig/tsig-key.ts'
import { verifyRequest } from '../tsig/verify-request.ts'
import { createDnsClient, type DnsClientOptions } from './create-dns-client.ts'
import type { QueryError } from './query-error.ts'

const key = generateTsigKey('key.example.')
const question = { name: 'example.com.', type: 'SOA', class: 'IN' } as const
const soa: MessageRecord = {
  name: 'example.com.',
  type: 'SOA',
  class: 'IN',
  ttl: 300,
  rdata: 'ns1.example.net. host.example.com. 7 3600 600 86400 300',
}
const www: MessageRecord = { name: 'www.example.com.', type: 'A', class: 'IN', ttl: 300, rdata: '192.0.2.1' }
const clientWith = (options: Partial<DnsClientOptions> = {}) =>
  createDnsClient({ isAllowed: () => true, now: Date.now, ...options })

async function serve(
  answer: (request: Message, context: TsigReplyContext | undefined) => (Message | Uint8Array)[],
  options: { cut?: boolean } = {},
): Promise<SignedServer> {
  const server = await startSignedServer(async bytes => {
    const verdict = await verifyRequest(bytes, () => key, Date.now())
    if (verdict.status === 'refused') return [verdict.reply(Date.now())!]
    const context = verdict.status === 'valid' ? { key: verdict.key, requestMac: verdict.mac } : undefined
    const replies = answer(decodeMessage(verdict.message), context)
    return replies.map(reply => (reply instanceof Uint8Array ? reply : encodeMessage(reply)))
  }, options)
  onTestFinished(() => server.stop())
  return server
}

const replyTo = ({ id, opcode, questions }: Message, fields: Partial<Message> = {}) =>
  createMessage({ id, opcode, questions, response: true, ...fields })

async function thrownBy(work: Promise<unknown>): Promise<QueryError> {
  const error = await work.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  )
  return error as QueryError
}

describe('one message', () => {
  test('is answered with the id that the caller gave it, and went out under another one', async () => {
    const ids: number[] = []
    const server = await serve(request => {
      ids.push(request.id)
      return [replyTo(request, { answers: [soa] })]
    })
    for (let count = 0; count < 3; count++) {
      const reply = await clientWith().exchange(server, createMessage({ id: 7, questions: [question] }))
      expect(reply).toMatchObject({ id: 7, answers: [soa] })
    }
    expect(new Set(ids).size).toBeGreaterThan(1)
  })

  test('keeps its opcode, and an UPDATE may be answered without its zone', async () => {
    const server = await serve(request => [replyTo(request, { rcode: 'NXRRSET', questions: [] })])
    const update = createMessage({ opcode: 'UPDATE', questions: [question] })
    expect(await clientWith().exchange(server, update)).toMatchObject({ opcode: 'UPDATE', rcode: 'NXRRSET' })
  })

  test.each<[string, (request: Message) => Message]>([
    ['another id', request => replyTo({ ...request, id: request.id ^ 1 })],
    ['another question', request => replyTo(request, { questions: [{ ...question, name: 'example.net.' }] })],
    ['another opcode', request => replyTo(request, { opcode: 'NOTIFY' })],
    ['the question itself', request => request],
  ])('that is answered with %s is not answered', async (_, answer) => {
    const server = await serve(request => [answer(request)])
    const error = await thrownBy(clientWith().exchange(server, createMessage({ questions: [question] })))
    expect(error).toMatchObject({ code: 'malformed', sent: true })
  })

  test('that does not fit is not sent in part', async () => {
    const server = await serve(request => [replyTo(request)])
    const authorities = Array.from({ length: 4000 }, (_, index) => ({ ...www, name: `h${index}.example.com.` }))
    const update = createMessage({ opcode: 'UPDATE', questions: [question], authorities })
    await expect(clientWith().exchange(server, update)).rejects.toMatchObject({ code: 'message_too_long' })
  })

  test('tells whether it may have had its effect', async () => {
    const silent = await serve(() => [])
    const update = createMessage({ opcode: 'UPDATE', questions: [question] })
    const client = clientWith()
    expect(await thrownBy(client.exchange(silent, update, { milliseconds: 100 }))).toMatchObject({
      code: 'timeout',
      sent: true,
    })
    const hangsUp = await serve(() => [], { cut: true })
    expect(await thrownBy(client.exchange(hangsUp, update))).toMatchObject({ code: 'network', sent: true })
    await silent.stop()
    expect(await thrownBy(client.exchange(silent, update))).toMatchObject({ code: 'network', sent: false })
  })

  test('ends when the caller says so', async () => {
    const silent = await serve(() => [])
    const signal = AbortSignal.timeout(50)
    const work = clientWith().exchange(silent, createMessage({ questions: [question] }), { signal })
    await expect(work).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})

describe('a signed message', () => {
  const ask = (server: SignedServer, now = Date.now) =>
    clientWith({ now }).exchange(server, createMessage({ questions: [question] }), { tsig: key })

  test('has a reply that is signed with the same key', async () => {
    const server = await serve((request, context) => [
      signReply(encodeMessage(replyTo(request, { answers: [soa] })), context!, Date.now()),
    ])
    expect(await ask(server)).toMatchObject({ answers: [soa], additionals: [] })
  })

  test.each<[string, (request: Message, context: TsigReplyContext) => Message | Uint8Array, object]>([
    ['no signature', request => replyTo(request), { code: 'bad_signature' }],
    ['a refusal without one', request => replyTo(request, { rcode: 'REFUSED' }), { code: 'refused', rcode: 'REFUSED' }],
    [
      'the signature of another reply',
      (request, context) =>
        signReply(encodeMessage(replyTo(request)), { ...context, requestMac: new Uint8Array(32) }, Date.now()),
      { code: 'bad_signature' },
    ],
    [
      'a signature of yesterday',
      (request, context) => signReply(encodeMessage(replyTo(request)), context, Date.now() - 86_400_000),
      { code: 'bad_time', message: expect.stringMatching(/is 8640\d s behind ours/) },
    ],
  ])('that is answered with %s is not answered', async (_, answer, expected) => {
    const server = await serve((request, context) => [answer(request, context!)])
    expect(await thrownBy(ask(server))).toMatchObject({ ...expected, sent: true })
  })

  test('of a clock that is wrong is refused with the time there', async () => {
    const server = await serve(request => [replyTo(request)])
    const error = await thrownBy(ask(server, () => Date.now() - 3_600_000))
    expect(error).toMatchObject({ code: 'bad_time', sent: false, serverTime: expect.any(Number) })
    expect(error.message).toMatch(/is 3(599|60\d) s ahead of ours \(BADTIME\)/)
  })
})

describe('addresses', () => {
  const lookupOf =
    (...answers: string[][]): LookupFunction =>
    (_host, _options, callback) => {
      const found = (answers.length > 1 ? answers.shift() : answers[0]) ?? []
      callback(
        null,
        found.map(address => ({ address, family: 4 })),
      )
    }
  const message = createMessage({ questions: [question] })

  test('that are not allowed are not connected to, one among several is enough', async () => {
    const asked: number[] = []
    const server = await serve(request => {
      asked.push(request.id)
      return [replyTo(request)]
    })
    const client = clientWith({
      isAllowed: ({ address }) => address !== '127.0.0.1',
      lookup: lookupOf(['127.0.0.2', '127.0.0.1']),
    })
    for (const host of ['127.0.0.1', 'ns.example']) {
      expect(await thrownBy(client.exchange({ ...server, host }, message))).toMatchObject({
        code: 'address_not_allowed',
      })
      const transfer = client.transfer({ ...server, host }, { zone: 'example.com.' })
      expect(await thrownBy(Array.fromAsync(transfer))).toMatchObject({ code: 'address_not_allowed' })
    }
    expect(asked).toEqual([])
  })

  test('of a name are looked up once, so that no other comes between the look and the connection', async () => {
    const server = await serve(request => [replyTo(request)])
    const client = clientWith({ lookup: lookupOf(['127.0.0.1'], ['127.0.0.99']) })
    expect(await client.exchange({ ...server, host: 'ns.example' }, message)).toMatchObject({ response: true })
  })

  test('are tried in turn, but an UPDATE that was sent goes to no other', async () => {
    const dead = { host: 'ns.example', port: (await serve(() => [])).port }
    const silentFirst = clientWith({ lookup: lookupOf(['127.0.0.1', '127.0.0.2']) })
    const update = createMessage({ opcode: 'UPDATE', questions: [question] })
    const error = await thrownBy(silentFirst.exchange(dead, update, { milliseconds: 50 }))
    expect(error).toMatchObject({ code: 'timeout', server: { address: '127.0.0.1' } })
    const server = await serve(request => [replyTo(request)])
    const deadFirst = clientWith({ lookup: lookupOf(['127.0.0.2', '127.0.0.1']) })
    expect(await deadFirst.exchange({ ...server, host: 'ns.example' }, update)).toMatchObject({ response: true })
  })

  test('of a name that has none are told of', async () => {
    const client = clientWith({ lookup: lookupOf([]) })
    const error = await thrownBy(client.exchange({ host: 'ns.example', port: 53 }, message))
    expect(error).toMatchObject({ code: 'no_address', message: 'ns.example has no address' })
  })
})

describe('a transfer', () => {
  const zone = 'example.com.'
  const transfer = (server: SignedServer, options: object = {}) =>
    Array.fromAsync(clientWith().transfer(server, { zone }, options))

  test('is given message by message, and ends with its last record', async () => {
    const server = await serve(request => [[soa, www], [www], [soa]].map(answers => replyTo(request, { answers })))
    expect(await transfer(server)).toEqual([[soa, www], [www], [soa]])
  })

  test('that is cut in the middle throws, whatever has come', async () => {
    const server = await serve(request => [replyTo(request, { answers: [soa, www] })], { cut: true })
    expect(await thrownBy(transfer(server))).toMatchObject({ code: 'network' })
  })

  test('that stops in the middle throws when it has been waited for', async () => {
    const server = await serve(request => [replyTo(request, { answers: [soa, www] })])
    expect(await thrownBy(transfer(server, { milliseconds: 100 }))).toMatchObject({ code: 'timeout' })
  })

  test.each([
    ['REFUSED', 'refused'],
    ['NOTAUTH', 'refused'],
    ['SERVFAIL', 'servfail'],
    ['NXDOMAIN', 'servfail'],
  ] as const)('that is answered with %s throws', async (rcode, code) => {
    const server = await serve(request => [replyTo(request, { rcode })])
    expect(await thrownBy(transfer(server))).toMatchObject({ code, rcode })
  })

  test('that is answered with nothing is no empty zone', async () => {
    const server = await serve(request => [replyTo(request)], { cut: true })
    expect(await thrownBy(transfer(server))).toMatchObject({ code: 'network' })
  })

  test('that was signed is not taken where a later message is not right', async () => {
    const parts = [[soa], [www], [soa]]
    for (const wrong of [1, 2]) {
      const server = await serve((request, context) => {
        const signer = createStreamSigner(context!)
        const messages = parts.map(answers => signer.sign(encodeMessage(replyTo(request, { answers })), Date.now()))
        messages[wrong]![messages[wrong]!.length - 20]! ^= 1
        return messages
      })
      expect(await thrownBy(transfer(server, { tsig: key }))).toMatchObject({ code: 'bad_signature' })
    }
  })

  test('that was signed and ends without a signature is not given out', async () => {
    const server = await serve(
      (request, context) => {
        const signer = createStreamSigner(context!)
        const first = signer.sign(encodeMessage(replyTo(request, { answers: [soa] })), Date.now())
        return [first, replyTo(request, { answers: [www, soa] })]
      },
      { cut: true },
    )
    expect(await thrownBy(transfer(server, { tsig: key }))).toMatchObject({ code: 'network' })
  })
})
