import { expect, test } from 'vitest'
import { changedTargetMetadata, readTargetMetadata } from './target-metadata.ts'

test.each([
  [
    'instance',
    { publicIpv4: '192.0.2.1', public_ipv6: '2001:DB8:0::1' },
    { public_ipv4: '192.0.2.1', public_ipv6: '2001:db8::1' },
  ],
  ['instance', { hostname: 'Host.Example.NET.', public_ipv4: null }, { hostname: 'host.example.net' }],
  [
    'static_website',
    { endpoint: 'http://B.s3-website-us-east-1.amazonaws.com/' },
    { endpoint: 'b.s3-website-us-east-1.amazonaws.com' },
  ],
  ['static_website', { bucketName: 'a-bucket', region: 'eu-west-1' }, { bucket_name: 'a-bucket', region: 'eu-west-1' }],
  ['load_balancer', { dnsName: '192.0.2.7' }, { dns_name: '192.0.2.7' }],
  ['application', { hostname: 'bücher.example' }, { hostname: 'xn--bcher-kva.example' }],
] as const)('a %s with %j is kept as %j', (type, given, expected) => {
  expect(readTargetMetadata(type, given)).toEqual({ value: expected, problems: [] })
})

test.each([
  ['instance', {}, 'metadata address_required'],
  ['instance', { hostname: null }, 'metadata address_required'],
  ['instance', { public_ipv4: '192.0.2.256' }, 'metadata.public_ipv4'],
  ['instance', { public_ipv6: '192.0.2.1' }, 'metadata.public_ipv6'],
  ['instance', { public_ipv4: 5 }, 'metadata.public_ipv4 wrong_type'],
  ['instance', { public_ipv4: '192.0.2.1', publicIpv4: '192.0.2.2' }, 'metadata.publicIpv4 duplicate'],
  ['application', { hostname: 'localhost' }, 'metadata.hostname invalid_host'],
  ['application', { hostname: '*.example.com' }, 'metadata.hostname invalid_host'],
  ['application', { hostname: '192.0.2.1' }, 'metadata.hostname invalid_host'],
  ['application', { dns_name: 'a.example' }, 'metadata.dns_name unknown_field'],
  ['static_website', { bucket_name: 'bucket' }, 'metadata.region required'],
  ['static_website', { bucket_name: 'No_Bucket', region: 'eu-west-1' }, 'metadata.bucket_name invalid_bucket_name'],
  ['static_website', { bucket_name: 'bucket', region: 'here' }, 'metadata.region invalid_region'],
  ['load_balancer', { region: 'eu-west-1' }, 'metadata address_required'],
] as const)('a %s with %j is refused: %s', (type, given, expected) => {
  const { problems } = readTargetMetadata(type, given)
  expect(`${problems[0]?.path} ${problems[0]?.code}`).toContain(expected)
})

test('a change keeps what it does not name, and null takes away', () => {
  const old = { public_ipv4: '192.0.2.1', hostname: 'h.example.net' }
  expect(changedTargetMetadata('instance', old, { publicIpv4: '192.0.2.2' }).value).toEqual({
    public_ipv4: '192.0.2.2',
    hostname: 'h.example.net',
  })
  expect(changedTargetMetadata('instance', old, { public_ipv4: null }).value).toEqual({ hostname: 'h.example.net' })
})
