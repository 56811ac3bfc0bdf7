import { afterEach, expect, test, vi } from 'vitest'
import { readReply, updateBytes } from '../../test/update-client.ts'
import type { FrontRequest } from '../nameserver/front.ts'
import type { UpdateDesk, UpdateKey } from '../services/update-desk.ts'
import { signRequest } from '../tsig/sign.ts'
import type { TsigKey } from '../tsig/tsig-key.ts'
import { createUpdateRequests } from './update-request.ts'

const key: TsigKey = { name: 'k.example.', algorithm: 'hmac-sha256', secret: new Uint8Array(32) }
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
afterEach(() => void vi.useRealTimers())

function partOf(desk: Partial<UpdateDesk>) {
  const known = { tsig: key } as UpdateKey
  const whole: UpdateDesk = {
    keyNamed: async name => (name === key.name ? known : undefined),
    update: async () => ({ rcode: 'NOERROR' }),
    mayTransfer: async () => false,
    ...desk,
  }
  return createUpdateRequests({ desk: whole, log, now: () => 1_000_000 })
}

const signed = () => signRequest(updateBytes({ zone: 'example.com.' }), key, 1_000_000).message
const from = (transport: 'udp' | 'tcp', message = signed()): FrontRequest => ({
  message,
  from: { address: '192.0.2.7', port: 5353 },
  transport,
})

test.each([
  ['udp', 8_000],
  ['tcp', 35_000],
] as const)('who comes by %s is told after %i ms that it is not known yet', async (transport, milliseconds) => {
  vi.useFakeTimers()
  const taken = partOf({ update: () => new Promise(() => {}) }).take(from(transport))
  let isTold = false
  void taken.then(() => {
    isTold = true
  })
  await vi.advanceTimersByTimeAsync(milliseconds - 1)
  expect(isTold).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  const reaction = await taken
  if (reaction?.do !== 'reply') throw new Error('nothing was answered')
  expect(readReply(reaction.message)).toMatchObject({ rcode: 'SERVFAIL', text: expect.stringContaining('history') })
})

test('while the same message is being dealt with nothing is said', async () => {
  expect(await partOf({ update: async () => undefined }).take(from('udp'))).toEqual({ do: 'drop' })
})

test.each([
  ['é', 1_232],
  ['語', 512],
])('a reason of any length (%s) fits a packet of %i bytes', async (character, payloadSize) => {
  const message = character.repeat(5_000)
  const edns = { version: 0, payloadSize, dnssecOk: false, options: [] }
  const request = signRequest(updateBytes({ zone: 'example.com.', fields: { edns } }), key, 1_000_000).message
  const reaction = await partOf({ update: async () => ({ rcode: 'REFUSED', message }) }).take(from('udp', request))
  if (reaction?.do !== 'reply') throw new Error('nothing was answered')
  expect(reaction.message.length).toBeLessThan(payloadSize)
  expect(readReply(reaction.message).text).toMatch(/^(é|語)+…$/)
})

test.each([
  ['a reply', Uint8Array.from([0, 1, 0xa8, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  ['a NOTIFY', Uint8Array.from([0, 1, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  ['less than a header', Uint8Array.from([0, 1, 0x28])],
])('%s is left to others', async (_, message) => {
  expect(await partOf({}).take(from('udp', message))).toBeUndefined()
})
