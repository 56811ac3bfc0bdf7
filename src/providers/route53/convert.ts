import type { ResourceRecordSet, RRType } from '@aws-sdk/client-route-53'
import type { Name, RRset } from '../../dns/rrset.ts'
import { fromServiceName, toServiceName } from './names.ts'
import { fromRoutingFields, toRoutingFields } from './routing.ts'
import { fromServiceValue, toServiceValue } from './values.ts'

/** The most that one answer with sets holds. */
export const largestPage = 300

/** A set as the API takes it. */
export function toServiceSet({ name, type, variant, ttl, records, options = {} }: RRset): ResourceRecordSet {
  const { alias, routing } = options
  return {
    Name: toServiceName(name),
    Type: type as RRType,
    ...toRoutingFields(routing, variant),
    ...(alias === undefined
      ? { TTL: ttl, ResourceRecords: records.map(record => ({ Value: toServiceValue(type, record) })) }
      : {
          AliasTarget: {
            HostedZoneId: alias.hostedZoneId,
            DNSName: toServiceName(alias.dnsName),
            EvaluateTargetHealth: alias.evaluateTargetHealth,
          },
        }),
  }
}

/** A set as the API gives it. An alias has no TTL of its own; its sets count as having 0. */
export function fromServiceSet(set: ResourceRecordSet): RRset {
  const { Name = '', Type = '', SetIdentifier: variant, TTL: ttl = 0, ResourceRecords: values = [] } = set
  const options = optionsOf(set)
  return {
    name: fromServiceName(Name),
    type: Type,
    ...(variant === undefined ? {} : { variant }),
    ttl,
    records: [...new Set(values.map(({ Value = '' }) => fromServiceValue(Type, Value)))],
    ...(Object.keys(options).length === 0 ? {} : { options }),
  }
}

function optionsOf(set: ResourceRecordSet): NonNullable<RRset['options']> {
  const { AliasTarget: target } = set
  const routing = fromRoutingFields(set)
  return {
    ...(target && {
      alias: {
        dnsName: fromServiceName(target.DNSName ?? ''),
        hostedZoneId: target.HostedZoneId ?? '',
        evaluateTargetHealth: target.EvaluateTargetHealth ?? false,
      },
    }),
    ...(routing && { routing }),
  }
}

/** The set as Route 53 would give it back: nothing proxied, and an alias without a TTL. */
export function canonicalSet({ options = {}, ...set }: RRset, _zone: Name): RRset {
  const { alias, routing } = options
  const kept = { ...(alias && { alias }), ...(routing && { routing }) }
  return {
    ...set,
    ...(alias && { ttl: 0 }),
    ...(Object.keys(kept).length > 0 && { options: kept }),
  }
}
