import type { RecordSet, ZoneData } from '../../../src/sdk/index.ts'
import { writesApexNs } from '../../../src/sdk/record-input.ts'

/** Why a set can't be changed here; undefined where it can. */
export function managedReason(set: RecordSet, { domainName, provider }: ZoneData): string | undefined {
  if (set.type === 'SOA') return 'The SOA record is kept by the provider.'
  if (set.type === 'NS' && set.name === domainName && !writesApexNs(provider)) {
    return "The NS set at the zone's own name is kept by the provider."
  }
  if (set.routing?.trafficPolicyInstanceId !== undefined) return 'A traffic policy has made this set, and keeps it.'
  return undefined
}
