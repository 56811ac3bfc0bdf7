import type { Clock } from './clock.ts'

/**
 * Counts the requests of accounts. One object for a process counts what that process sends; one that counts in the store makes
 * several instances keep to an account's limit together.
 */
export interface RateWindow {
  /**
   * Counts a request where fewer than `most` were counted within the last `milliseconds`, and gives 0; counts nothing otherwise,
   * and gives how many milliseconds to wait before asking again.
   */
  take(account: string, limit: { most: number; milliseconds: number }): Promise<number>
  /** For so many milliseconds nothing of the account's is counted, so nothing is sent. A longer stop stays as it is. */
  stop(account: string, milliseconds: number): Promise<void>
}

interface Counted {
  /** When each was sent, oldest first. */
  times: number[]
  stoppedUntil: number
  /** When all of this is over. */
  expiresAt: number
}

/** Beyond that many, accounts of which nothing counts any more are forgotten. */
const enoughAccounts = 1000

/**
 * Any stretch of time of the window's length holds so many requests at most. A bucket of tokens would let through twice as many
 * in its first such stretch, and services that count strictly refuse those.
 */
export function createRateWindow({ now }: Pick<Clock, 'now'>): RateWindow {
  const accounts = new Map<string, Counted>()

  function counted(account: string): Counted {
    const found = accounts.get(account)
    if (found !== undefined) return found
    if (accounts.size >= enoughAccounts) forget()
    const fresh = { times: [], stoppedUntil: 0, expiresAt: 0 }
    accounts.set(account, fresh)
    return fresh
  }

  function forget(): void {
    for (const [account, { expiresAt }] of accounts) if (expiresAt <= now()) accounts.delete(account)
  }

  return {
    async take(account, { most, milliseconds }) {
      const own = counted(account)
      const time = now()
      own.times = own.times.filter(sent => sent > time - milliseconds)
      const wait = waitFor(own, most, milliseconds, time)
      if (wait <= 0) own.times.push(time)
      own.expiresAt = Math.max(own.expiresAt, time + milliseconds)
      return Math.max(0, wait)
    },
    async stop(account, milliseconds) {
      const own = counted(account)
      own.stoppedUntil = Math.max(own.stoppedUntil, now() + milliseconds)
      own.expiresAt = Math.max(own.expiresAt, own.stoppedUntil)
    },
  }
}

/** Until enough of what was sent has left the window, and until whatever stops the account is over. */
function waitFor({ times, stoppedUntil }: Counted, most: number, milliseconds: number, time: number): number {
  const inTheWay = times.at(-most)
  const full = inTheWay === undefined ? 0 : inTheWay + milliseconds - time
  return Math.max(full, stoppedUntil - time)
}
