import type { Deps } from './deps.ts'

/** Removes what has run out: sessions past their end, counts of windows that are over. */
export async function cleanUp({ store, now, log }: Pick<Deps, 'store' | 'now' | 'log'>): Promise<void> {
  try {
    const sessions = await store.sessions.deleteExpired(now())
    const counters = await store.counters.deleteExpired(now())
    log.debug({ sessions, counters }, 'cleaned up')
  } catch (error) {
    // It's tried again in an hour, and nothing depends on it: what has run out is refused anyway.
    log.warn({ err: error }, 'cleaning up failed')
  }
}
