import { ProviderError } from '../provider.ts'
import type { Clock } from './clock.ts'

/** Time that runs out while a piece of work is waited for. */
export interface Deadline {
  /** What the work gives, or an `unavailable` as soon as it has been waited for too long. One at a time. */
  wait<T>(work: () => Promise<T>): Promise<T>
  /** The work waits for something else, which costs it no time; the whole time is there again afterwards. */
  suspend(pause: () => Promise<void>): Promise<void>
  /** Aborted when the time has run out. */
  readonly signal: AbortSignal
  /** No time runs any more. */
  stop(): void
}

export function createDeadline(clock: Clock, milliseconds: number): Deadline {
  const over = new AbortController()
  const stopped = new AbortController()
  /** Since when something is waited for, and how to end that. */
  let waiting: { since: number; giveUp(error: ProviderError): void } | undefined

  /** One timer for all waits: a read of a large zone waits for each of its sets. */
  async function watch(): Promise<void> {
    for (let left = milliseconds; ; ) {
      await clock.sleep(left, stopped.signal)
      const waited = waiting === undefined ? 0 : clock.now() - waiting.since
      if (waiting !== undefined && waited >= milliseconds) return runOut(waiting)
      left = milliseconds - waited
    }
  }

  function runOut({ giveUp }: { giveUp(error: ProviderError): void }): void {
    const error = new ProviderError({ code: 'unavailable', message: `no answer within ${milliseconds / 1000} s` })
    over.abort(error)
    giveUp(error)
  }

  watch().catch(() => undefined)
  return {
    signal: over.signal,
    wait: work =>
      new Promise((resolve, reject) => {
        waiting = { since: clock.now(), giveUp: reject }
        work()
          .then(resolve, reject)
          .finally(() => {
            waiting = undefined
          })
      }),
    async suspend(pause) {
      const suspended = waiting
      waiting = undefined
      await pause()
      if (suspended !== undefined) waiting = { ...suspended, since: clock.now() }
    },
    stop: () => stopped.abort(),
  }
}
