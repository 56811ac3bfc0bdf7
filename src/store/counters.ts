import type { Backend } from './backend.ts'
import type { Counters } from './store.ts'
import type { Queries } from './tables.ts'

export function counters({ queries, unsynced }: Backend): Counters {
  return {
    hit: (key, windows, now) =>
      unsynced(async queries => {
        const counts: number[] = []
        for (const seconds of windows) counts.push(await hitWindow(queries, key, seconds, now))
        return counts
      }),

    async takeBack(key, windows, now) {
      await unsynced(async queries => {
        for (const seconds of windows) await takeBackFrom(queries, key, seconds, now)
      })
    },

    async deleteExpired(now) {
      const { numDeletedRows } = await queries
        .deleteFrom('counters')
        .where('expires_at', '<=', now)
        .executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },
  }
}

async function hitWindow(queries: Queries, key: string, seconds: number, now: number): Promise<number> {
  const starts_at = startOf(seconds, now)
  const row = await queries
    .insertInto('counters')
    .values({ key, window_seconds: seconds, starts_at, expires_at: starts_at + seconds * 1_000, count: 1 })
    .onConflict(conflict =>
      conflict
        .columns(['key', 'window_seconds', 'starts_at'])
        .doUpdateSet(({ eb }) => ({ count: eb('counters.count', '+', 1) })),
    )
    .returning('count')
    .executeTakeFirstOrThrow()
  return row.count
}

async function takeBackFrom(queries: Queries, key: string, seconds: number, now: number) {
  await queries
    .updateTable('counters')
    .set(({ eb }) => ({ count: eb('count', '-', 1) }))
    .where('key', '=', key)
    .where('window_seconds', '=', seconds)
    .where('starts_at', '=', startOf(seconds, now))
    .where('count', '>', 0)
    .execute()
}

/** Windows are fixed: they begin at multiples of their length since 1970, the same on all instances. */
const startOf = (seconds: number, now: number) => now - (now % (seconds * 1_000))
