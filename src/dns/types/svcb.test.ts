import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { hexBytes, hexText } from '../encodings.ts'
import { parseRdata, rdataFromWire, rdataToWire } from '../rdata.ts'

const read = (kind: string) =>
  readFileSync(new URL(`../../../test/vectors/dnspython-svcb_test_vectors.${kind}`, import.meta.url), 'utf8')
const texts = read('text')
  .replace(/^;.*$/gm, '')
  .split(/\n(?=\S)/)
  .map(text => text.trim())
  .filter(text => text !== '')
const generics = read('generic').match(/^\\#.*?^\)/gms) ?? []

test('there are as many texts as generic forms', () => {
  expect(texts.length).toBeGreaterThan(9)
  expect(generics).toHaveLength(texts.length)
})

test.each(texts.map((text, index) => [text, generics[index]!]))('%j is %j', (text, generic) => {
  const rdata = parseRdata('SVCB', text)
  expect(parseRdata('SVCB', generic)).toBe(rdata)
  expect(parseRdata('SVCB', rdata)).toBe(rdata)
  expect(parseRdata('TYPE65280', generic)).toContain(` ${hexText(rdataToWire('SVCB', rdata))}`)
})

test.each([
  ['1 . port=53 alpn=h2', '1 . alpn="h2" port="53"'],
  ['1 . PORT=053', '1 . port="53"'],
  ['1 . key3=53', '1 . port="53"'],
  ['1 . key3="53"', '1 . port="53"'],
  ['1 . mandatory=port,alpn port=1 alpn=h2', '1 . mandatory="alpn,port" alpn="h2" port="1"'],
  ['1 . mandatory=key667 key667', '1 . mandatory="key667" key667'],
  ['1 . key667=', '1 . key667'],
  ['1 . key667=""', '1 . key667'],
  ['1 . key667="a b;c\\"\\\\é"', '1 . key667="a b;c\\"\\\\\\195\\169"'],
  ['1 . alpn="h2" no-default-alpn=""', '1 . alpn="h2" no-default-alpn'],
  ['1 . dohpath=/dns-query{?dns}', '1 . dohpath="/dns-query{?dns}"'],
  ['1 . ohttp', '1 . ohttp'],
  ['1 . alpn="a\\\\,b"', '1 . alpn="a\\\\,b"'],
  ['1 . ipv6hint=2001:DB8:0::1,::ffff:192.0.2.1', '1 . ipv6hint="2001:db8::1,::ffff:192.0.2.1"'],
  ['0 Svc.Example.', '0 svc.example.'],
  ['0 .', '0 .'],
  ['1 . key65534=x', '1 . key65534="x"'],
])('%s is written %s', (text, canonical) => {
  expect(parseRdata('HTTPS', text)).toBe(canonical)
  expect(rdataFromWire('HTTPS', rdataToWire('HTTPS', canonical))).toBe(canonical)
})

test.each([
  ['1', 'missing_field', 1],
  ['0 foo. port=53', 'svcb_alias_with_params', 7],
  ['1 . port=53 port=54', 'duplicate_svc_param', 12],
  ['1 . port=53 key3=54', 'duplicate_svc_param', 12],
  ['1 . foo=bar', 'unknown_svc_param', 4],
  ['1 . key65535=x', 'unknown_svc_param', 4],
  ['1 . key065=x', 'unknown_svc_param', 4],
  ['1 . "port=53"', 'unexpected_quotes', 4],
  ['1 . mandatory=port', 'missing_svc_param', 4],
  ['1 . mandatory=mandatory', 'invalid_svc_param', 4],
  ['1 . mandatory=port,port port=1', 'invalid_svc_param', 4],
  ['1 . mandatory', 'invalid_svc_param', 4],
  ['1 . no-default-alpn', 'missing_svc_param', 4],
  ['1 . no-default-alpn=x alpn=h2', 'invalid_svc_param', 4],
  ['1 . alpn', 'invalid_svc_param', 4],
  ['1 . alpn=""', 'invalid_svc_param', 4],
  ['1 . alpn="h2,,h3"', 'invalid_svc_param', 4],
  ['1 . port', 'invalid_svc_param', 4],
  ['1 . port=65536', 'invalid_svc_param', 4],
  ['1 . port=-1', 'invalid_svc_param', 4],
  ['1 . ipv4hint', 'invalid_svc_param', 4],
  ['1 . ipv4hint=2001:db8::1', 'invalid_svc_param', 4],
  ['1 . ipv6hint=192.0.2.1', 'invalid_svc_param', 4],
  ['1 . ech', 'invalid_svc_param', 4],
  ['1 . ech="?"', 'invalid_svc_param', 4],
  ['1 . ohttp=1', 'invalid_svc_param', 4],
])('%s is refused with %s at column %i', (text, code, column) => {
  expect(() => parseRdata('SVCB', text)).toThrow(expect.objectContaining({ name: 'DnsError', code, column }))
})

test.each([
  ['keys out of order', '000100' + '00040004c0000201' + '000300020035', 'invalid_svc_params'],
  ['a key twice', '000100' + '000300020035' + '000300020036', 'invalid_svc_params'],
  ['a port of three bytes', '000100' + '00030003000035', 'invalid_svc_param'],
  ['an alpn that runs over', '000100' + '000100020268', 'invalid_svc_param'],
  ['an alpn of nothing', '000100' + '0001000100', 'invalid_svc_param'],
  ['mandatory out of order', '000100' + '0000000400040003', 'invalid_svc_param'],
  ['half an address', '000100' + '00040002c000', 'invalid_svc_param'],
  ['a value cut short', '000100' + '000300040035', 'truncated'],
  ['half a key', '000100' + '00', 'truncated'],
])('%s is refused on the wire', (_, wire, code) => {
  expect(() => rdataFromWire('SVCB', hexBytes(wire)!)).toThrow(expect.objectContaining({ name: 'DnsError', code }))
})
