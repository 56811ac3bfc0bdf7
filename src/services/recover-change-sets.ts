import type { Log } from './deps.ts'
import type { ZoneWriters } from './zone-writers.ts'

/** How often every instance looks for what another one has left. */
const everyMilliseconds = 3_000

/** Settles pending change sets that nobody looks after: at the start what a crash has left, and then again and again. */
export function recoverChangeSets(writers: ZoneWriters, log: Log): { close(): Promise<void> } {
  let running: Promise<void> | undefined
  const look = () => {
    running ??= writers
      .recover()
      .catch(err => log.warn({ err }, 'pending change sets could not be looked for'))
      .finally(() => {
        running = undefined
      })
  }
  look()
  const timer = setInterval(look, everyMilliseconds)
  timer.unref()
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
