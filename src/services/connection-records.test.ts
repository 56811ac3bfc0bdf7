import { expect, test } from 'vitest'
import { builtinCapabilities } from '../providers/builtin/capabilities.ts'
import type { Capabilities } from '../providers/provider.ts'
import { isAddresses, readRecordName, recordsOf } from './connection-records.ts'

const domain = 'example.com.'
const facts = (capabilities: Partial<Capabilities> = {}) => ({
  domain,
  hostedZoneId: 'Z1',
  capabilities: { ...builtinCapabilities, ...capabilities },
})

function point(
  resourceType: string,
  metadata: Record<string, string>,
  more: Partial<Capabilities> = {},
  label = 'www',
) {
  const recordName = label === '@' ? domain : `${label}.${domain}`
  const { value, problems } = recordsOf({ facts: facts(more), recordName, target: { resourceType, metadata }, ttl: 60 })
  if (value === undefined) return problems.map(({ code }) => code)
  return value.map(
    ({ type, records, alias }) =>
      `${type} ${alias ? `alias ${alias.dnsName} ${alias.hostedZoneId}` : records.join(' ')}`,
  )
}

const marker = 'TXT "installed"'
const aliases = { alias: 'anywhere' } as const

test.each([
  [
    'instance',
    { public_ipv4: '192.0.2.1', public_ipv6: '2001:db8::1', hostname: 'h.example.net' },
    ['A 192.0.2.1', 'AAAA 2001:db8::1'],
  ],
  ['instance', { hostname: 'h.example.net' }, ['CNAME h.example.net.']],
  ['application', { hostname: 'app.example.net' }, ['CNAME app.example.net.']],
  ['load_balancer', { dns_name: '192.0.2.9' }, ['A 192.0.2.9']],
  ['load_balancer', { dns_name: '2001:db8::9' }, ['AAAA 2001:db8::9']],
  ['distribution', { domain_name: 'd1.cloudfront.net' }, ['CNAME d1.cloudfront.net.']],
  [
    'static_website',
    { bucket_name: 'b.example', region: 'us-east-1' },
    ['CNAME b.example.s3-website-us-east-1.amazonaws.com.'],
  ],
  [
    'static_website',
    { bucket_name: 'b.example', region: 'eu-north-1' },
    ['CNAME b.example.s3-website.eu-north-1.amazonaws.com.'],
  ],
])('without aliases a name points at a %s with %j by %j', (type, metadata, expected) => {
  expect(point(type, metadata)).toEqual([...expected, marker])
})

test('with aliases services of AWS get them, and other hosts a CNAME', () => {
  const distribution = 'alias d1.cloudfront.net. Z2FDTNDATAQYW2'
  expect(point('distribution', { domain_name: 'd1.cloudfront.net' }, aliases)).toEqual([
    `A ${distribution}`,
    `AAAA ${distribution}`,
    marker,
  ])
  expect(point('distribution', { domain_name: 'd1.example.net' }, aliases)).toEqual(['CNAME d1.example.net.', marker])
  expect(point('application', { hostname: 'd1.cloudfront.net' }, aliases)).toEqual(['CNAME d1.cloudfront.net.', marker])
})

test('at the apex a host is refused, flattened, or an alias whatever the target is called', () => {
  const hostname = 'd1.cloudfront.net'
  expect(point('application', { hostname }, {}, '@')).toEqual(['no_cname_at_apex'])
  expect(point('application', { hostname }, { flattensApexCname: true }, '@')).toEqual([`CNAME ${hostname}.`, marker])
  expect(point('application', { hostname }, aliases, '@')[0]).toBe(`A alias ${hostname}. Z2FDTNDATAQYW2`)
  expect(point('load_balancer', { dns_name: 'lb.zz-new-9.elb.amazonaws.com' }, aliases, '@')).toEqual([
    'no_cname_at_apex',
  ])
})

test('a name does not point at itself, nor at nothing', () => {
  expect(point('application', { hostname: 'www.example.com' })).toEqual(['points_at_itself'])
  expect(point('instance', {})).toEqual(['address_required'])
})

test('a subdomain is relative to the zone, or the zone itself, or inside it', () => {
  const read = (text: string) => readRecordName(text, { domain }).value
  expect(['www', '@', 'example.com', 'a.example.com', 'other.org'].map(read)).toEqual([
    'www.example.com.',
    domain,
    domain,
    'a.example.com.',
    'other.org.example.com.',
  ])
})

test('a name whose verification record would not fit is refused', () => {
  const label = 'a'.repeat(63)
  const { problems } = readRecordName(`${label}.${label}.${label}.${'b'.repeat(40)}`, { domain })
  expect(problems.map(({ code }) => code)).toEqual(['name_too_long'])
})

test('only records of addresses can be shared', () => {
  const made = { name: 'www.example.com.', ttl: 60 }
  expect(isAddresses([{ ...made, type: 'A', records: ['192.0.2.1'] }])).toBe(true)
  expect(isAddresses([{ ...made, type: 'CNAME', records: ['a.example.'] }])).toBe(false)
  const alias = { dnsName: 'd1.cloudfront.net.', hostedZoneId: 'Z', evaluateTargetHealth: false }
  expect(isAddresses([{ ...made, type: 'A', records: [], alias }])).toBe(false)
})
