import { AppError } from '../contract/errors.ts'
import { createQueues } from '../providers/builtin/queues.ts'

/** The imports that are under way in this process. */
export interface ImportRuns {
  /** Where an import puts what it doesn't hold in memory. */
  readonly folder: string
  /** Throws `overloaded` where too many are under way. The signal says that the process is about to end. */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** One after another for a zone. */
  inTurn<T>(zoneId: number, work: () => Promise<T>): Promise<T>
  /** Asks all of them to end soon, between two of their steps, and takes no new ones. */
  stop(): void
  /** Waits until all have ended. */
  close(): Promise<void>
}

/** Each reads a file, sorts and plans: more at once would only make all of them slow. */
const mostAtOnce = 4

export function createImportRuns(folder: string): ImportRuns {
  const queues = createQueues()
  const running = new Set<Promise<unknown>>()
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  return {
    folder,
    async run(work) {
      if (running.size >= mostAtOnce || stopping.signal.aborted) {
        throw new AppError('overloaded', 'As many zone files as can be are being imported.', { retryAfter: 10 })
      }
      const started = work(stopping.signal)
      const ended = started.catch(() => {}).finally(() => running.delete(ended))
      running.add(ended)
      return started
    },
    inTurn: (zoneId, work) => queues.run(`${zoneId}`, work),
    stop,
    async close() {
      stop()
      await Promise.all(running)
    },
  }
}
