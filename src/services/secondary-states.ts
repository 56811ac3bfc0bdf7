import type { SecondaryStateData } from '../contract/secondaries.ts'
import { isoTime } from '../contract/time.ts'
import type { Name } from '../dns/rrset.ts'
import type { Secondary, SecondaryState } from '../store/store.ts'
import type { Deps } from './deps.ts'

/** How far secondaries have come with a zone that is stored with this serial. */
export async function secondaryStates(
  deps: Deps,
  zone: { domain: Name; serial: number },
  secondaries: readonly Secondary[],
): Promise<SecondaryStateData[]> {
  await deps.secondaries.flush()
  const states = new Map((await deps.store.secondaryStates.of(zone.domain)).map(state => [state.secondaryId, state]))
  return secondaries.map(secondary => stateData(secondary, states.get(secondary.id), zone))
}

function stateData(
  { id, name, address, port }: Secondary,
  state: SecondaryState | undefined,
  { serial }: { serial: number },
): SecondaryStateData {
  const { notified, transferred, seen } = state ?? { notified: null, transferred: null, seen: null }
  return {
    secondary: { id, name, address, port },
    inSync: seen?.serial === serial,
    notify: notified && { ...notified, at: isoTime(notified.at) },
    transfer: transferred && transferData(transferred),
    seen: seen && { ...seen, at: isoTime(seen.at) },
  }
}

function transferData({ address, ...transferred }: NonNullable<SecondaryState['transferred']>) {
  return { ...transferred, from: address, at: isoTime(transferred.at) }
}
