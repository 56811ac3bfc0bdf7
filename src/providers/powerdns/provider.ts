import { setOf } from '../../plan/change.ts'
import type { Change, Outcome } from '../../plan/types.ts'
import type { Call, Provider, ProviderIo } from '../provider.ts'
import { blamedChanges } from './blame.ts'
import { createPowerDnsClient, type PowerDnsClient } from './client.ts'
import type { PowerDnsError } from './errors.ts'
import { type HeldSets, holdSets } from './held-sets.ts'
import { type Fate, lookAgain } from './look-again.ts'
import { notifySecondaries } from './notify.ts'
import { type Operation, operationsFor } from './patch.ts'
import { missingPermissions } from './permissions.ts'
import { refusedBatch } from './preconditions.ts'
import { readZone, zonePath } from './read-zone.ts'
import { sendPatch } from './send-patch.ts'
import type { PowerDnsPlace } from './settings.ts'
import { readAbilities, type ServerAbilities } from './version.ts'
import { createZoneAdmin } from './zone-admin.ts'
import { listZones } from './zones.ts'

/** The zones of one server. */
export function createPowerDnsProvider(place: PowerDnsPlace, io: ProviderIo): Provider {
  const client = createPowerDnsClient(place, io)
  const abilities = remember(client)

  return {
    zones: call => listZones(client, call),
    missingPermissions: call => missingPermissions(client, place.serverId, call),

    async *rrsets(zone, call) {
      const held = holdSets((await readZone(client, zone, { at: call?.at, call })).rrsets)
      tellUnreadable(zone.name, held, io)
      for (const { set } of held.sets.values()) if (set !== undefined) yield set
    },

    async apply(zone, batch, call) {
      if (batch.length === 0) return { outcomes: [] }
      const can = await abilities(call)
      await call?.furtherRequest?.()
      const at = can.readsDisabledByName ? batch.map(change => setOf(change).name) : undefined
      const document = await readZone(client, zone, { at, call })
      const held = holdSets(document.rrsets)
      const refused = refusedBatch(batch, document, held)
      if (refused !== undefined) return { outcomes: refused }
      const operations = operationsFor(batch, held, can)
      const { error, serial } = await sendPatch(client, zonePath(zone), operations, call)
      const fate = error === undefined ? 'made' : await lookAgain(client, zone, { batch, error, call })
      if (error !== undefined && fate !== 'made') return { outcomes: outcomesOf(error, fate, { batch, operations }) }
      await notifySecondaries(client, zone, document, { log: io.log, call })
      const outcomes = batch.map((change): Outcome => ({ status: 'applied', change }))
      return { outcomes, ...(serial !== undefined && { receipt: serial }) }
    },

    zoneAdmin: createZoneAdmin(client, place),
  }
}

/** Asked for once, as long as it is answered. A server that is brought up to date meanwhile is known by its old ways. */
function remember(client: PowerDnsClient): (call: Call | undefined) => Promise<ServerAbilities> {
  let known: ServerAbilities | undefined
  return async call => {
    known ??= await readAbilities(client, call)
    return known
  }
}

function tellUnreadable(zone: string, { unreadable }: HeldSets, { log }: ProviderIo): void {
  for (const { name, type } of unreadable.values()) log.debug({ zone, name, type }, 'a set at PowerDNS cannot be shown')
}

/** Throws where nothing was done and nothing speaks against a change, so that it can be tried again. */
function outcomesOf(
  error: PowerDnsError,
  fate: Fate,
  { batch, operations }: { batch: readonly Change[]; operations: readonly Operation[] },
): Outcome[] {
  const { failure, effect, messages } = error
  const isAboutChanges = failure.code === 'rejected' || failure.code === 'conflict'
  if (fate === 'not made' || (effect === 'none' && !isAboutChanges)) throw error
  if (effect === 'unknown') return batch.map(change => ({ status: 'unknown', change, failure }))
  const blamed = blamedChanges(messages, operations)
  return batch.map(change =>
    blamed.has(change) ? { status: 'failed', change, failure } : { status: 'skipped', change },
  )
}
