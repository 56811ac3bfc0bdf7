import type { Deps } from './deps.ts'

/** How long change sets are kept once they're settled: last year's same day can be looked up. */
const historyMilliseconds = 400 * 24 * 3_600_000
/** How long a deleted resource stays in the database: time enough to find out from it what was deleted by mistake. */
const resourceMilliseconds = 30 * 24 * 3_600_000
/** Change sets, or resources, that go in one transaction. */
const deletedAtOnce = 1000

/** Removes what has run out: sessions past their end, counts of windows that are over (of callers and of accounts at providers), kept replies, old history, resources deleted a month ago, and what secondaries would have needed that are gone. */
export async function cleanUp({ store, now, log }: Pick<Deps, 'store' | 'now' | 'log'>): Promise<void> {
  try {
    const sessions = await store.sessions.deleteExpired(now())
    const counters = await store.counters.deleteExpired(now())
    const replies = await store.idempotencyKeys.deleteExpired(now())
    const accounts = (await store.rateWindows?.deleteExpired()) ?? 0
    const changeSets = await forget(now() - historyMilliseconds, store.changeSets.deleteSettledBefore)
    const resources = await forget(now() - resourceMilliseconds, store.resources.deleteForgotten)
    const journal = await store.journal.deleteUnfollowed()
    log.debug({ sessions, counters, replies, accounts, changeSets, resources, journal }, 'cleaned up')
  } catch (error) {
    // It's tried again in an hour, and nothing depends on it: what has run out is refused anyway.
    log.warn({ err: error }, 'cleaning up failed')
  }
}

/** `some` forgets what is older, so many at once, and gives how many. */
async function forget(before: number, some: (before: number, limit: number) => Promise<number>): Promise<number> {
  let forgotten = 0
  for (;;) {
    const deleted = await some(before, deletedAtOnce)
    forgotten += deleted
    if (deleted < deletedAtOnce) return forgotten
  }
}
