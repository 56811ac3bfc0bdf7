import { expect, test } from 'vitest'
import { parseRdata, rdataFromWire, rdataToWire } from '../rdata.ts'

const digest = (bytes: number) => 'ab'.repeat(bytes)

test.each([
  ['A', '192.0.2.01', 'invalid_ipv4_address', 0],
  ['A', '192.0.2', 'invalid_ipv4_address', 0],
  ['A', '', 'missing_field', 0],
  ['A', '192.0.2.1 192.0.2.2', 'unexpected_field', 10],
  ['A', '"192.0.2.1"', 'unexpected_quotes', 0],
  ['AAAA', '192.0.2.1', 'invalid_ipv6_address', 0],
  ['AAAA', 'fe80::1%eth0', 'invalid_ipv6_address', 0],
  ['MX', 'mail.example.com.', 'invalid_number', 0],
  ['MX', '10', 'missing_field', 2],
  ['MX', '65536 mail.example.com.', 'number_out_of_range', 0],
  ['MX', '-1 mail.example.com.', 'invalid_number', 0],
  ['MX', '1.5 mail.example.com.', 'invalid_number', 0],
  ['MX', '10 a..b.', 'empty_label', 5],
  ['MX', '10 user@example.com.', 'invalid_name_character', 7],
  ['SRV', '0 5 70000 sip.example.', 'number_out_of_range', 4],
  ['SOA', 'ns. host. 1 2 3 4', 'missing_field', 17],
  ['SOA', 'ns. host. 4294967296 2 3 4 5', 'number_out_of_range', 10],
  ['SOA', 'ns. host. 1 1x 3 4 5', 'invalid_number', 12],
  ['SOA', 'ns. host. 1h 1 3 4 5', 'invalid_number', 10],
  ['SOA', 'ns. host. 1 9999w 3 4 5', 'number_out_of_range', 12],
  ['SOA', 'ns. a@b. 1 2 3 4 5', 'invalid_name_character', 5],
  ['TXT', '', 'missing_field', 0],
  ['TXT', '"\\300"', 'invalid_escape', 1],
  ['TXT', 'a\\1', 'invalid_escape', 1],
  ['TXT', '"\ud83e"', 'invalid_character', 1],
  ['TXT', 'v="b"', 'unexpected_quotes', 2],
  ['HIP', '2 ab ""', 'unexpected_quotes', 5],
  ['NSEC3', '1 0 0 - w0 A', 'invalid_base32hex', 8],
  ['HINFO', `"${'x'.repeat(256)}" "y"`, 'string_too_long', 0],
  ['HINFO', '"x"', 'missing_field', 3],
  ['CAA', '256 issue "x"', 'number_out_of_range', 0],
  ['CAA', '0 is-sue "x"', 'invalid_caa_tag', 2],
  ['CAA', '0 "issue" "x"', 'unexpected_quotes', 2],
  ['CAA', '0 issue ca.example; policy=ev', 'unquoted_semicolon', 18],
  ['CAA', '0 issue a b', 'unexpected_field', 10],
  ['DS', `1 8 1 ${digest(19)}`, 'invalid_digest_length', 6],
  ['DS', `1 8 2 ${digest(20)}`, 'invalid_digest_length', 6],
  ['DS', `1 8 4 ${digest(32)}`, 'invalid_digest_length', 6],
  ['DS', '1 8 1 abc', 'invalid_hex', 6],
  ['DS', '1 8 1 xyz', 'invalid_hex', 6],
  ['DS', '1 FOO 1 ab', 'invalid_number', 2],
  ['TLSA', `4 1 1 ${digest(32)}`, 'unassigned_value', 0],
  ['TLSA', `3 2 1 ${digest(32)}`, 'unassigned_value', 2],
  ['TLSA', `3 1 3 ${digest(32)}`, 'unassigned_value', 4],
  ['TLSA', `3 1 1 ${digest(20)}`, 'invalid_digest_length', 6],
  ['TLSA', `3 1 2 ${digest(32)}`, 'invalid_digest_length', 6],
  ['SSHFP', `5 1 ${digest(20)}`, 'unassigned_value', 0],
  ['SSHFP', `1 3 ${digest(20)}`, 'unassigned_value', 2],
  ['SSHFP', `1 2 ${digest(20)}`, 'invalid_digest_length', 4],
  ['NAPTR', '1 1 "s!" "" "" .', 'invalid_flags', 4],
  ['URI', '1 1 ""', 'missing_field', 4],
  ['ZONEMD', `1 1 1 ${digest(47)}`, 'invalid_digest_length', 6],
  ['ZONEMD', `1 1 240 ${digest(11)}`, 'invalid_digest_length', 8],
  ['DNSKEY', '256 3 8 abc', 'invalid_base64', 8],
  ['RRSIG', 'A 8 1 60 20200230000000 20200101000000 1 a. abcd', 'invalid_time', 9],
  ['RRSIG', 'A 8 1 60 21070101000000 20200101000000 1 a. abcd', 'invalid_time', 9],
  ['NSEC', 'a. FOO', 'invalid_record_type', 3],
  ['IPSECKEY', '1 4 1 . abcd', 'number_out_of_range', 2],
  ['IPSECKEY', '1 0 1 a. abcd', 'invalid_gateway', 6],
  ['AMTRELAY', '1 2 0 .', 'number_out_of_range', 2],
  ['APL', '3:1.2.3.4/8', 'invalid_prefix', 0],
  ['APL', '1:1.2.3.4/33', 'number_out_of_range', 0],
  ['APL', '1:1.2.3/8', 'invalid_ipv4_address', 0],
  ['EUI48', 'aa-bb-cc-dd-ee', 'invalid_hex', 0],
  ['NID', '1 1:2:3', 'invalid_hex', 2],
  ['NSAP', '47', 'invalid_hex', 0],
  ['WKS', '1.2.3.4 6 65536', 'number_out_of_range', 10],
])('%s %s is refused with %s at column %i', (type, text, code, column) => {
  expect(() => parseRdata(type, text)).toThrow(expect.objectContaining({ name: 'DnsError', code, column }))
})

test.each([
  ['MX', '0 .', '0 .'],
  ['SOA', 'ns. host. ( 1 1h 15M 1w2d 1h30m )', 'ns. host. 1 3600 900 777600 5400'],
  ['TXT', 'a b', '"a" "b"'],
  ['TXT', '"ab"', '"ab"'],
  ['TXT', '"é" "\\"\\\\" "\\065\\b" "\t"', '"\\195\\169" "\\"\\\\" "Ab" "\\009"'],
  ['TXT', '""', '""'],
  ['TXT', 'v\\;x', '"v;x"'],
  ['CAA', '128 Issue ";"', '128 issue ";"'],
  ['CAA', '0 issue ca.example', '0 issue "ca.example"'],
  ['CAA', '0 issue ""', '0 issue ""'],
  ['CDS', '0 0 0 00', '0 0 0 00'],
  ['CDNSKEY', '0 3 0 AA==', '0 3 0 AA=='],
  ['DS', `1 ed25519 sha-256 ${digest(32).toUpperCase()}`, `1 15 2 ${digest(32)}`],
  ['DS', '1 8 200 ab', '1 8 200 ab'],
  ['TLSA', `DANE-EE SPKI SHA2-256 ${digest(32)}`, `3 1 1 ${digest(32)}`],
  ['TLSA', '255 255 255 00', '255 255 255 00'],
  ['NSEC', 'a. MX A TYPE1 A', 'a. A MX'],
  ['NSEC', 'a.', 'a.'],
  ['APL', '', ''],
  ['CNAME', 'Bücher.Example', 'xn--bcher-kva.example.'],
  ['IPSECKEY', '10 2 2 2001:DB8::1 abcd', '10 2 2 2001:db8::1 abcd'],
])('%s %s is %s', (type, text, canonical) => {
  expect(parseRdata(type, text)).toBe(canonical)
  expect(rdataFromWire(type, rdataToWire(type, canonical))).toBe(canonical)
})

test('strings of TXT keep where they begin and end, and long ones become several', () => {
  expect(parseRdata('TXT', '"foo" "bar"')).not.toBe(parseRdata('TXT', '"foobar"'))
  expect(parseRdata('TXT', `"${'x'.repeat(300)}" "y"`)).toBe(`"${'x'.repeat(255)}" "${'x'.repeat(45)}" "y"`)
})

test('a digest of the wrong length that came over the wire is kept, so that one record does not spoil a zone', () => {
  expect(rdataFromWire('DS', Uint8Array.of(0, 1, 8, 1, 0xab))).toBe('1 8 1 ab')
  expect(rdataToWire('DS', '1 8 1 ab')).toEqual(Uint8Array.of(0, 1, 8, 1, 0xab))
})
