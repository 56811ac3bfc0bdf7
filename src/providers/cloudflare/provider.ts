import { afterOf, setOf } from '../../plan/change.ts'
import { isSameSet } from '../../plan/same-set.ts'
import type { Change, Outcome } from '../../plan/types.ts'
import type { Call, Provider, ProviderIo, RemoteZone } from '../provider.ts'
import { canonicalSet } from './canonical.ts'
import { createCloudflareClient } from './client.ts'
import { type HeldSets, holdSets } from './held-sets.ts'
import { operationsFor } from './operations.ts'
import { missingPermissions } from './permissions.ts'
import { failureOf } from './preconditions.ts'
import { readRecords } from './read-records.ts'
import { type Fates, type KnownLimits, sendOperations } from './send-batch.ts'
import type { CloudflareSettings } from './settings.ts'
import { listZones } from './zones.ts'

/** The zones that a token sees. */
export function createCloudflareProvider(settings: CloudflareSettings, io: ProviderIo): Provider {
  const client = createCloudflareClient(settings, io)
  const limits: KnownLimits = new Map()

  async function hold(
    zone: RemoteZone,
    names: readonly string[] | undefined,
    call: Call | undefined,
  ): Promise<HeldSets> {
    const held = holdSets(await readRecords({ client, zone, call }, names))
    for (const { id, name, type } of held.unreadable.values()) {
      io.log.warn({ zone: zone.name, record: id, name, type }, 'a record at Cloudflare cannot be shown')
    }
    return held
  }

  return {
    zones: call => listZones(client, settings.accountId, call),
    missingPermissions: call => missingPermissions(client, settings, call),

    async *rrsets(zone, call) {
      const { sets } = await hold(zone, call?.at, call)
      for (const { set } of sets.values()) yield set
    },

    async apply(zone, batch, call) {
      if (batch.length === 0) return { outcomes: [] }
      const names = batch.map(change => setOf(change).name)
      const held = await hold(zone, names, call)
      const refused = refuse(batch, held)
      if (refused !== undefined) return { outcomes: refused }
      const operations = batch.flatMap(change => operationsFor(change, held))
      const fates = await sendOperations({ client, zone, call }, operations, limits)
      return { outcomes: batch.map(change => outcomeOf(change, fates)) }
    },
  }
}

/** Where one change can't be made none is: undefined where all can. */
function refuse(batch: readonly Change[], held: HeldSets): Outcome[] | undefined {
  const failures = batch.map(change => failureOf(change, held))
  if (failures.every(failure => failure === undefined)) return undefined
  return batch.map((change, index): Outcome => {
    const failure = failures[index]
    return failure === undefined ? { status: 'skipped', change } : { status: 'failed', change, failure }
  })
}

/** What there was nothing to do for is as it should be. */
function outcomeOf(change: Change, fates: Fates): Outcome {
  const outcome: Outcome = fates.get(change) ?? { status: 'applied', change }
  const after = afterOf(change)
  if (outcome.status !== 'applied' || after === undefined) return outcome
  const stored = canonicalSet(after)
  return isSameSet(stored, after) ? outcome : { ...outcome, stored }
}
