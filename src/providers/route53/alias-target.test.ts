import { describe, expect, test } from 'vitest'
import { aliasTargetFor } from './alias-target.ts'
import { auditSet } from './audit.ts'
import { regionHosts } from './aws-hosts.ts'

test.each([
  ['d111111abcdef8.cloudfront.net.', 'Z2FDTNDATAQYW2'],
  ['a1234567890abcdef.awsglobalaccelerator.com.', 'Z2BJ6XQ5FK7U4H'],
  ['my-lb-123.eu-central-1.elb.amazonaws.com.', 'Z215JYRZR1TBD5'],
  ['dualstack.my-lb-123.us-east-1.elb.amazonaws.com.', 'Z35SXDOTRQ7X7K'],
  ['my-nlb-123.elb.us-east-1.amazonaws.com.', 'Z26RNL4JYFTOTI'],
  ['my-lb-123.cn-north-1.elb.amazonaws.com.cn.', 'Z1GDH35T77C1KE'],
])('%s is known, with its hosted zone id', (host, hostedZoneId) => {
  expect(aliasTargetFor(host)).toMatchObject({ dnsName: host, hostedZoneId })
})

test.each([
  ['s3-website-us-east-1.amazonaws.com.', 's3-website-us-east-1.amazonaws.com.', 'Z3AQBSTGFYJSTF'],
  ['www.example.com.s3-website-eu-west-1.amazonaws.com.', 's3-website-eu-west-1.amazonaws.com.', 'Z1BKCTXD74EZPE'],
  [
    'www.example.com.s3-website.eu-central-1.amazonaws.com.',
    's3-website.eu-central-1.amazonaws.com.',
    'Z21DNDUVLTQW6Q',
  ],
])('a website at %s is reached through %s', (host, dnsName, hostedZoneId) => {
  expect(aliasTargetFor(host)).toEqual({ service: 'S3 website', dnsName, hostedZoneId })
})

test.each([
  ['my-lb.xx-north-9.elb.amazonaws.com.', 'Elastic Load Balancing'],
  ['s3-website.ap-east-2.amazonaws.com.', 'S3 website'],
  ['d-abc.execute-api.eu-west-1.amazonaws.com.', 'API Gateway'],
  ['vpce-1-2.vpce-svc-3.us-east-1.vpce.amazonaws.com.', 'VPC endpoint'],
  ['app.us-east-1.elasticbeanstalk.com.', 'Elastic Beanstalk'],
  ['my-lb.constructor.elb.amazonaws.com.', 'Elastic Load Balancing'],
])('of %s somebody has to look up the id', (host, service) => {
  expect(aliasTargetFor(host)).toEqual({ service, needsHostedZoneId: true })
})

test.each(['www.example.com.', 'cloudfront.net.', 'amazonaws.com.', 'my-lb.us-east-1.elb.amazonaws.com.example.net.'])(
  '%s is none of AWS’s hosts',
  host => {
    expect(aliasTargetFor(host)).toBeUndefined()
  },
)

test('no two regions share an id, and every id looks like one', () => {
  const ids = Object.values(regionHosts).flatMap(hosts => Object.values(hosts))
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter(id => !/^Z[A-Z0-9]{11,31}$/.test(id))).toEqual([])
})

describe('what Route 53 would refuse is found before', () => {
  const zone = 'example.com.'
  const alias = (dnsName: string, hostedZoneId: string, evaluateTargetHealth = false) => ({
    name: zone,
    type: 'A',
    ttl: 0,
    records: [],
    options: { alias: { dnsName, hostedZoneId, evaluateTargetHealth } },
  })
  const codes = (set: Parameters<typeof auditSet>[0]) => auditSet(set, zone).map(({ path, code }) => `${path}: ${code}`)

  test('an alias to CloudFront that evaluates health', () => {
    const set = alias('d1.cloudfront.net.', 'Z2FDTNDATAQYW2', true)
    expect(codes(set)).toEqual(['aliasTarget.evaluateTargetHealth: not_allowed'])
    expect(codes(alias('d1.cloudfront.net.', 'Z2FDTNDATAQYW2'))).toEqual([])
  })

  test('an alias to a load balancer with the id of another service', () => {
    const host = 'lb.eu-central-1.elb.amazonaws.com.'
    expect(codes(alias(host, 'Z2FDTNDATAQYW2'))).toEqual(['aliasTarget.hostedZoneId: wrong_hosted_zone_id'])
    expect(codes(alias('lb.xx-north-9.elb.amazonaws.com.', 'Z999'))).toEqual([])
  })

  test('an alias of a type that has none', () => {
    const target = alias('www.example.com.', 'Z1')
    expect(codes({ ...target, type: 'NS' })).toEqual(['aliasTarget: alias_not_supported'])
    expect(codes(target)).toEqual([])
  })

  test('a value that is too long once it is escaped', () => {
    const text = (bytes: number) => `"${'\\200'.repeat(250)}" `.repeat(Math.ceil(bytes / 250)).trim()
    const set = (record: string) => ({ name: zone, type: 'TXT', ttl: 300, records: ['"short"', record] })
    expect(codes(set(text(1000)))).toEqual(['values[1]: value_too_long'])
    expect(codes(set(text(750)))).toEqual([])
  })
})
