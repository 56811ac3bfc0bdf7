import type { Intent, Outcome } from '../plan/types.ts'

/** One writer per zone: whatever waits for a zone goes to its provider as one plan. */
export interface ZoneWriters {
  submit(zoneId: number, intents: readonly Intent[]): Promise<Outcome[]>
}
