import { AppError } from '../contract/errors.ts'
import type { RRset } from '../dns/rrset.ts'
import { shareReads } from '../store/share-reads.ts'
import type { Zone } from '../store/store.ts'
import { type OpenDeps, openZone } from './open-provider.ts'
import { readSets } from './read-sets.ts'

/** Reads of whole zones, live from their providers. */
export interface ZoneReads {
  /**
   * All sets of a zone. Whoever asks at the same time shares a read, which begins after they have asked; nothing is kept when it has
   * ended, and where it fails it fails for all of them. The sets are many callers' at once: nobody may change them. `interactive`:
   * somebody waits in front of a screen.
   */
  all(zone: Zone, options?: { interactive?: boolean }): Promise<readonly RRset[]>
}

const alone = { inTransaction: false }

export function createZoneReads(deps: OpenDeps): ZoneReads {
  const read = shareReads(alone, async (zoneId: number, interactive: number): Promise<readonly RRset[]> => {
    const zone = await deps.store.zones.get(zoneId)
    if (zone === undefined) throw new AppError('not_found', `There is no zone ${zoneId}.`)
    return readSets(await openZone(deps, zone, { interactive: interactive === 1 }))
  })
  return { all: ({ resource }, { interactive = false } = {}) => read(resource.id, Number(interactive)) }
}
