import { nameWithoutFinalDot } from '../../dns/name.ts'
import type { Problem } from '../../dns/problem.ts'
import type { Name, RRset } from '../../dns/rrset.ts'
import { aliasTargetFor } from './alias-target.ts'
import { longestValue } from './capabilities.ts'
import { toServiceValue } from './values.ts'

/** What Route 53 would refuse of a set, beyond what its capabilities say. */
export function auditSet(rrset: RRset, _zone: Name): Problem[] {
  return [
    ...longValues(rrset),
    ...typeWithoutAlias(rrset),
    ...healthOfCloudFront(rrset),
    ...idOfAnotherService(rrset),
    ...variantWithoutRouting(rrset),
    ...madeByTrafficPolicy(rrset),
  ]
}

/**
 * A value has 4,000 characters at most, quotes and escapes included.
 * 2026-11: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecord.html
 */
function longValues({ type, records }: RRset): Problem[] {
  return records.flatMap((record, index) => {
    const { length } = toServiceValue(type, record)
    if (length <= longestValue) return []
    const message = `Route 53 takes ${longestValue} characters of a value, escapes included, and this one has ${length}`
    return [{ path: `values[${index}]`, code: 'value_too_long', message }]
  })
}

/**
 * NS and SOA can't be aliases.
 * 2026-11: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html
 */
function typeWithoutAlias({ type, options }: RRset): Problem[] {
  if (options?.alias === undefined || !['NS', 'SOA'].includes(type)) return []
  return [{ path: 'aliasTarget', code: 'alias_not_supported', message: `Route 53 has no ${type} aliases` }]
}

/**
 * An alias to CloudFront, also to an edge-optimized API behind it, can't evaluate the target's health.
 * 2026-11: https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
 */
function healthOfCloudFront({ options }: RRset): Problem[] {
  const { alias } = options ?? {}
  if (!alias?.evaluateTargetHealth || !alias.dnsName.endsWith('.cloudfront.net.')) return []
  const message = 'the health of a CloudFront distribution cannot be evaluated: this must be false'
  return [{ path: 'aliasTarget.evaluateTargetHealth', code: 'not_allowed', message }]
}

/**
 * The hosted zone id of an alias must be that of the service whose host it names.
 * 2026-11: https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
 */
function idOfAnotherService({ options }: RRset): Problem[] {
  const { alias } = options ?? {}
  if (alias === undefined) return []
  const known = aliasTargetFor(alias.dnsName)
  if (known === undefined || 'needsHostedZoneId' in known || known.hostedZoneId === alias.hostedZoneId) return []
  const message = `${known.service} at ${nameWithoutFinalDot(alias.dnsName)} has the hosted zone id ${known.hostedZoneId}`
  return [{ path: 'aliasTarget.hostedZoneId', code: 'wrong_hosted_zone_id', message }]
}

/**
 * A set identifier goes together with a routing policy.
 * 2026-11: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
 */
function variantWithoutRouting({ variant, options }: RRset): Problem[] {
  if (variant === undefined || options?.routing !== undefined) return []
  const message = 'a new set with a variant needs a routing policy'
  return [{ path: 'routing', code: 'required', message }]
}

/**
 * Sets that a traffic policy has made are changed through its instance only.
 * 2026-11: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
 */
function madeByTrafficPolicy({ options }: RRset): Problem[] {
  if (options?.routing?.trafficPolicyInstanceId === undefined) return []
  const message = 'the set was made by a traffic policy, and only that can change it'
  return [{ path: 'routing', code: 'managed_by_traffic_policy', message }]
}
