import type { Name } from '../../dns/rrset.ts'
import type { ZoneCopy } from './zone-copy.ts'

/** Zones as they were when they were read last, so that the next read needs only what has changed since. */
export interface ZoneCopies {
  get(zone: Name): ZoneCopy | undefined
  keep(zone: Name, copy: ZoneCopy): void
  forget(zone: Name): void
}

/** Some 30 MB. */
export const mostSets = 100_000

/** Of zones that are too many or too large the ones that were used least recently go first. */
export function createZoneCopies(limit = mostSets): ZoneCopies {
  const copies = new Map<Name, ZoneCopy>()

  function size(): number {
    return copies.values().reduce((sum, { sets }) => sum + sets.size, 0)
  }

  return {
    get: zone => copies.get(zone),
    keep(zone, copy) {
      copies.delete(zone)
      if (copy.sets.size > limit) return
      copies.set(zone, copy)
      for (const oldest of copies.keys()) {
        if (size() <= limit) return
        copies.delete(oldest)
      }
    },
    forget: zone => void copies.delete(zone),
  }
}
