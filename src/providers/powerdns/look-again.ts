import type { RRset } from '../../dns/rrset.ts'
import { afterOf, beforeOf, setOf } from '../../plan/change.ts'
import { isSameSet } from '../../plan/same-set.ts'
import { setKey } from '../../plan/set-key.ts'
import type { Change } from '../../plan/types.ts'
import { type Call, ProviderError, type RemoteZone } from '../provider.ts'
import type { PowerDnsClient } from './client.ts'
import type { PowerDnsError } from './errors.ts'
import { type HeldSets, holdSets } from './held-sets.ts'
import { readZone } from './read-zone.ts'

/** What a batch has come to. */
export type Fate = 'made' | 'not made' | 'unknown'

/**
 * Where PowerDNS itself answers with 500 the request is over, and has come to nothing as a rule: on SQLite whoever writes at the same time
 * as another is answered so. Looking at the zone tells.
 */
export async function lookAgain(
  client: PowerDnsClient,
  zone: RemoteZone,
  { batch, error, call }: { batch: readonly Change[]; error: PowerDnsError; call: Call | undefined },
): Promise<Fate> {
  if (error.failure.details?.code !== '500' || error.messages.length === 0) return 'unknown'
  try {
    await call?.furtherRequest?.()
    const at = batch.map(change => setOf(change).name)
    return fateOf(batch, holdSets((await readZone(client, zone, { at, call })).rrsets))
  } catch (failed) {
    if (failed instanceof ProviderError) return 'unknown'
    throw failed
  }
}

function fateOf(batch: readonly Change[], held: HeldSets): Fate {
  const areAll = (wanted: (change: Change) => RRset | undefined) =>
    batch.every(change => isThere(wanted(change), held.sets.get(setKey(setOf(change)))?.set))
  if (areAll(afterOf)) return 'made'
  return areAll(beforeOf) ? 'not made' : 'unknown'
}

function isThere(wanted: RRset | undefined, there: RRset | undefined): boolean {
  return wanted === undefined || there === undefined ? wanted === there : isSameSet(wanted, there)
}
