import { nameWithoutFinalDot } from '../dns/name.ts'
import type { Name, RRset } from '../dns/rrset.ts'
import type { ServiceLimits } from './service-limits.ts'
import { type SetProblem, setProblem } from './set-problem.ts'

/** Writes to the sets that the zone's keeper looks after by itself: the SOA, and the NS set at the apex unless it lets it be written. */
export function checkWritten(
  zone: Name,
  written: readonly RRset[],
  deleted: readonly RRset[],
  service: ServiceLimits,
): SetProblem[] {
  const touched = [...written, ...deleted].filter(set => set.name === zone)
  const managed = touched.filter(set => set.type === 'SOA' || (set.type === 'NS' && service.apexNs !== 'write'))
  const orphaning = service.apexNs === 'write' ? deleted.filter(set => set.name === zone && set.type === 'NS') : []
  return [
    ...managed.map(set =>
      setProblem(
        set,
        'type',
        'managed_by_provider',
        `${set.type} at ${nameWithoutFinalDot(zone)} is kept by the provider and cannot be changed`,
      ),
    ),
    ...orphaning.map(set =>
      setProblem(set, 'type', 'apex_ns_required', `${nameWithoutFinalDot(zone)} must keep an NS set`),
    ),
  ]
}
