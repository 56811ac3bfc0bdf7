import type { Intent } from '../plan/types.ts'
import type { Zone } from '../store/store.ts'
import type { Caller, Deps } from './deps.ts'
import type { Submitted } from './zone-writers.ts'

/** On whose behalf a zone is written to, and in which workspace that is. */
export interface Writer {
  caller: Caller
  workspaceId: number
}

/** A write of single sets, whose caller knows what they do: refused as a whole with all problems, or done as a whole and told. */
export function submitIntents(
  deps: Pick<Deps, 'writers'>,
  writer: Writer,
  zone: Zone,
  intents: readonly Intent[],
): Promise<Submitted> {
  return deps.writers.submit(zone, { ...writer, kind: 'write', intents, confirm: true })
}
