import type { Clock } from './clock.ts'
import { createRateLimiter, type Rate, type RateLimiter } from './rate-limiter.ts'
import { createRateWindow, type RateWindow } from './rate-window.ts'

/** The limiters of all accounts of the process: one each, however many zones and callers there are. */
export interface RateLimiters {
  /** `account`: whatever tells the account from every other one, such as its connection's id. */
  of(account: string, rate: Rate): RateLimiter
}

/** Beyond that many, those are forgotten that nobody waits for; what was sent is known to the window. */
const enoughLimiters = 1000

export function createRateLimiters({ clock, window }: { clock: Clock; window?: RateWindow }): RateLimiters {
  const limiters = new Map<string, RateLimiter>()
  const counted = window ?? createRateWindow(clock)

  function forget(): void {
    for (const [account, { isIdle }] of limiters) if (isIdle) limiters.delete(account)
  }

  return {
    of(account, rate) {
      const found = limiters.get(account)
      if (found !== undefined) return found
      if (limiters.size >= enoughLimiters) forget()
      const limiter = createRateLimiter({ account, rate, window: counted, clock })
      limiters.set(account, limiter)
      return limiter
    },
  }
}
