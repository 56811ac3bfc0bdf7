import { expect, test } from 'vitest'
import { macOf } from './mac.ts'
import { generateTsigKey } from './make-key.ts'
import { recordAt, signRequest, withTsig } from './sign.ts'
import { createStreamVerifier } from './verify-reply.ts'

const now = 1_800_000_000_000
const key = generateTsigKey('key.example.')
const message = (id: number) => Uint8Array.of(id >> 8, id, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0)
const { mac: requestMac } = signRequest(message(1), key, now)

/** A stream of so many messages of which those with these indices are signed, as RFC 8945 §5.3.1 has it. */
function stream(length: number, signed: (index: number) => boolean): Uint8Array[] {
  const record = recordAt(key, now)
  let prior = requestMac
  let unsigned: { bytes: Uint8Array; id: number }[] = []
  return Array.from({ length }, (_, index) => {
    const bytes = message(1)
    if (!signed(index)) {
      unsigned.push({ bytes, id: 1 })
      return bytes
    }
    const mac = macOf(key, { prior, messages: [...unsigned, { bytes, id: 1 }], record, timersOnly: index > 0 })
    prior = mac
    unsigned = []
    return withTsig(bytes, { ...record, mac })
  })
}

function statuses(messages: readonly Uint8Array[]) {
  const verifier = createStreamVerifier({ key, requestMac })
  return { verdicts: messages.map(each => verifier.take(each, now)), verifier }
}

test('messages without a signature are held until the next one that has', () => {
  const { verdicts, verifier } = statuses(stream(8, index => index % 3 === 0))
  expect(verdicts.map(verdict => (verdict.status === 'valid' ? verdict.messages.length : verdict.status))).toEqual([
    1,
    'held',
    'held',
    3,
    'held',
    'held',
    3,
    'held',
  ])
  expect(verifier.held).toBe(1)
})

test('99 of them are let pass, and not one more', () => {
  expect(statuses(stream(101, index => index % 100 === 0)).verdicts.at(-1)).toMatchObject({ status: 'valid' })
  const { verdicts } = statuses(stream(102, index => index % 101 === 0))
  expect(verdicts[99]).toEqual({ status: 'held' })
  expect(verdicts[100]).toEqual({ status: 'untrusted', reason: 'unsigned' })
})

test('the first message must be signed', () => {
  expect(statuses(stream(2, index => index === 1)).verdicts[0]).toEqual({ status: 'untrusted', reason: 'unsigned' })
})

test('a held message that is another one is found by the next signature', () => {
  const messages = stream(3, index => index !== 1)
  messages[1]![3]! ^= 1
  expect(statuses(messages).verdicts[2]).toEqual({ status: 'untrusted', reason: 'wrong_mac' })
})
