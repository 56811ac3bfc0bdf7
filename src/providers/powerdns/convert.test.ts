import { expect, test } from 'vitest'
import { parseRdata } from '../../dns/rdata.ts'
import { contentFromRdata, rdataFromContent, typeFromPowerDns, typeToPowerDns } from './convert.ts'

test.each([
  ['A', '192.0.2.1', '192.0.2.1'],
  ['AAAA', '::ffff:192.0.2.1', '::ffff:c000:201'],
  ['MX', '10 mail.example.net.', '10 mail.example.net.'],
  ['CNAME', 'a\\;b\\@c\\.d\\\\e.example.net.', 'a;b@c\\.d\\\\e.example.net.'],
  ['CNAME', 'a\\032b\\255.example.net.', 'a\\032b\\255.example.net.'],
  ['TXT', '"a\\"b;c" "\\195\\169"', '"a\\"b;c" "\\195\\169"'],
  ['CAA', '0 issue "ca.example.net; policy=ev"', '0 issue "ca.example.net; policy=ev"'],
  ['TYPE65280', '\\# 0', '\\# 0 '],
  ['WKS', '192.0.2.1 6 25', '\\# 9 c00002010600000040'],
  [
    'HTTPS',
    '1 . alpn=h3,h2 no-default-alpn port=443 ipv4hint=192.0.2.1 ech=AEP+DQA/ ipv6hint=2001:db8::1',
    '1 . alpn=h3,h2 no-default-alpn port=443 ipv4hint=192.0.2.1 ech="AEP+DQA/" ipv6hint=2001:db8::1',
  ],
  [
    'SVCB',
    '1 dns.example.net. mandatory=alpn alpn=dot dohpath=/q{?dns} key65333="a b" key65334',
    '1 dns.example.net. mandatory=alpn alpn=dot key7="/q{?dns}" key65333="a b" key65334=""',
  ],
  ['HTTPS', '0 other.example.net.', '0 other.example.net.'],
])('%s %s is written %s, and read again as it was', (type, text, content) => {
  const rdata = parseRdata(type, text)
  expect(contentFromRdata(type, rdata)).toBe(content)
  expect(rdataFromContent(type, content)).toBe(rdata)
})

test('types without names there go by their numbers, and those that are none in DNS are not read', () => {
  expect(['A', 'WKS', 'AMTRELAY', 'TYPE65280'].map(typeToPowerDns)).toEqual(['A', 'TYPE11', 'TYPE260', 'TYPE65280'])
  expect(['A', 'TYPE11', 'ALIAS', 'LUA'].map(typeFromPowerDns)).toEqual(['A', 'WKS', undefined, undefined])
})
