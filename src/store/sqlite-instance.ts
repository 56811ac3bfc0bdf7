import type { LeaseKeeper, News } from './backend.ts'
import type { Notice } from './history.ts'
import { createListeners, hasOwn } from './notices.ts'
import type { Queries } from './tables.ts'

/** The data folder is this process's alone, and so is every lease. */
export const ownLeases: LeaseKeeper = {
  tryTake: async () => ({ confirm: async () => {}, release: async () => {} }),
  check: async () => {},
}

export interface SqliteNews extends News {
  /** Runs a transaction, and lets its notices out when it is committed. `open` is to be called with its queries. */
  afterCommit<T>(transaction: (open: (queries: Queries) => Queries) => Promise<T>): Promise<T>
}

/** There is nobody but this process to tell. */
export function sqliteNews(): SqliteNews {
  const listeners = createListeners()
  const unsent = new WeakMap<Queries, Notice[]>()
  return {
    listen: listeners.add,
    async publish(queries, notices) {
      const waiting = unsent.get(queries)
      if (waiting !== undefined) waiting.push(...notices)
      else for (const notice of notices) listeners.tell(asOwn(notice))
    },
    async afterCommit(transaction) {
      const notices: Notice[] = []
      const result = await transaction(queries => {
        unsent.set(queries, notices)
        return queries
      })
      for (const notice of notices) listeners.tell(asOwn(notice))
      return result
    },
  }
}

function asOwn(notice: Notice): Notice {
  return hasOwn(notice) ? { ...notice, own: true } : notice
}
