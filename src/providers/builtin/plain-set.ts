import type { RRset } from '../../dns/rrset.ts'

/** What is kept of a set: options that are switched off are none. An alias, which isn't kept, is left to be refused as one. */
export function plainSet(set: RRset): RRset {
  if (set.options?.alias !== undefined) return set
  const { name, type, ttl, records } = set
  return { name, type, ttl, records }
}
