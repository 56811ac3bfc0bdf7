import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseRdata } from '../../dns/rdata.ts'
import type { Routing, RRset } from '../../dns/rrset.ts'
import { textToRdata } from '../../dns/text.ts'
import { isSameSet } from '../../plan/same-set.ts'
import { canonicalSet, fromServiceSet, toServiceSet } from './convert.ts'
import { fromServiceName, toServiceName } from './names.ts'
import { fromServiceValue, toServiceValue } from './values.ts'

describe('names', () => {
  test.each([
    ['www.example.com.', 'www.example.com.'],
    ['*.example.com.', String.raw`\052.example.com.`],
    [String.raw`a\@b.example.com.`, String.raw`a\100b.example.com.`],
    [String.raw`a\032b.example.com.`, String.raw`a\040b.example.com.`],
    [String.raw`a\.b.example.com.`, String.raw`a\056b.example.com.`],
    [String.raw`a\\b.example.com.`, String.raw`a\134b.example.com.`],
    [String.raw`\000\255.example.com.`, String.raw`\000\377.example.com.`],
    ['a#b.example.com.', String.raw`a\043b.example.com.`],
    ['_dmarc.example.com.', '_dmarc.example.com.'],
  ])('%s is %s at the service', (name, written) => {
    expect(toServiceName(name)).toBe(written)
    expect(fromServiceName(written)).toBe(name)
  })

  test.each([
    ['www.example.com', 'www.example.com.'],
    ['WWW.Example.COM.', 'www.example.com.'],
    ['*.example.com', '*.example.com.'],
    ['a@b.example.com.', String.raw`a\@b.example.com.`],
    [String.raw`\101bc.example.com.`, 'abc.example.com.'],
  ])('%s of an answer is read as %s', (written, name) => {
    expect(fromServiceName(written)).toBe(name)
  })

  test('come back as they were, whatever bytes are in them', () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(label, bytes => {
        const written = `${[...bytes].map(byte => `\\${String(byte).padStart(3, '0')}`).join('')}.example.com.`
        const name = fromServiceName(toServiceName(parseRdata('CNAME', written)))
        expect(name).toBe(parseRdata('CNAME', written))
      }),
    )
  })
})

describe('values', () => {
  test.each([
    ['TXT', String.raw`"caf\195\169"`, String.raw`"caf\303\251"`],
    ['TXT', String.raw`"say \"hi\" \\ \007"`, String.raw`"say \"hi\" \\ \007"`],
    ['TXT', String.raw`"\\195"`, String.raw`"\\195"`],
    ['TXT', '"one" "two"', '"one" "two"'],
    ['CNAME', '*.example.com.', '*.example.com.'],
    ['CNAME', String.raw`a\@b.example.com.`, String.raw`a\100b.example.com.`],
    ['MX', String.raw`10 a\032b.example.com.`, String.raw`10 a\040b.example.com.`],
    ['SRV', String.raw`1 2 3 a\.b.example.com.`, String.raw`1 2 3 a\056b.example.com.`],
    ['NAPTR', String.raw`100 10 "u" "E2U+sip" "!^.*$!\\1!" .`, String.raw`100 10 "u" "E2U+sip" "!^.*$!\\1!" .`],
    ['CAA', String.raw`0 issue "ca.example.net; a=\200"`, String.raw`0 issue "ca.example.net; a=\310"`],
  ])('%s %s is %s at the service', (type, rdata, value) => {
    expect(toServiceValue(type, rdata)).toBe(value)
    expect(fromServiceValue(type, value)).toBe(rdata)
  })

  test('that others wrote in their own way mean what ours mean', () => {
    expect(fromServiceValue('MX', '10 Mail.example.com')).toBe('10 mail.example.com.')
    expect(fromServiceValue('CNAME', 'other.example.net')).toBe('other.example.net.')
    expect(fromServiceValue('AAAA', '2001:DB8:0:0::1')).toBe('2001:db8::1')
    expect(fromServiceValue('TXT', String.raw`"\141bc"  "d"`)).toBe('"abc" "d"')
    expect(fromServiceValue('SRV', '0 5 5060 SIP.example.com')).toBe('0 5 5060 sip.example.com.')
  })

  test('that nobody can read stay as they are', () => {
    expect(fromServiceValue('A', 'not an address')).toBe('not an address')
    expect(toServiceValue('TXT', String.raw`"broken \x`)).toBe(String.raw`"broken \x`)
    expect(toServiceValue('CNAME', String.raw`a;b\x`)).toBe(String.raw`a;b\x`)
  })

  test('text comes back as it was, whatever bytes are in it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), bytes => {
        const rdata = textToRdata(bytes)
        const value = toServiceValue('TXT', rdata)
        expect(value).toMatch(/^[ -~]*$/)
        expect(fromServiceValue('TXT', value)).toBe(rdata)
      }),
    )
  })
})

const plain: RRset = { name: 'www.example.com.', type: 'A', ttl: 300, records: ['192.0.2.1', '192.0.2.2'] }

describe('sets', () => {
  test('an alias has no TTL and no values', () => {
    const alias = { dnsName: '*.example.com.', hostedZoneId: 'Z1', evaluateTargetHealth: true }
    const set: RRset = { ...plain, ttl: 0, records: [], options: { alias } }
    expect(toServiceSet(set)).toEqual({
      Name: 'www.example.com.',
      Type: 'A',
      AliasTarget: { DNSName: String.raw`\052.example.com.`, HostedZoneId: 'Z1', EvaluateTargetHealth: true },
    })
    expect(fromServiceSet(toServiceSet(set))).toEqual(set)
  })

  const policies: [string, Routing][] = [
    ['weighted', { policy: 'weighted', weight: 0 }],
    ['latency', { policy: 'latency', region: 'eu-central-1' }],
    ['failover', { policy: 'failover', role: 'SECONDARY', healthCheckId: 'check' }],
    ['geolocation', { policy: 'geolocation', country: 'US', subdivision: 'CA' }],
    ['geolocation of the rest', { policy: 'geolocation', country: '*' }],
    ['geoproximity', { policy: 'geoproximity', region: 'us-east-1', bias: -5 }],
    ['coordinates', { policy: 'geoproximity', coordinates: { latitude: '49.22', longitude: '-74.01' } }],
    ['local zones', { policy: 'geoproximity', localZoneGroup: 'us-east-1-bue-1' }],
    ['multivalue', { policy: 'multivalue', healthCheckId: 'check' }],
    ['CIDR', { policy: 'cidr', collectionId: 'c8c02a84-aaaa-bbbb-e0d2-d833a2f80106', location: '*' }],
    ['a traffic policy', { policy: 'weighted', weight: 1, trafficPolicyInstanceId: 'instance' }],
  ]
  test.each(policies)('a routing policy comes back as it was: %s', (_, routing) => {
    const set: RRset = { ...plain, variant: 'Set 1/ä', options: { routing } }
    expect(fromServiceSet(toServiceSet(set))).toEqual(set)
    expect(fromServiceSet(JSON.parse(JSON.stringify(toServiceSet(set))))).toEqual(set)
  })

  test('sets that differ in their policy alone are not the same', () => {
    const weighted = (weight: number): RRset => ({
      ...plain,
      variant: 'one',
      options: { routing: { policy: 'weighted', weight } },
    })
    expect(isSameSet(weighted(1), weighted(1))).toBe(true)
    expect(isSameSet(weighted(1), weighted(2))).toBe(false)
    expect(isSameSet(weighted(1), { ...plain, variant: 'one' })).toBe(false)
  })

  test('values that mean the same are one', () => {
    const values = [{ Value: '2001:db8::1' }, { Value: '2001:DB8::1' }]
    const { records } = fromServiceSet({ Name: 'a.', Type: 'AAAA', TTL: 1, ResourceRecords: values })
    expect(records).toEqual(['2001:db8::1'])
  })

  test('canonical sets are not proxied, and aliases have no TTL', () => {
    const zone = 'example.com.'
    const alias = { dnsName: 'a.example.com.', hostedZoneId: 'Z1', evaluateTargetHealth: false }
    expect(canonicalSet({ ...plain, options: { proxied: true } }, zone)).toEqual(plain)
    expect(canonicalSet({ ...plain, records: [], options: { alias, proxied: false } }, zone)).toEqual({
      ...plain,
      ttl: 0,
      records: [],
      options: { alias },
    })
    expect(canonicalSet(plain, zone)).toEqual(plain)
  })
})
