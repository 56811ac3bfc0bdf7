import type { IntentResult } from '../plan/resolve-all.ts'
import type { Intent } from '../plan/types.ts'
import type { NewActivity, Zone } from '../store/store.ts'
import type { OpenZone } from './open-provider.ts'
import type { WriterDeps } from './write-group.ts'
import { createZoneWriter, type ZoneWriter } from './zone-writer.ts'

/** One writer per zone: whatever waits for a zone goes to its provider as one plan. Every write to a zone goes through here. */
export interface ZoneWriters {
  /**
   * Gives one result per intent once the provider has accepted all of them; none takes effect otherwise, as far as the provider
   * lets that be. Throws AppError: the problems of the intents, or what the provider answered.
   */
  submit(zone: Zone, submission: Submission): Promise<IntentResult[]>
  /** Work that nothing is written during: it waits for what was submitted before, and what comes later waits for it. */
  exclusive<T>(zone: Zone, work: (open: OpenZone) => Promise<T>): Promise<T>
  /** Zones that are being written to just now. */
  readonly busy: number
}

/** What one caller wants of a zone: all of it, or nothing. */
export interface Submission {
  intents: readonly Intent[]
  /** What the history shall tell, given what each intent came to. Called for each attempt, and kept only of the one that holds. */
  activities(results: readonly IntentResult[]): NewActivity[]
}

export function createZoneWriters(deps: WriterDeps): ZoneWriters {
  const writers = new Map<number, ZoneWriter>()

  /** A writer lives only while it has something to do, so there are never more of them than busy zones. */
  function writerOf({ resource }: Zone): ZoneWriter {
    const running = writers.get(resource.id)
    if (running !== undefined) return running
    const writer = createZoneWriter(deps, resource.id, () => writers.delete(resource.id))
    writers.set(resource.id, writer)
    return writer
  }

  return {
    submit: (zone, submission) => writerOf(zone).submit(submission),
    exclusive: (zone, work) => writerOf(zone).exclusive(work),
    get busy() {
      return writers.size
    },
  }
}
