import type { Provider, ProviderIo } from '../provider.ts'
import { applyBatch } from './apply-batch.ts'
import { providerError } from './errors.ts'
import { createNameServer } from './name-server.ts'
import { missingPermissions } from './permissions.ts'
import { type Rfc2136Settings, readRfc2136Settings } from './settings.ts'
import { createZoneReader } from './zone-reader.ts'
import { listZones, zoneOf } from './zones.ts'

/** The zones of a name server that is written to by UPDATE (RFC 2136) and read by transfers. */
export function createRfc2136Provider(settings: Rfc2136Settings, io: ProviderIo): Provider {
  const place = readRfc2136Settings(settings)
  const server = createNameServer(place, io.dns)
  const reader = createZoneReader(server)
  return {
    zones: call => listZones(server, place.zones, call),
    missingPermissions: call => missingPermissions(server, place.zones, call),

    async *rrsets(zone, call) {
      const at = call?.at && new Set(call.at)
      const name = zoneOf(zone)
      // What is read whole is compared with what should be there, or imported: no copy stands in for it.
      const { sets } = at ? await reader.current(name, call) : await reader.whole(name, call)
      for (const set of sets.values()) if (at?.has(set.name) ?? true) yield set
    },

    async apply(zone, batch, call) {
      if (batch.length === 0) return { outcomes: [] }
      try {
        call?.signal?.throwIfAborted()
      } catch (error) {
        throw providerError(error)
      }
      return applyBatch({ server, reader, zone: zoneOf(zone), call }, batch)
    },
  }
}
