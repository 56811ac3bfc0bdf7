import type { Backend } from './backend.ts'
import type { Queries } from './tables.ts'

type Work<T> = (queries: Queries) => Promise<T>
interface Job {
  run(queries: Queries): Promise<unknown>
  resolve(result: unknown): void
  reject(error: unknown): void
}

/**
 * Runs works that wait at the same time in one transaction, because what a small commit costs is the sync of the disk at its
 * end. If one of them throws, all are rolled back and each is run again in a transaction of its own, so none suffers for
 * another's fault.
 */
export function groupCommits(transaction: Backend['transaction']): Backend['grouped'] {
  let waiting: Job[] = []

  async function runWaiting() {
    const jobs = waiting
    waiting = []
    if (jobs.length === 1) return settle(jobs[0]!, transaction)
    const results = await transaction(queries => runAll(jobs, queries)).catch(() => undefined)
    if (results === undefined) for (const job of jobs) await settle(job, transaction)
    else for (const [index, job] of jobs.entries()) job.resolve(results[index])
  }

  return <T>(work: Work<T>) =>
    new Promise<T>((resolve, reject) => {
      // A turn of the event loop lets every request that has come in take its place before the group starts.
      if (waiting.length === 0) setImmediate(runWaiting)
      waiting.push({ run: work, resolve: result => resolve(result as T), reject })
    })
}

async function runAll(jobs: readonly Job[], queries: Queries): Promise<unknown[]> {
  const results: unknown[] = []
  for (const job of jobs) results.push(await job.run(queries))
  return results
}

async function settle(job: Job, transaction: Backend['transaction']): Promise<void> {
  await transaction(queries => job.run(queries)).then(job.resolve, job.reject)
}
