import type { Provider, ProviderIo } from '../provider.ts'
import { applyBatch } from './apply-batch.ts'
import { createSessions } from './client.ts'
import { createFreshZones } from './fresh-zones.ts'
import { missingPermissions } from './permissions.ts'
import { readSets } from './read-sets.ts'
import { readZones } from './read-zones.ts'
import type { AwsSettings } from './settings.ts'
import { untilInSync } from './until-in-sync.ts'
import { createZoneAdmin } from './zone-admin.ts'

/** The public hosted zones of an AWS account. */
export function createRoute53Provider(settings: AwsSettings, io: ProviderIo): Provider {
  const sessionFor = createSessions(settings, io)
  const fresh = createFreshZones(io)
  return {
    zones: call => readZones(sessionFor(call), call?.name),
    missingPermissions: call => missingPermissions(sessionFor(call)),
    rrsets: (zone, call) => fresh.read(zone, readSets(sessionFor(call), zone, call?.at)),
    apply: (zone, batch, call) => fresh.run(zone, () => applyBatch(sessionFor(call), zone, batch)),
    untilServed: (receipt, call) => untilInSync(sessionFor(call), receipt, call),
    zoneAdmin: createZoneAdmin(sessionFor, fresh),
  }
}
