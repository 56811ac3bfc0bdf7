import type { RRset } from '../../dns/rrset.ts'

/** What is kept of a set: options that are switched off are none. */
export function plainSet({ name, type, ttl, records }: RRset): RRset {
  return { name, type, ttl, records }
}
