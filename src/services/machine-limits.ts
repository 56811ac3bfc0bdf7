import { AppError } from '../contract/errors.ts'
import type { Caller, Deps } from './deps.ts'

/** Seconds and requests: what one machine key may do, over all instances. */
const limits = [
  { window: 60, requests: 100 },
  { window: 86_400, requests: 10_000 },
] as const

/** Counts one request of a machine key, and refuses it where that is one too many. */
export async function countMachineRequest(deps: Deps, { principal }: Caller): Promise<void> {
  if (principal.kind !== 'machine') return
  const now = deps.now()
  const windows = limits.map(limit => limit.window)
  const counts = await deps.store.counters.hit(`machine-key:${principal.keyId}`, windows, now)
  const exceeded = limits.filter((limit, index) => (counts[index] ?? 0) > limit.requests)
  if (exceeded.length === 0) return
  const retryAfter = Math.max(...exceeded.map(limit => secondsLeft(limit.window, now)))
  throw new AppError('rate_limited', `Rate limit exceeded. Try again in ${retryAfter} seconds.`, { retryAfter })
}

/** Until the current fixed window ends. */
export function secondsLeft(window: number, now: number): number {
  const seconds = Math.floor(now / 1000)
  return window - (seconds % window)
}
