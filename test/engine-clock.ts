import type { Clock } from '../src/providers/wrappers/clock.ts'

/** Time that passes when a test says so, or by itself whenever nothing else is going on. */
export interface TestClock extends Clock {
  /** Lets so many milliseconds pass; whatever is woken goes on as far as it can before the next wakes. */
  pass(milliseconds: number): Promise<void>
  /** From now on, whenever all there is sleeps, time jumps to when the first wakes. */
  passByItself(): void
  readonly sleeping: number
}

interface Sleeper {
  at: number
  wake(): void
}

/** Turns of the event loop in which whatever has been woken comes to its next wait. */
const settlingTurns = 10

export function createTestClock(start = 0): TestClock {
  let time = start
  let sleepers: Sleeper[] = []
  let byItself = false
  let isWatched = false

  async function settle(): Promise<void> {
    for (let turn = 0; turn < settlingTurns; turn++) await new Promise(resolve => setImmediate(resolve))
  }

  function wakeFirst(): void {
    const [first, ...rest] = sleepers
    if (first === undefined) return
    sleepers = rest
    time = Math.max(time, first.at)
    first.wake()
  }

  async function watch(): Promise<void> {
    if (isWatched || !byItself) return
    isWatched = true
    while (sleepers.length > 0) {
      await settle()
      wakeFirst()
    }
    isWatched = false
  }

  return {
    now: () => time,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const sleeper = { at: time + milliseconds, wake: resolve }
        const place = sleepers.findIndex(({ at }) => at > sleeper.at)
        sleepers.splice(place < 0 ? sleepers.length : place, 0, sleeper)
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter(other => other !== sleeper)
          reject(signal.reason)
        })
        void watch()
      }),
    async pass(milliseconds) {
      const end = time + milliseconds
      await settle()
      while (sleepers[0] !== undefined && sleepers[0].at <= end) {
        wakeFirst()
        await settle()
      }
      time = end
    },
    passByItself() {
      byItself = true
      void watch()
    },
    get sleeping() {
      return sleepers.length
    },
  }
}
