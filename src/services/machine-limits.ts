import { AppError } from '../contract/errors.ts'
import type { Caller, Deps } from './deps.ts'

/** Seconds and requests: what one machine key may do, over all instances. */
const limits = [
  { window: 60, requests: 100 },
  { window: 86_400, requests: 10_000 },
] as const

/** Of DNS updates: a DHCP server sends two for each lease, and when its network comes back all of them. */
const updateLimits = [
  { window: 60, requests: 3_000 },
  { window: 86_400, requests: 500_000 },
] as const

/** Counts one request of a machine key, and refuses it where that is one too many. */
export async function countMachineRequest(deps: Deps, { principal }: Caller): Promise<void> {
  if (principal.kind === 'machine') await count(deps, `machine-key:${principal.keyId}`, limits)
}

/** The same of an update that the key has signed. */
export async function countUpdate(deps: Deps, { principal }: Caller): Promise<void> {
  if (principal.kind === 'machine') await count(deps, `dns-update:${principal.keyId}`, updateLimits)
}

async function count(deps: Deps, key: string, limits: readonly { window: number; requests: number }[]): Promise<void> {
  const now = deps.now()
  const windows = limits.map(limit => limit.window)
  const counts = await deps.store.counters.hit(key, windows, now)
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
