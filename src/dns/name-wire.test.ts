import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameFromWire, nameToWire } from './name-wire.ts'

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))

test.each([
  ['.', '\0'],
  ['com.', '\x03com\0'],
  ['www.example.com.', '\x03www\x07example\x03com\0'],
  ['a\\.b\\000\\255.c.', '\x05a.b\0\xff\x01c\0'],
])('%s on the wire', (name, wire) => {
  expect(nameToWire(name)).toEqual(bytes(wire))
  expect(nameFromWire(bytes(wire), 0)).toEqual({ name, end: wire.length })
})

test('capitals on the wire come out small', () => {
  expect(nameFromWire(bytes('\x03WwW\0'), 0).name).toBe('www.')
})

test('a pointer leads to a name or part of one that came before', () => {
  const message = bytes('\x07example\x03com\0\x03www\xc0\x00\xff')
  expect(nameFromWire(message, 13)).toEqual({ name: 'www.example.com.', end: 19 })
  expect(nameFromWire(bytes('\x01a\x00\xc0\x02'), 3)).toEqual({ name: '.', end: 5 })
})

test.each([
  ['a pointer to itself', '\xc0\x00', 0, 'invalid_pointer'],
  ['a pointer forward', '\xc0\x02\x01a\0', 0, 'invalid_pointer'],
  ['two pointers in a ring', '\xc0\x02\xc0\x00', 2, 'invalid_pointer'],
  ['a pointer into the same run of labels', '\x01a\x01b\xc0\x02', 0, 'invalid_pointer'],
  ['half a pointer', '\xc0', 0, 'truncated'],
  ['no end', '\x01a', 0, 'truncated'],
  ['a label beyond the end', '\x05a', 0, 'truncated'],
  ['nothing', '', 0, 'truncated'],
  ['a label of type 01', '\x41a\0', 0, 'invalid_label_type'],
  ['a label of type 10', '\x81a\0', 0, 'invalid_label_type'],
  ['more than 255 bytes', '\x3fx'.padEnd(64, 'x').repeat(4), 0, 'name_too_long'],
])('%s is refused', (_, wire, offset, code) => {
  expect(() => nameFromWire(bytes(`${wire}`), offset)).toThrow(expect.objectContaining({ name: 'DnsError', code }))
})

test('pointers are refused where there is nothing they could lead to', () => {
  expect(() => nameFromWire(bytes('\0\xc0\x00'), 1, false)).toThrow(
    expect.objectContaining({ code: 'invalid_pointer' }),
  )
})

test('random bytes end in a name or a DnsError, and a name can be written again', () => {
  const byte = fc.oneof(fc.constantFrom(0, 1, 2, 3, 0xc0, 0xc1, 0x61), fc.nat(255))
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 300 }), fc.nat(300), (wire, offset) => {
      const found = tryName(Uint8Array.from(wire), offset)
      if (found) expect(nameFromWire(nameToWire(found.name), 0).name).toBe(found.name)
    }),
    { numRuns: 5000 },
  )
})

function tryName(wire: Uint8Array, offset: number): { name: string; end: number } | undefined {
  try {
    return nameFromWire(wire, offset)
  } catch (error) {
    expect(error).toMatchObject({ name: 'DnsError' })
    return undefined
  }
}
