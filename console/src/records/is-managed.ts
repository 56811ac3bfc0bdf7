import type { RecordSet, ZoneData } from '../../../src/sdk/index.ts'
import { writesApexNs } from '../../../src/sdk/record-input.ts'

/** Why a set can't be changed here; undefined where it can. */
export function managedReason(set: RecordSet, { domainName, provider }: ZoneData): string | undefined {
  if (set.type === 'SOA') return 'The provider looks after the SOA record.'
  if (set.type === 'NS' && set.name === domainName && !writesApexNs(provider)) {
    return "The provider looks after the NS set at the zone's own name."
  }
  if (set.routing?.trafficPolicyInstanceId !== undefined) return 'A traffic policy has made this set, and keeps it.'
  return undefined
}
