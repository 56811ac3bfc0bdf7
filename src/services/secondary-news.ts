import type { SecondaryNews, Store } from '../store/store.ts'
import type { Log } from './deps.ts'

/** Keeps what becomes of zones at their secondaries, many at once: the newest of each is enough. */
export interface SecondaryNewsKeeper {
  note(news: SecondaryNews): void
  /** Resolves when what was noted so far is stored, or is given up. */
  flush(): Promise<void>
}

/** Milliseconds that news wait for others. */
const flushInterval = 200

export function createSecondaryNews({
  store,
  log,
}: {
  store: Pick<Store, 'secondaryStates'>
  log: Log
}): SecondaryNewsKeeper {
  let waiting = new Map<string, SecondaryNews>()
  let timer: NodeJS.Timeout | undefined
  let last: Promise<void> = Promise.resolve()

  async function keep(news: readonly SecondaryNews[]): Promise<void> {
    try {
      await store.secondaryStates.note(news)
    } catch (error) {
      // Nothing rests on it but what is shown: a secondary whose serial isn't known is asked again.
      log.warn({ err: error }, 'what is known of secondaries could not be stored')
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    if (waiting.size > 0) {
      const news = [...waiting.values()]
      waiting = new Map()
      last = last.then(() => keep(news))
    }
    return last
  }

  return {
    note(news) {
      const key = `${news.secondaryId} ${news.domain}`
      waiting.set(key, { ...waiting.get(key), ...news })
      timer ??= setTimeout(flush, flushInterval).unref()
    },
    flush,
  }
}
