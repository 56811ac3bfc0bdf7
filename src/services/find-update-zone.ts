import type { MachinePrincipal } from '../auth/principal.ts'
import type { Name } from '../dns/rrset.ts'
import type { Zone } from '../store/store.ts'
import type { Deps } from './deps.ts'

/**
 * The zone of the key's project that a name server's client means by its domain: the one that is registered as the project's
 * domain, or else the only one there is in any of its environments.
 */
export async function findUpdateZone(
  { store }: Pick<Deps, 'store'>,
  { projectId }: MachinePrincipal,
  domain: Name,
): Promise<Zone | 'unknown' | 'ambiguous'> {
  const registered = await store.domains.find(projectId, domain)
  const chosen = registered && (await store.zones.get(registered.zoneId))
  if (chosen !== undefined) return chosen
  const environments = await store.projects.environments(projectId)
  const found = await Promise.all(environments.map(({ id }) => store.zones.findByDomain(id, domain)))
  const [zone, ...others] = found.filter(zone => zone !== undefined)
  if (zone === undefined) return 'unknown'
  return others.length === 0 ? zone : 'ambiguous'
}
