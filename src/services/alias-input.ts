import type { PutRecordBody } from '../contract/records.ts'
import { isWithin, nameWithoutFinalDot, parseName } from '../dns/name.ts'
import type { AliasTarget, Name } from '../dns/rrset.ts'
import { aliasTargetFor } from '../providers/route53/alias-target.ts'
import type { Read, ZoneFacts } from './parse-record-set.ts'

type WantedTarget = NonNullable<PutRecordBody['aliasTarget']>

/**
 * The target of an alias as a checked request names it. Whose hosted zone it is in needs not be said of names in the zone itself,
 * and of hosts of AWS's in regions that are known.
 */
export function readAlias(wanted: WantedTarget, { domain, hostedZoneId, capabilities }: ZoneFacts): Read<AliasTarget> {
  const { evaluateTargetHealth } = wanted
  const dnsName = parseName(wanted.dnsName)
  const found = (target: Omit<AliasTarget, 'evaluateTargetHealth'>): Read<AliasTarget> => ({
    value: { ...target, evaluateTargetHealth },
    problems: [],
  })
  if (wanted.hostedZoneId !== undefined) return found({ dnsName, hostedZoneId: wanted.hostedZoneId })
  // Refused for a better reason later.
  if (capabilities.alias === 'none') return found({ dnsName, hostedZoneId: '' })
  if (isWithin(dnsName, domain)) return found({ dnsName, hostedZoneId })
  const known = aliasTargetFor(dnsName)
  if (known !== undefined && 'hostedZoneId' in known) {
    return found({ dnsName: known.dnsName, hostedZoneId: known.hostedZoneId })
  }
  return { value: undefined, problems: [idNeeded(dnsName, known?.service)] }
}

function idNeeded(dnsName: Name, service: string | undefined) {
  const message =
    service === undefined
      ? `${nameWithoutFinalDot(dnsName)} is neither in the zone nor a host of AWS's that is known: its hosted zone id is needed`
      : `the hosted zone id of ${service} for ${nameWithoutFinalDot(dnsName)} is not known: it is needed, and shown where the target was made`
  return { path: 'aliasTarget.hostedZoneId', code: 'required', message }
}
