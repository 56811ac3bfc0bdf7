import type { Outcome } from '../plan/types.ts'

/** What the change engine has done since the start of the process, and what waits in it now. */
export interface EngineStats {
  /** Change sets that wait or are under way, of callers of this process. */
  waiting: number
  /** Change sets settled, by how they ended. */
  settled: Record<string, number>
  /** Plans made of waiting change sets, and how many sets they were made of: their ratio is the group. */
  groups: number
  groupedSets: number
  /** Calls that changed something at a provider, by provider. */
  calls: Record<string, number>
  /** Calls that were not needed because change sets went together, by provider. */
  callsSaved: Record<string, number>
  /** Plans made anew after a conflict, and batches sent again. */
  retries: number
  /** Changes by provider, status, and the failure's code (empty where there is none). */
  outcomes: { provider: string; status: string; code: string; count: number }[]
  /** Seconds from a change set's coming in to its end. */
  wait: { buckets: { le: number; count: number }[]; sum: number; count: number }
}

/** Where the engine tells what it does. */
export interface EngineRecorder {
  stats(waiting: number): EngineStats
  group(sets: number): void
  calls(provider: string, calls: number, sets: number): void
  retry(): void
  outcomes(provider: string, outcomes: Iterable<Outcome>): void
  settled(status: string, seconds: number): void
}

const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export function createEngineRecorder(): EngineRecorder {
  const settled: Record<string, number> = {}
  const calls: Record<string, number> = {}
  const callsSaved: Record<string, number> = {}
  const outcomes = new Map<string, EngineStats['outcomes'][number]>()
  const buckets = bounds.map(le => ({ le, count: 0 }))
  const totals = { groups: 0, groupedSets: 0, retries: 0, sum: 0, count: 0 }
  return {
    stats: waiting => ({
      waiting,
      settled: { ...settled },
      groups: totals.groups,
      groupedSets: totals.groupedSets,
      calls: { ...calls },
      callsSaved: { ...callsSaved },
      retries: totals.retries,
      outcomes: [...outcomes.values()].map(outcome => ({ ...outcome })),
      wait: { buckets: buckets.map(bucket => ({ ...bucket })), sum: totals.sum, count: totals.count },
    }),
    group(sets) {
      totals.groups++
      totals.groupedSets += sets
    },
    calls(provider, made, sets) {
      calls[provider] = (calls[provider] ?? 0) + made
      callsSaved[provider] = (callsSaved[provider] ?? 0) + Math.max(0, sets - made)
    },
    retry() {
      totals.retries++
    },
    outcomes(provider, all) {
      for (const outcome of all) {
        const code = 'failure' in outcome ? outcome.failure.code : ''
        const key = `${provider} ${outcome.status} ${code}`
        const entry = outcomes.get(key) ?? { provider, status: outcome.status, code, count: 0 }
        entry.count++
        outcomes.set(key, entry)
      }
    },
    settled(status, seconds) {
      settled[status] = (settled[status] ?? 0) + 1
      totals.sum += seconds
      totals.count++
      for (const bucket of buckets) if (seconds <= bucket.le) bucket.count++
    },
  }
}
