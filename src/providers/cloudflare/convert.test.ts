import { expect, test } from 'vitest'
import { samples } from '../../../test/record-arbitraries.ts'
import { parseRdata } from '../../dns/rdata.ts'
import { canonicalRdata } from './canonical.ts'
import { isText, nameFromCloudflare, nameToCloudflare, valueFromCloudflare, valueToCloudflare } from './convert.ts'
import { type CloudflareRecord, type RecordValue, recordTypes } from './record.ts'

const digest = 'ab'.repeat(32)
const location = '37 46 46.000 N 122 23 35.000 W 0.00m 100.00m 0.00m 0.00m'

/** Each type as people write it, and as the API's documentation shows it. */
const rows: [type: string, rdata: string, value: RecordValue][] = [
  ['A', '192.0.2.1', { content: '192.0.2.1' }],
  ['AAAA', '2001:db8::1', { content: '2001:db8::1' }],
  ['CNAME', 'example.net.', { content: 'example.net' }],
  ['NS', 'ns1.example.net.', { content: 'ns1.example.net' }],
  ['PTR', 'host.example.net.', { content: 'host.example.net' }],
  ['MX', '10 mx.example.net.', { priority: 10, content: 'mx.example.net' }],
  ['MX', '0 .', { priority: 0, content: '.' }],
  ['TXT', '"v=spf1 -all"', { content: '"v=spf1 -all"' }],
  ['OPENPGPKEY', 'AAAABBBB', { content: 'AAAABBBB' }],
  ['SRV', '10 5 8806 example.com.', { data: { priority: 10, weight: 5, port: 8806, target: 'example.com' } }],
  ['SRV', '0 0 0 .', { data: { priority: 0, weight: 0, port: 0, target: '.' } }],
  ['CAA', '0 issue "ca.example.net; a=\\"b\\""', { data: { flags: 0, tag: 'issue', value: 'ca.example.net; a="b"' } }],
  ['CERT', '9 1 8 AAAA', { data: { type: 9, key_tag: 1, algorithm: 8, certificate: 'AAAA' } }],
  ['DNSKEY', '257 3 13 AAAA', { data: { flags: 257, protocol: 3, algorithm: 13, public_key: 'AAAA' } }],
  ['DS', `1 13 2 ${digest}`, { data: { key_tag: 1, algorithm: 13, digest_type: 2, digest } }],
  ['HTTPS', '1 . alpn="h3,h2"', { data: { priority: 1, target: '.', value: 'alpn="h3,h2"' } }],
  ['HTTPS', '0 example.net.', { data: { priority: 0, target: 'example.net', value: '' } }],
  [
    'SVCB',
    '1 dns.example.net. alpn="dot" port="853"',
    { data: { priority: 1, target: 'dns.example.net', value: 'alpn="dot" port="853"' } },
  ],
  ['SSHFP', `4 2 ${digest}`, { data: { algorithm: 4, type: 2, fingerprint: digest } }],
  ['TLSA', `3 1 1 ${digest}`, { data: { usage: 3, selector: 1, matching_type: 1, certificate: digest } }],
  ['SMIMEA', `3 0 1 ${digest}`, { data: { usage: 3, selector: 0, matching_type: 1, certificate: digest } }],
  ['URI', '10 1 "http://example.com/"', { priority: 10, data: { weight: 1, target: 'http://example.com/' } }],
  [
    'NAPTR',
    '100 10 "u" "E2U+sip" "!^(.*)$!sip:\\\\1@example.net!" .',
    {
      data: {
        order: 100,
        preference: 10,
        flags: 'u',
        service: 'E2U+sip',
        regex: '!^(.*)$!sip:\\1@example.net!',
        replacement: '.',
      },
    },
  ],
  [
    'LOC',
    location,
    {
      data: {
        lat_degrees: 37,
        lat_minutes: 46,
        lat_seconds: 46,
        lat_direction: 'N',
        long_degrees: 122,
        long_minutes: 23,
        long_seconds: 35,
        long_direction: 'W',
        altitude: 0,
        size: 100,
        precision_horz: 0,
        precision_vert: 0,
      },
    },
  ],
]

function record(type: string, value: RecordValue): CloudflareRecord {
  return { id: 'f'.repeat(32), name: 'www.example.com', ttl: 300, type, ...value }
}

test.each(rows)('%s %s goes to the service field by field and comes back', (type, rdata, value) => {
  expect(rdata).toBe(parseRdata(type, rdata))
  expect(valueToCloudflare(type, rdata)).toEqual(value)
  expect(valueFromCloudflare(record(type, value))).toBe(rdata)
})

test('there is a row for every type that the API takes', () => {
  expect(recordTypes.filter(type => rows.every(([shown]) => shown !== type))).toEqual([])
})

test('records that others have made come back as they do everywhere', () => {
  const usable = samples.filter(({ type, rdata }) => recordTypes.includes(type) && isText(type, rdata))
  expect(usable.length).toBeGreaterThan(30)
  for (const { type, rdata } of usable) {
    expect(valueFromCloudflare(record(type, valueToCloudflare(type, rdata)))).toBe(canonicalRdata(type, rdata))
  }
})

test.each([
  ['in other strings than 255 bytes', '"one" "two"', '"onetwo"'],
  ['without quotes', 'v=spf1 -all', '"v=spf1 -all"'],
  ['with escapes', '"a\\"b\\\\c\\200"', '"a\\"b\\\\c\\200"'],
  ['beyond ASCII', '"é"', '"\\195\\169"'],
])('a text %s is its bytes', (_what, content, rdata) => {
  expect(valueFromCloudflare(record('TXT', { content }))).toBe(rdata)
})

test('values are read from their text where the service gives no fields', () => {
  const rows: [string, RecordValue, string][] = [
    ['SRV', { content: '5\t8806\texample.com', priority: 10 }, '10 5 8806 example.com.'],
    ['CAA', { content: '0 issue "ca.example.net"' }, '0 issue "ca.example.net"'],
    ['LOC', { content: 'IN LOC 37 46 46 N 122 23 35 W 0m 100m 0m 0m' }, location],
    ['URI', { content: '1 "http://example.com/"', priority: 10 }, '10 1 "http://example.com/"'],
  ]
  for (const [type, value, rdata] of rows) expect(valueFromCloudflare(record(type, value))).toBe(rdata)
})

test('what the service keeps in other forms comes back in the one form', () => {
  const upper = digest.toUpperCase()
  const ds = record('DS', { data: { key_tag: 1, algorithm: 13, digest_type: 2, digest: upper } })
  expect(valueFromCloudflare(ds)).toBe(`1 13 2 ${digest}`)
  expect(valueFromCloudflare(record('CNAME', { content: 'Example.NET' }))).toBe('example.net.')
})

test('what the service has taken is shown, though it means nothing', () => {
  const ds = record('DS', { data: { key_tag: 1, algorithm: 13, digest_type: 2, digest: 'aa' } })
  expect(valueFromCloudflare(ds)).toBe('1 13 2 aa')
  const naptr = { order: 1, preference: 2, flags: '-', service: '', regex: '', replacement: 'example.net' }
  expect(valueFromCloudflare(record('NAPTR', { data: naptr }))).toBe('1 2 "-" "" "" example.net.')
})

test('fields that are missing, and types that are not known, are errors rather than other values', () => {
  expect(() => valueFromCloudflare(record('SRV', { data: { priority: 1 } }))).toThrow('the service gave no weight')
  expect(() => valueFromCloudflare(record('WORKER', { content: 'script' }))).toThrow()
})

test('texts in fields of their own are UTF-8, and other bytes are not taken', () => {
  expect(isText('CAA', '0 issue "\\195\\169"')).toBe(true)
  expect(isText('CAA', '0 issue "\\200"')).toBe(false)
  expect(isText('URI', '10 1 "http://example.com/\\255"')).toBe(false)
  expect(isText('TXT', '"\\200"')).toBe(true)
})

test('names go without the final dot and come back with it', () => {
  expect(nameToCloudflare('*.example.com.')).toBe('*.example.com')
  expect(nameFromCloudflare('WWW.xn--bcher-kva.example')).toBe('www.xn--bcher-kva.example.')
})
