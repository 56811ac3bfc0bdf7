import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseName } from './name.ts'
import { nameFromWire, nameToWire } from './name-wire.ts'

const origin = 'example.com.'

test.each([
  ['www.example.com.', 'www.example.com.'],
  ['www.example.com', 'www.example.com.'],
  ['WWW.Example.COM', 'www.example.com.'],
  ['.', '.'],
  ['com', 'com.'],
  ['*.example.com', '*.example.com.'],
  ['_dmarc.example.com', '_dmarc.example.com.'],
  ['a/b+c=d,e!.x', 'a/b+c=d,e!.x.'],
])('%s is taken as absolute where there is no origin', (text, name) => {
  expect(parseName(text)).toBe(name)
})

test.each([
  ['@', 'example.com.'],
  ['www', 'www.example.com.'],
  ['WWW.a', 'www.a.example.com.'],
  ['www.', 'www.'],
  ['*', '*.example.com.'],
  ['.', '.'],
])('%s is relative to the origin unless it ends with a dot', (text, name) => {
  expect(parseName(text, origin)).toBe(name)
})

test('names below the root as origin get one dot', () => {
  expect(parseName('www', '.')).toBe('www.')
  expect(parseName('@', '.')).toBe('.')
})

test.each([
  ['\\097\\066.x', 'ab.x.'],
  ['a\\.b.x', 'a\\.b.x.'],
  ['a\\046b.x', 'a\\.b.x.'],
  ['a\\\\.b', 'a\\\\.b.'],
  ['a\\\\\\.b', 'a\\\\\\.b.'],
  ['\\A\\-.x', 'a-.x.'],
  ['a\\ b', 'a\\032b.'],
  ['a\\000b', 'a\\000b.'],
  ['\\255\\127', '\\255\\127.'],
  ['a\\@b', 'a\\@b.'],
  ['\\@', '\\@.'],
  ['$ttl', '\\$ttl.'],
  ['\\(\\)\\;\\"', '\\(\\)\\;\\".'],
  ['a\\.', 'a\\..'],
])('the escapes of %s come out in their one form', (text, name) => {
  expect(parseName(text)).toBe(name)
  expect(parseName(name)).toBe(name)
})

test.each([
  ['', 'empty_name', 0],
  ['@', 'no_origin', 0],
  ['a..b', 'empty_label', 2],
  ['.a', 'empty_label', 0],
  ['..', 'empty_label', 0],
  ['a.b..', 'empty_label', 4],
  ['a b', 'invalid_name_character', 1],
  ['a\tb', 'invalid_name_character', 1],
  ['a\u007fb', 'invalid_name_character', 1],
  ['host@example.com', 'invalid_name_character', 4],
  ['w.a"b', 'invalid_name_character', 3],
  ['a;b', 'invalid_name_character', 1],
  ['a(b', 'invalid_name_character', 1],
  ['a\\', 'invalid_escape', 1],
  ['a\\1', 'invalid_escape', 1],
  ['a\\12.b', 'invalid_escape', 1],
  ['a.\\256', 'invalid_escape', 2],
  ['a\\é', 'invalid_idn', 0],
  [`a.${'x'.repeat(64)}`, 'label_too_long', 2],
  [`${'\\120'.repeat(64)}.a`, 'label_too_long', 0],
])('%j is refused with %s at column %i', (text, code, column) => {
  expect(() => parseName(text)).toThrow(expect.objectContaining({ name: 'DnsError', code, column }))
})

test('columns count from the one that is given', () => {
  expect(() => parseName('a..b', undefined, 10)).toThrow(expect.objectContaining({ column: 12 }))
})

test('a label may have 63 bytes, escaped or not', () => {
  expect(parseName('x'.repeat(63))).toBe(`${'x'.repeat(63)}.`)
  expect(parseName('\\120'.repeat(63))).toBe(`${'x'.repeat(63)}.`)
  expect(parseName('\\000'.repeat(63))).toBe(`${'\\000'.repeat(63)}.`)
})

test('a name may have 255 bytes on the wire, and no more', () => {
  const label = `${'x'.repeat(49)}.`
  const longest = `${label.repeat(5)}yyy.`
  expect(nameToWire(parseName(longest))).toHaveLength(255)
  const tooLong = expect.objectContaining({ code: 'name_too_long' })
  expect(() => parseName(`${label.repeat(5)}yyyy.`)).toThrow(tooLong)
  expect(() => parseName('y', longest)).toThrow(tooLong)
  expect(parseName('y', `${label.repeat(5)}z.`)).toBe(`y.${label.repeat(5)}z.`)
})

test('a long text may still be a short name, as escapes count as one byte', () => {
  const name = parseName(`${'\\001'.repeat(60)}.${'\\002'.repeat(60)}.`)
  expect(name.length).toBeGreaterThan(255)
  expect(nameToWire(name)).toHaveLength(123)
})

const label = fc.uint8Array({ minLength: 1, maxLength: 20 })
const labels = fc.array(label, { maxLength: 8 })

test('any labels come back from text and from the wire, in lower case', () => {
  fc.assert(
    fc.property(labels, labels => {
      const wire = Uint8Array.from([...labels.flatMap(each => [each.length, ...each]), 0])
      const { name, end } = nameFromWire(wire, 0)
      expect(end).toBe(wire.length)
      expect(parseName(name)).toBe(name)
      expect(parseName(name, origin)).toBe(name)
      const lower = wire.map((byte, index) =>
        byte >= 0x41 && byte <= 0x5a && !isLength(wire, index) ? byte + 32 : byte,
      )
      expect(nameToWire(name)).toEqual(lower)
    }),
  )
})

function isLength(wire: Uint8Array, index: number): boolean {
  let at = 0
  while (at < index) at += wire[at]! + 1
  return at === index
}

test('whatever text is given, it is a canonical name or a DnsError', () => {
  const text = fc.string({ unit: fc.constantFrom(...'aZ0-_*.\\@ "();$é。\u00ad1２\0') })
  fc.assert(
    fc.property(text, text => {
      const name = nameOf(text)
      if (name !== undefined) expect(parseName(name)).toBe(name)
    }),
    { numRuns: 2000 },
  )
})

function nameOf(text: string): string | undefined {
  try {
    return parseName(text, origin)
  } catch (error) {
    expect(error).toMatchObject({ name: 'DnsError', code: expect.any(String), column: expect.any(Number) })
    return undefined
  }
}
