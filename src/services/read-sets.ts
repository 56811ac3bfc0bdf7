import type { Name, RRset } from '../dns/rrset.ts'
import type { OpenZone } from './open-provider.ts'

/** All sets of the zone, or those at some names. */
export async function readSets({ provider, remote, call }: OpenZone, at?: readonly Name[]): Promise<RRset[]> {
  const sets: RRset[] = []
  for await (const set of provider.rrsets(remote, at === undefined ? call() : { ...call(), at })) sets.push(set)
  return sets
}
