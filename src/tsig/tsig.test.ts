import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMessage } from '../dns/message.ts'
import { decodeMessage } from '../dns/message-decode.ts'
import { encodeMessage } from '../dns/message-encode.ts'
import { tsigAlgorithms } from './algorithms.ts'
import { generateTsigKey } from './make-key.ts'
import { createStreamSigner, signReply, signRequest, tsigSize, withTsig } from './sign.ts'
import { splitMessage } from './split-message.ts'
import type { TsigKey } from './tsig-key.ts'
import { createStreamVerifier, verifyReply } from './verify-reply.ts'
import { type RequestVerdict, verifyRequest } from './verify-request.ts'

const now = 1_800_000_000_000
const question = { name: 'www.example.com.', type: 'A', class: 'IN' } as const
const request = encodeMessage(createMessage({ id: 4711, questions: [question] }))
const replyTo = (rdata: string) =>
  encodeMessage(
    createMessage({
      id: 4711,
      response: true,
      questions: [question],
      answers: [{ name: 'www.example.com.', type: 'A', class: 'IN', ttl: 60, rdata }],
    }),
  )

const key = generateTsigKey('key.example.')
const known = (...keys: TsigKey[]) => {
  return (name: string, algorithm: string) => keys.find(each => each.name === name && each.algorithm === algorithm)
}

test.each(tsigAlgorithms)('what is signed with %s is right on both sides', async algorithm => {
  const own = generateTsigKey('key.example.', algorithm)
  const signed = signRequest(request, own, now)
  expect(signed.message).toHaveLength(request.length + tsigSize(own))
  const verdict = await verifyRequest(signed.message, known(own), now)
  expect(verdict).toEqual({ status: 'valid', key: own, mac: signed.mac, wholeMac: signed.mac, message: request })
  const reply = replyTo('192.0.2.1')
  const context = { key: own, requestMac: signed.mac }
  expect(verifyReply(signReply(reply, context, now), context, now)).toEqual({ status: 'valid', message: reply })
})

test('no byte of a signed message can be another', async () => {
  const { message } = signRequest(request, key, now)
  await fc.assert(
    fc.asyncProperty(fc.nat(message.length - 1), fc.integer({ min: 1, max: 255 }), async (at, difference) => {
      const changed = message.slice()
      changed[at]! ^= difference
      const verdict = await verifyRequest(changed, known(key), now)
      // The id on the wire isn't signed (servers in between may change it), nor is the case of the key's and algorithm's names.
      if (verdict.status === 'valid') expect(at < 2 || difference === 0x20).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('any bytes get a verdict', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async bytes => {
      const verdict = await verifyRequest(bytes, known(key), now)
      if (verdict.status === 'refused') expect(verdict.reply(now)?.length ?? 12).toBeGreaterThanOrEqual(12)
      expect(verifyReply(bytes, { key, requestMac: new Uint8Array(32) }, now).status).not.toBe('valid')
    }),
    { numRuns: 2000 },
  )
})

test('a message without a signature is handed on as it is', async () => {
  expect(await verifyRequest(request, known(key), now)).toEqual({ status: 'unsigned', message: request })
})

test('a key that is not known is refused without a signature', async () => {
  const { message, mac } = signRequest(request, key, now)
  const verdict = refused(await verifyRequest(message, known(), now))
  expect(verdict).toMatchObject({ error: 'BADKEY', keyName: 'key.example.' })
  const reply = verdict.reply(now)!
  expect(decodeMessage(reply)).toMatchObject({ id: 4711, response: true, rcode: 'NOTAUTH', questions: [question] })
  expect(verifyReply(reply, { key, requestMac: mac }, now)).toEqual({ status: 'refused', error: 'BADKEY' })
})

test('a key known for another algorithm is not known', async () => {
  const { message } = signRequest(request, { ...key, algorithm: 'hmac-sha512' }, now)
  expect(await verifyRequest(message, known(key), now)).toMatchObject({ error: 'BADKEY' })
})

test('a wrong secret is refused without a signature', async () => {
  const { message, mac } = signRequest(request, generateTsigKey('key.example.'), now)
  const verdict = refused(await verifyRequest(message, known(key), now))
  expect(verdict.error).toBe('BADSIG')
  const context = { key, requestMac: mac }
  expect(verifyReply(verdict.reply(now)!, context, now)).toEqual({ status: 'refused', error: 'BADSIG' })
})

test('clocks may differ by five minutes, and beyond it the server tells its own time, signed', async () => {
  const { message, mac } = signRequest(request, key, now)
  expect(await verifyRequest(message, known(key), now + 300_000)).toMatchObject({ status: 'valid' })
  expect(await verifyRequest(message, known(key), now - 300_000)).toMatchObject({ status: 'valid' })
  const late = now + 301_000
  const verdict = refused(await verifyRequest(message, known(key), late))
  expect(verdict.error).toBe('BADTIME')
  const context = { key, requestMac: mac }
  const reply = verdict.reply(late)!
  expect(verifyReply(reply, context, now)).toEqual({ status: 'refused', error: 'BADTIME', serverTime: late })
})

test('a reply at another time, by another key, unsigned or to another request is not trusted', () => {
  const { mac } = signRequest(request, key, now)
  const context = { key, requestMac: mac }
  const reply = replyTo('192.0.2.1')
  const reason = (bytes: Uint8Array, at = now) => verifyReply(bytes, context, at)
  expect(reason(signReply(reply, context, now), now + 301_000)).toMatchObject({ reason: 'out_of_time', signedAt: now })
  expect(reason(reply)).toMatchObject({ reason: 'unsigned' })
  expect(reason(signReply(reply, { ...context, requestMac: new Uint8Array(32) }, now))).toMatchObject({
    reason: 'wrong_mac',
  })
  const other = { ...key, name: 'other.example.' }
  expect(reason(signReply(reply, { ...context, key: other }, now))).toMatchObject({ reason: 'other_key' })
})

test('each message of a stream is signed over the one before', () => {
  const { mac } = signRequest(request, key, now)
  const context = { key, requestMac: mac }
  const signer = createStreamSigner(context)
  const replies = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map(replyTo)
  const signed = replies.map(reply => signer.sign(reply, now))
  const verifier = createStreamVerifier(context)
  const verdicts = signed.map(message => verifier.take(message, now))
  expect(verdicts).toEqual(replies.map(message => ({ status: 'valid', messages: [message] })))
  const without = createStreamVerifier(context)
  expect(without.take(signed[0]!, now).status).toBe('valid')
  expect(without.take(signed[2]!, now)).toEqual({ status: 'untrusted', reason: 'wrong_mac' })
  expect(verifyReply(signed[0]!, context, now).status).toBe('valid')
})

function refused(verdict: RequestVerdict): Extract<RequestVerdict, { status: 'refused' }> {
  if (verdict.status !== 'refused') throw new Error(`it was ${verdict.status}`)
  return verdict
}

test('a MAC may be cut to half of its length, and no further', async () => {
  const { message, mac } = signRequest(request, key, now)
  for (const [length, expected] of [
    [31, { status: 'valid' }],
    [16, { status: 'valid' }],
    [15, { status: 'refused', error: 'FORMERR' }],
    [0, { status: 'refused', error: 'FORMERR' }],
  ] as const) {
    const cut = withMac(message, mac.subarray(0, length))
    expect(await verifyRequest(cut, known(key), now)).toMatchObject(expected)
  }
  const wrong = mac.slice(0, 16)
  wrong[15]! ^= 1
  expect(await verifyRequest(withMac(message, wrong), known(key), now)).toMatchObject({ error: 'BADSIG' })
})

test('a TSIG record that is not the last one, or comes twice, makes a message unreadable', async () => {
  const { message } = signRequest(request, key, now)
  for (const bytes of [signRequest(message, key, now).message, message.subarray(0, -1)]) {
    const verdict = refused(await verifyRequest(bytes, known(key), now))
    expect(verdict.error).toBe('FORMERR')
    expect(decodeMessage(verdict.reply(now)!)).toMatchObject({ id: 4711, rcode: 'FORMERR', additionals: [] })
  }
})

/** The message with another MAC in its record. */
function withMac(message: Uint8Array, mac: Uint8Array): Uint8Array {
  const { message: bare, tsig } = splitMessage(message)
  if (tsig === undefined) throw new Error('not signed')
  return withTsig(bare, { ...tsig, mac })
}
