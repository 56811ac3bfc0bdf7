import { expect, test } from 'vitest'
import type { RRset } from '../dns/rrset.ts'
import { textToRdata } from '../dns/text.ts'
import { matchesSearch, searchedText } from './search-sets.ts'

const set = (name: string, type: string, ...records: string[]): RRset => ({ name, type, ttl: 300, records })
const text = (value: string) => textToRdata(new TextEncoder().encode(value))
const finds = (searched: string, found: RRset) => matchesSearch(found, searchedText(searched))

test.each<[string, RRset]>([
  ['WWW', set('www.example.com.', 'A', '192.0.2.1')],
  ['www.example.com', set('www.example.com.', 'A', '192.0.2.1')],
  ['www.example.com.', set('www.example.com.', 'A', '192.0.2.1')],
  ['0.2.1', set('www.example.com.', 'A', '192.0.2.1')],
  ['10 Mail', set('example.com.', 'MX', '10 mail.example.net.')],
  ['Bücher', set('xn--bcher-kva.example.com.', 'A', '192.0.2.1')],
  ['BÜCH', set('xn--bcher-kva.example.com.', 'A', '192.0.2.1')],
  ['bu\u0308cher.example', set('xn--bcher-kva.example.com.', 'A', '192.0.2.1')],
  ['xn--bcher', set('xn--bcher-kva.example.com.', 'A', '192.0.2.1')],
  ['bücher', set('shop.example.com.', 'CNAME', 'xn--bcher-kva.example.net.')],
  ['a@b', set('a\\@b.example.com.', 'A', '192.0.2.1')],
  ['a\\@b', set('a\\@b.example.com.', 'A', '192.0.2.1')],
  ['%', set('50%.example.com.', 'A', '192.0.2.1')],
  ['_dmarc', set('_dmarc.example.com.', 'TXT', text('v=DMARC1'))],
  ['v=dmarc1; p=NONE', set('_dmarc.example.com.', 'TXT', text('v=DMARC1; p=none'))],
  ['grüße', set('t.example.com.', 'TXT', text('Grüße'))],
  ['ä"b\\c', set('t.example.com.', 'TXT', text('Ä"b\\c'))],
  ['xyz', set('t.example.com.', 'TXT', text(`${'x'.repeat(255)}yz`))],
  ['\\255', set('t.example.com.', 'TXT', '"\\255\\254"')],
  ['issue "letsencrypt', set('example.com.', 'CAA', '0 issue "letsencrypt.org"')],
  ['elb.amazon', { ...set('e.example.com.', 'A'), options: { alias: alias('elb.amazonaws.com.') } }],
])('“%s” finds %o', (searched, found) => {
  expect(finds(searched, found)).toBe(true)
})

test.each<[string, RRset]>([
  ['w_w', set('www.example.com.', 'A', '192.0.2.1')],
  ['w%w', set('www.example.com.', 'A', '192.0.2.1')],
  ['.*', set('www.example.com.', 'A', '192.0.2.1')],
  ['192.0.2.1,192', set('www.example.com.', 'A', '192.0.2.1', '192.0.2.2')],
  ['195', set('t.example.com.', 'TXT', text('Grüße'))],
  ['"', set('t.example.com.', 'TXT', text('plain'))],
])('“%s” does not find %o', (searched, found) => {
  expect(finds(searched, found)).toBe(false)
})

function alias(dnsName: string) {
  return { dnsName, hostedZoneId: 'Z1', evaluateTargetHealth: false }
}
