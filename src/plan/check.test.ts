import fc from 'fast-check'
import { expect, test } from 'vitest'
import { legalZone, zone } from '../../test/zone-arbitraries.ts'
import type { RRset } from '../dns/rrset.ts'
import { check } from './check.ts'
import type { ServiceLimits } from './service-limits.ts'

const service: ServiceLimits = {
  types: 'all',
  ttl: { min: 60, max: 86_400 },
  alias: 'none',
  proxied: [],
  variants: false,
  flattensApexCname: false,
  apexNs: 'read',
  maxValuesPerSet: 3,
  txt: { maxValue: 20, maxName: 30 },
}
const set = (name: string, type: string, ...records: string[]): RRset => ({
  name: name === '@' ? zone : `${name}.${zone}`,
  type,
  ttl: 300,
  records: records.length > 0 ? records : ['192.0.2.1'],
})
const found = (before: RRset[], after: RRset[], limits?: ServiceLimits) =>
  check(zone, { before, after }, limits).map(
    ({ set, path, code }) => `${set.name.split('.')[0]} ${set.type} ${path}: ${code}`,
  )

test('a zone in which nothing is wrong has no problems', () => {
  fc.assert(
    fc.property(legalZone, after => {
      expect(check(zone, { before: [], after })).toEqual([])
    }),
  )
})

test('a CNAME added to other records, and other records added to a CNAME, are each told at what was added', () => {
  const cname = set('www', 'CNAME', 'a.example.net.')
  const address = set('www', 'A')
  expect(found([address], [address, cname])).toEqual(['www CNAME type: cname_with_other_data'])
  expect(found([cname], [address, cname])).toEqual(['www A type: cname_with_other_data'])
  expect(found([], [address, cname])).toEqual([
    'www CNAME type: cname_with_other_data',
    'www A type: cname_with_other_data',
  ])
})

test('where a service bars some types only, all others may stand beside a CNAME', () => {
  const barring = { ...service, types: 'all' as const, barredByCname: new Set(['A', 'AAAA']) }
  const cname = set('www', 'CNAME', 'a.example.net.')
  const texts = [set('www', 'TXT', '"one"'), set('www', 'MX', '10 mail.example.net.')]
  expect(found(texts, [cname, ...texts], barring)).toEqual([])
  expect(found([cname, texts[0]!], [cname, set('www', 'TXT', '"two"')], barring)).toEqual([])
  expect(found([cname, ...texts], [cname, ...texts, set('www', 'A')], barring)).toEqual([
    'www A type: cname_with_other_data',
  ])
  expect(check(zone, { before: [], after: [cname, set('www', 'A')] }, barring)[0]?.message).toMatch(
    /no A, AAAA beside it$/,
  )
})

test('the proofs of a signed zone may stand beside a CNAME', () => {
  const sets = [set('www', 'CNAME', 'a.example.net.'), set('www', 'NSEC', 'x. CNAME'), set('www', 'RRSIG', 'x')]
  expect(found(sets, [...sets.slice(1), set('www', 'CNAME', 'b.example.net.')])).toEqual([])
})

test('a CNAME at the apex is refused, unless the service flattens it', () => {
  const cname = set('@', 'CNAME', 'a.example.net.')
  const apex = [set('@', 'SOA', 'x'), set('@', 'NS', 'ns1.example.net.'), set('@', 'MX', '10 mail.example.net.')]
  expect(found(apex, [...apex, cname], service)).toEqual(['example CNAME type: cname_at_apex'])
  const flattening = { ...service, flattensApexCname: true }
  expect(found(apex, [...apex, cname], flattening)).toEqual([])
  expect(found([cname, ...apex], [...apex, cname, set('@', 'AAAA', '2001:db8::1')], flattening)).toEqual([
    'example AAAA type: cname_with_other_data',
  ])
})

test('CNAME, DNAME and SOA have one value', () => {
  const two = ['a.example.net.', 'b.example.net.']
  for (const type of ['CNAME', 'DNAME']) {
    expect(found([], [set('www', type, ...two)])).toEqual([`www ${type} values: single_value_only`])
  }
  expect(found([], [set('@', 'SOA', ...two)])).toEqual(['example SOA values: single_value_only'])
})

test('SOA stands at the apex only', () => {
  expect(found([], [set('www', 'SOA', 'x')])).toEqual(['www SOA type: soa_below_apex'])
})

test('names outside the zone are refused, also those that only end like it', () => {
  const outside = (name: string): RRset => ({ name, type: 'A', ttl: 300, records: ['192.0.2.1'] })
  for (const name of ['example.org.', 'com.', 'notexample.com.', 'www\\.example.com.']) {
    expect(check(zone, { before: [], after: [outside(name)] })).toMatchObject([
      { path: 'name', code: 'name_outside_zone' },
    ])
  }
})

test('a wildcard has no NS, SOA or DNAME, and may have all else', () => {
  for (const type of ['NS', 'DNAME']) {
    expect(found([], [set('*', type, 'a.example.net.')])).toEqual([`* ${type} type: wildcard_not_allowed`])
  }
  expect(found([], [set('*', 'SOA', 'x')])).toContain('* SOA type: wildcard_not_allowed')
  expect(found([], [set('*', 'A'), set('*', 'TXT', '"x"'), set('*', 'MX', '10 a.')])).toEqual([])
})

test('DS stands anywhere but at the apex, so that it can be written before its delegation', () => {
  expect(found([], [set('sub', 'DS', '1 13 2 aa')])).toEqual([])
  expect(found([], [set('@', 'DS', '1 13 2 aa')])).toEqual(['example DS type: ds_at_apex'])
})

test('a set that no message could carry is refused', () => {
  const text = (length: number) => `"${'x'.repeat(255)}" `.repeat(length / 255).trimEnd()
  expect(found([], [set('www', 'TXT', text(51_000))])).toEqual([])
  expect(found([], [set('www', 'TXT', text(51_000), text(25_500))])).toEqual(['www TXT values: set_too_large'])
  const ports = Array.from({ length: 9 }, (_, index) => `192.0.2.${index} 6 65535`)
  expect(found([], [set('www', 'WKS', ...ports)])).toEqual(['www WKS values: set_too_large'])
  expect(found([], [set('www', 'WKS', ...ports.slice(2))])).toEqual([])
})

test('TTLs outside what the DNS or the service allows are refused, but not of alias sets', () => {
  const ttl = (ttl: number, limits?: ServiceLimits) => found([], [{ ...set('www', 'A'), ttl }], limits)
  expect(ttl(2 ** 31)).toEqual(['www A ttl: ttl_out_of_range'])
  expect(ttl(-1)).toEqual(['www A ttl: ttl_out_of_range'])
  expect(ttl(1.5)).toEqual(['www A ttl: ttl_out_of_range'])
  expect(ttl(0)).toEqual([])
  expect(ttl(59, service)).toEqual(['www A ttl: ttl_out_of_range'])
  const choosy = { ...service, ttl: { min: 60, max: 86_400, allowed: [1, 60, 300] } }
  expect(ttl(61, choosy)).toEqual(['www A ttl: ttl_not_allowed'])
  expect(ttl(1, choosy)).toEqual([])
  const automatic = { ...service, ttl: { min: 60, max: 86_400, automatic: 1 } }
  expect(ttl(1, automatic)).toEqual([])
  expect(ttl(2, automatic)).toEqual(['www A ttl: ttl_out_of_range'])
  const alias = { dnsName: 'a.example.net.', hostedZoneId: 'Z1', evaluateTargetHealth: false }
  const aliasing: ServiceLimits = { ...service, alias: 'anywhere' }
  expect(found([], [{ ...set('www', 'A'), ttl: 0, records: [], options: { alias } }], aliasing)).toEqual([])
})

test('what the service cannot hold is refused', () => {
  const alias = { dnsName: 'a.example.net.', hostedZoneId: 'Z1', evaluateTargetHealth: false }
  const aliasSet = (name: string): RRset => ({ ...set(name, 'A'), records: [], options: { alias } })
  expect(found([], [set('www', 'LOC', 'x')], { ...service, types: new Set(['A']) })).toEqual([
    'www LOC type: record_type_not_supported',
  ])
  expect(found([], [set('www', 'A', '1', '2', '3', '4')], service)).toEqual(['www A values: too_many_values'])
  expect(found([], [{ ...set('www', 'A'), variant: 'blue' }], service)).toEqual([
    'www A variant: variants_not_supported',
  ])
  expect(found([], [{ ...set('www', 'A'), options: { proxied: true } }], service)).toEqual([
    'www A proxied: proxied_not_supported',
  ])
  expect(found([], [aliasSet('www')], service)).toEqual(['www A aliasTarget: alias_not_supported'])
  const apexOnly: ServiceLimits = { ...service, alias: 'apex' }
  expect(found([], [aliasSet('@'), aliasSet('www')], apexOnly)).toEqual(['www A aliasTarget: alias_not_supported'])
})

test('a set is an alias or has values, and never neither or both', () => {
  const alias = { dnsName: 'a.example.net.', hostedZoneId: 'Z1', evaluateTargetHealth: false }
  expect(found([], [{ ...set('www', 'A'), records: [] }])).toEqual(['www A values: values_required'])
  expect(found([], [{ ...set('www', 'A'), options: { alias } }])).toEqual(['www A values: alias_with_values'])
})

test('texts longer than the service allows are told by the index of the value', () => {
  const text = (size: number) => `"${'x'.repeat(size)}"`
  expect(found([], [set('www', 'TXT', text(1), text(21))], service)).toEqual(['www TXT values[1]: txt_value_too_long'])
  expect(found([], [set('www', 'TXT', text(16), text(15))], service)).toEqual(['www TXT values: txt_name_too_long'])
  expect(found([], [set('www', 'TXT', text(15), text(15))], service)).toEqual([])
})

test('meta types and what a signer makes are never written', () => {
  for (const type of ['ANY', 'AXFR', 'OPT', 'TSIG', 'RRSIG', 'NSEC', 'NSEC3']) {
    expect(found([], [set('www', type, 'x')])).toEqual([`www ${type} type: invalid_record_type`])
  }
})

test('the SOA is the provider’s, and so is the apex NS set unless it can be written', () => {
  const soa = set('@', 'SOA', 'x')
  const ns = set('@', 'NS', 'ns1.example.net.')
  const changed = [set('@', 'SOA', 'y'), set('@', 'NS', 'ns2.example.net.')]
  const both = ['example SOA type: managed_by_provider', 'example NS type: managed_by_provider']
  expect(found([soa, ns], changed, service)).toEqual(both)
  expect(found([soa, ns], [], service)).toEqual(both)
  expect(found([], [soa, ns], service)).toEqual(both)
  expect(found([soa, ns], [soa, ns], service)).toEqual([])
  const writable: ServiceLimits = { ...service, apexNs: 'write' }
  expect(found([soa, ns], changed, writable)).toEqual(['example SOA type: managed_by_provider'])
  expect(found([soa, ns], [soa], writable)).toEqual(['example NS type: apex_ns_required'])
  expect(found([], [set('sub', 'NS', 'ns1.example.net.')], service)).toEqual([])
})

test('what was wrong before and is left alone is not told, and can be mended', () => {
  const broken = [set('www', 'CNAME', 'a.example.net.'), set('www', 'A'), { ...set('www', 'TXT', '"x"'), ttl: 1 }]
  expect(found(broken, [...broken, set('other', 'A')], service)).toEqual([])
  expect(found(broken, broken.slice(0, 2), service)).toEqual([])
  expect(found(broken, broken.slice(1), service)).toEqual([])
  expect(found(broken, [...broken, set('www', 'MX', '10 a.')], service)).toEqual(['www MX type: cname_with_other_data'])
})

test('all problems are told at once', () => {
  const bad = { ...set('*', 'NS', '1', '2', '3', '4'), ttl: 1, variant: 'blue' }
  expect(found([], [bad, set('@', 'DS', 'x')], service)).toEqual([
    '* NS type: wildcard_not_allowed',
    '* NS ttl: ttl_out_of_range',
    '* NS values: too_many_values',
    '* NS variant: variants_not_supported',
    'example DS type: ds_at_apex',
  ])
})

test('a plain set and sets told apart by a variant exclude each other at a name and type', () => {
  const routing = { ...service, variants: true }
  const one = { ...set('www', 'A', '192.0.2.1'), variant: 'one' }
  const two = { ...set('www', 'A', '192.0.2.2'), variant: 'two' }
  const plain = set('www', 'A', '192.0.2.3')
  expect(found([one, two], [one, two, plain], routing)).toEqual(['www A type: routing_policy_present'])
  expect(found([plain], [plain, one], routing)).toEqual(['www A type: routing_policy_present'])
  expect(found([one, two], [plain], routing)).toEqual([])
  expect(found([one], [one, two, set('www', 'TXT', '"x"'), set('other', 'A')], routing)).toEqual([])
})

test('the sets that exclude a plain one are named', () => {
  const routing = { ...service, variants: true }
  const variants = ['two', 'one'].map(variant => ({ ...set('www', 'A'), variant }))
  const [problem] = check(zone, { before: variants, after: [...variants, set('www', 'A')] }, routing)
  expect(problem?.message).toContain('www.example.com has A sets with a routing policy (one, two)')
})

test('messages write names without the final dot', () => {
  const wrong = [
    { ...set('www', 'A'), name: 'www.example.net.' },
    set('www', 'SOA', 'a. b. 1 2 3 4 5'),
    set('@', 'CNAME', 'a.example.net.'),
    set('@', 'DS', `1 13 2 ${'ab'.repeat(32)}`),
    set('beside', 'CNAME', 'a.example.net.'),
    set('beside', 'A'),
  ]
  const messages = check(zone, { before: [set('@', 'NS', 'ns.example.net.')], after: wrong }, service)
  expect(messages.length).toBeGreaterThan(5)
  expect(messages.map(({ message }) => message).filter(message => /[a-z]\.( |,|$)/.test(message))).toEqual([])
})
