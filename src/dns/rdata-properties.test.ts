import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRdata, rdataFromWire, rdataToWire } from './rdata.ts'
import { recordTypes } from './types/index.ts'

const types = recordTypes.map(definition => definition.type)
/** Bytes that lead far into most types: small numbers, lengths, label letters, pointers. */
const byte = fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 6, 0x61, 0xc0), fc.nat(255))
const wires = fc.array(byte, { maxLength: 60 }).map(bytes => Uint8Array.from(bytes))

test.each(types)('random bytes as %s are data that can be written again, or a DnsError', type => {
  fc.assert(
    fc.property(wires, wire => {
      const rdata = attempt(() => rdataFromWire(type, wire))
      if (rdata === undefined) return
      expect(rdataFromWire(type, rdataToWire(type, rdata))).toBe(rdata)
      expect(attempt(() => parseRdata(type, rdata)) ?? rdata).toBe(rdata)
    }),
    { numRuns: 1000 },
  )
})

const words = [
  '0',
  '1',
  '10',
  '3600',
  '.',
  'a.',
  'ab',
  '-',
  '""',
  '"x y"',
  '192.0.2.1',
  '::1',
  'abcd',
  'A',
  'port=1',
  'N',
  '\\# 1 00',
]
const texts = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 })), { maxLength: 9 })

test.each(types)('random words as %s are data that come back from the wire, or a DnsError', type => {
  fc.assert(
    fc.property(texts, words => {
      const rdata = attempt(() => parseRdata(type, words.join(' '), 'example.com.'))
      if (rdata === undefined) return
      expect(parseRdata(type, rdata)).toBe(rdata)
      expect(rdataFromWire(type, rdataToWire(type, rdata))).toBe(rdata)
    }),
    { numRuns: 1000 },
  )
})

test('random bytes inside a message never make it read on for ever', () => {
  const message = fc.array(byte, { maxLength: 400 }).map(bytes => Uint8Array.from(bytes))
  fc.assert(
    fc.property(message, fc.constantFrom(...types), fc.nat(400), fc.nat(400), (bytes, type, start, end) => {
      attempt(() => rdataFromWire(type, bytes, start, end))
    }),
    { numRuns: 5000 },
  )
})

function attempt(read: () => string): string | undefined {
  try {
    return read()
  } catch (error) {
    expect(error).toMatchObject({ name: 'DnsError', code: expect.stringMatching(/^[a-z_0-9]+$/) })
    return undefined
  }
}
