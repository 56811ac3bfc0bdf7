import type { ZoneData } from '../contract/zones.ts'
import type { Deps, Place } from './deps.ts'
import { zoneData } from './zone-data.ts'

/** The zones of an environment, oldest first. */
export async function listZones(deps: Deps, place: Place): Promise<ZoneData[]> {
  const zones = await deps.store.zones.list(place.environment.id)
  return zones.map(zone => zoneData(zone, place))
}
