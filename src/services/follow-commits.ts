import type { ForeignCommit } from '../providers/builtin/zone-news.ts'
import type { Notice } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import type { Log } from './deps.ts'

/** Milliseconds between two comparisons of all zones with the store: what bounds how long a missed notice can matter. */
const reconcileInterval = 5_000

/** After this long without a comparison the name server may be behind, and says so. */
const longestSilence = 3 * reconcileInterval

interface Parts {
  store: Pick<Store, 'notices'>
  publisher: {
    follow(commit: ForeignCommit): Promise<void>
    reconcile(hasMissed: boolean): Promise<void>
  }
  log: Log
  now(): number
}

/** Keeps this process's name server up to date with what other processes on the same database commit. */
export interface CommitFollower {
  /** Milliseconds since it was known to be up to date, where that is too long ago. */
  silence(): number | undefined
  close(): Promise<void>
}

export function followCommits({ store, publisher, log, now }: Parts): CommitFollower {
  let comparedAt = now()
  let comparing = false

  async function compare(hasMissed: boolean): Promise<void> {
    comparing = true
    try {
      await publisher.reconcile(hasMissed)
      comparedAt = now()
    } catch (error) {
      log.warn({ err: error }, 'the zones of the name server could not be compared with the store')
    }
    comparing = false
  }

  function onNotice(notice: Notice): void {
    if (notice.kind !== 'committed' || notice.own === true) return
    publisher
      .follow(notice)
      .catch(error => log.warn({ err: error, domain: notice.domain }, 'could not follow a commit'))
  }

  const stopListening = store.notices.listen(onNotice, () => void compare(true))
  const timer = setInterval(() => {
    if (!comparing) void compare(false)
  }, reconcileInterval)
  timer.unref()
  return {
    silence: () => {
      const silence = now() - comparedAt
      return silence > longestSilence ? silence : undefined
    },
    close: async () => {
      clearInterval(timer)
      stopListening()
    },
  }
}
