/** Why a plan is to be made anew: the zone wasn't as it had been read, or no answer came. */
export type RetryReason = 'conflict' | 'unsent'

/** Milliseconds before each attempt after the first. */
const pauses: Readonly<Record<RetryReason, readonly number[]>> = {
  // Most often somebody else was quicker, and who looks again at once sees what they did. Where the zone then still isn't as it
  // reads, the service's reads lag behind its writes: that passes within seconds.
  conflict: [0, 100, 200, 400, 800, 1600, 3200],
  unsent: [50, 100, 200, 400, 800],
}

/**
 * How long to wait, in milliseconds, before a plan is made anew; undefined where it was tried often enough. `attempt` is 0 after
 * the first try. `random`, from 0 up to 1, puts the pause between half of its length and all of it: two who have met don't meet
 * again.
 */
export function pauseBeforeRetry(attempt: number, reason: RetryReason, random: number): number | undefined {
  const pause = pauses[reason][attempt]
  return pause === undefined ? undefined : pause / 2 + (random * pause) / 2
}
