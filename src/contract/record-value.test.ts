import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DnsError } from '../dns/problem.ts'
import { rdataFromValue, valueFromRdata } from './record-value.ts'

test('host names are absolute, with or without the final dot', () => {
  expect(rdataFromValue('CNAME', 'WWW.Example.com')).toBe('www.example.com.')
  expect(rdataFromValue('MX', '10 mail.example.com.')).toBe('10 mail.example.com.')
  expect(rdataFromValue('SRV', '10 5 5060 sip')).toBe('10 5 5060 sip.')
})

test.each([
  ['plain text', '"plain text"'],
  ['', '""'],
  ['"', '"\\""'],
  ['say "hi"', '"say \\"hi\\""'],
  ['back\\slash; k=v', '"back\\\\slash; k=v"'],
  ['"one" "two"', '"one" "two"'],
  ['"one" two "three"', '"\\"one\\" two \\"three\\""'],
  ['"open\\"', '"\\"open\\\\\\""'],
  ['é', '"\\195\\169"'],
  ['"\\233"', '"\\233"'],
])('the text %j is %s', (value, rdata) => {
  expect(rdataFromValue('TXT', value)).toBe(rdata)
})

test.each([
  ['"plain text"', 'plain text'],
  ['"one" "two"', '"one" "two"'],
  ['"\\233"', '"\\233"'],
  ['"a\\010b"', '"a\\010b"'],
  ['"\\"quoted\\""', '"\\"quoted\\""'],
  ['"\\195\\169"', 'é'],
  ['"\\239\\187\\191x"', '\ufeffx'],
])('the record %s is shown as %j', (rdata, value) => {
  expect(valueFromRdata('TXT', rdata)).toBe(value)
})

test('texts of more than 255 bytes are parted and joined again', () => {
  const text = 'x'.repeat(700)
  const rdata = rdataFromValue('TXT', text)
  expect(rdata.split(' ').map(part => part.length - 2)).toEqual([255, 255, 190])
  expect(valueFromRdata('TXT', rdata)).toBe(text)
})

test('text that fits no record, or is no text, is refused', () => {
  expect(() => rdataFromValue('TXT', 'x'.repeat(65_280))).toThrow(DnsError)
  expect(rdataFromValue('TXT', 'x'.repeat(65_279))).toHaveLength(65_279 + 256 * 3 - 1)
  expect(() => rdataFromValue('TXT', 'half \ud800')).toThrow(DnsError)
})

test('what was shown can be written again and is the same record', () => {
  const bytes = fc.uint8Array({ maxLength: 600 })
  const quoted = (part: Uint8Array) => `"${[...part].map(byte => `\\${String(byte).padStart(3, '0')}`).join('')}"`
  const parts = fc.array(fc.uint8Array({ maxLength: 255 }), { minLength: 1, maxLength: 4 })
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }).filter(text => text.isWellFormed()),
    fc.string({ unit: fc.constantFrom('"', '\\', ' ', 'a', '1', '\t'), maxLength: 12 }),
    parts.map(list => list.map(quoted).join(' ')),
    bytes.map(list => new TextDecoder().decode(list)),
  )
  fc.assert(
    fc.property(texts, text => {
      const rdata = rdataFromValue('TXT', text)
      expect(rdataFromValue('TXT', valueFromRdata('TXT', rdata))).toBe(rdata)
    }),
  )
})
