import { expect, test } from 'vitest'
import { namesInRdata, parseRdata, parseRdataToWire, rdataFromWire, rdataToWire, targetNames } from './rdata.ts'
import { tokenize } from './tokens.ts'

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))

test('names are relative to the origin, and absolute without one', () => {
  expect(parseRdata('MX', '10 mail', 'example.com.')).toBe('10 mail.example.com.')
  expect(parseRdata('MX', '10 @', 'example.com.')).toBe('10 example.com.')
  expect(parseRdata('MX', '10 mail.example.com')).toBe('10 mail.example.com.')
})

test('tokens are taken as well as text, with their columns', () => {
  const tokens = tokenize('www 300 IN MX 10 mail..').slice(4)
  expect(() => parseRdata('MX', tokens)).toThrow(expect.objectContaining({ code: 'empty_label', column: 22 }))
  expect(parseRdataToWire('MX', tokenize('10 a.'))).toEqual(bytes('\0\x0a\x01a\0'))
})

test.each([
  ['A', '\\# 4 7f000002', '127.0.0.2'],
  ['A', '\\# 4 7f 00 00 02', '127.0.0.2'],
  ['MX', '\\# 5 000A 01 41 00', '10 a.'],
  ['APL', '\\# 0', ''],
  ['TYPE999', '\\# 8 0a0000010A000001', '\\# 8 0a0000010a000001'],
  ['TYPE999', '\\# 0', '\\# 0'],
  ['TYPE999', '\\# ( 2 ab\n cd )', '\\# 2 abcd'],
])('the generic form of %s, %s, is %s', (type, text, canonical) => {
  expect(parseRdata(type, text)).toBe(canonical)
  expect(rdataFromWire(type, rdataToWire(type, canonical))).toBe(canonical)
})

test.each([
  ['A', '\\# 3 7f0000', 'truncated'],
  ['A', '\\# 5 7f00000102', 'trailing_bytes'],
  ['A', '\\# 4 7f0000', 'invalid_generic_rdata'],
  ['A', '\\# 4', 'invalid_generic_rdata'],
  ['A', '\\#', 'invalid_generic_rdata'],
  ['A', '\\# x 7f000002', 'invalid_generic_rdata'],
  ['A', '\\# 4 7f00000', 'invalid_generic_rdata'],
  ['A', '\\# 4 "7f000002"', 'invalid_generic_rdata'],
  ['CNAME', '\\# 2 c000', 'invalid_pointer'],
  ['SOA', `\\# 25 016100c000${'00'.repeat(20)}`, 'invalid_pointer'],
  ['DS', '\\# 5 00010801ab', 'invalid_digest_length'],
  ['TYPE999', 'ab', 'invalid_generic_rdata'],
  ['TYPE999', '', 'invalid_generic_rdata'],
  ['TYPE1', '\\# 4 7f000002', 'invalid_record_type'],
  ['FOO', '\\# 0', 'invalid_record_type'],
  ['a', '1.2.3.4', 'invalid_record_type'],
])('%s %s is refused with %s', (type, text, code) => {
  expect(() => parseRdata(type, text)).toThrow(expect.objectContaining({ name: 'DnsError', code }))
})

test('a quoted \\# is text', () => {
  expect(parseRdata('TXT', '"\\#" "1"')).toBe('"#" "1"')
})

test('names may be compressed on arrival in the types of RFC 1035 and those RFC 3597 §4 adds, and in no others', () => {
  const message = bytes('\x07example\0\x00\x0a\xc0\x00\x00\x00\x00\x00\x00\x00\xc0\x00')
  expect(rdataFromWire('MX', message, 9, 13)).toBe('10 example.')
  expect(rdataFromWire('SRV', message, 13, 21)).toBe('0 0 0 example.')
  expect(() => rdataFromWire('KX', message, 9, 13)).toThrow(expect.objectContaining({ code: 'invalid_pointer' }))
  expect(() => rdataFromWire('DNAME', message, 11, 13)).toThrow(expect.objectContaining({ code: 'invalid_pointer' }))
})

test('a name must end where the data do', () => {
  const message = bytes('\x00\x0a\x01a\0')
  expect(() => rdataFromWire('MX', message, 0, 4)).toThrow(expect.objectContaining({ code: 'truncated' }))
  expect(() => rdataFromWire('A', message, 2, 9)).toThrow(expect.objectContaining({ code: 'truncated' }))
})

test('names that may be compressed on sending are those of RFC 1035', () => {
  expect(namesInRdata('NS')).toEqual({ offset: 0, count: 1 })
  expect(namesInRdata('MX')).toEqual({ offset: 2, count: 1 })
  expect(namesInRdata('SOA')).toEqual({ offset: 0, count: 2 })
  const others = ['A', 'SRV', 'DNAME', 'NAPTR', 'RP', 'SVCB', 'RRSIG', 'NSEC', 'TYPE999']
  expect(others.map(namesInRdata)).toEqual(others.map(() => undefined))
})

test.each([
  ['MX', '10 mail.example.', ['mail.example.']],
  ['MX', '0 .', []],
  ['NS', 'ns.example.', ['ns.example.']],
  ['SRV', '0 0 0 sip.example.', ['sip.example.']],
  ['NAPTR', '0 0 "a b" "c" "" host.example.', ['host.example.']],
  ['SVCB', '1 svc.example. port="1"', ['svc.example.']],
  ['HTTPS', '1 .', []],
  ['CNAME', 'a.example.', []],
  ['A', '192.0.2.1', []],
  ['TYPE999', '\\# 0', []],
])('%s %s asks for the addresses of %j', (type, rdata, names) => {
  expect(targetNames(type, rdata)).toEqual(names)
})

test('a record has 65535 bytes of data at most', () => {
  const string = `"${'x'.repeat(255)}"`
  const longest = Array<string>(255).fill(string)
  expect(rdataToWire('TXT', parseRdata('TXT', [...longest, `"${'x'.repeat(254)}"`].join(' ')))).toHaveLength(65535)
  expect(() => parseRdata('TXT', [...longest, string].join(' '))).toThrow(
    expect.objectContaining({ code: 'rdata_too_long' }),
  )
  expect(parseRdata('TYPE999', `\\# 65535 ${'ab'.repeat(65535)}`)).toHaveLength(9 + 65535 * 2)
  expect(() => parseRdata('TYPE999', `\\# 65536 ${'ab'.repeat(65536)}`)).toThrow(
    expect.objectContaining({ code: 'invalid_generic_rdata' }),
  )
})
