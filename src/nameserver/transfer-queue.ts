import type { TransferEnd } from './front.ts'
import type { TransferLimits } from './transfer-limits.ts'
import { runTransfer, type StartedTransfer, type TransferStream } from './transfer-run.ts'
import { createTurns } from './turns.ts'

export interface TransferJob {
  stream: TransferStream
  /** When its turn has come: what is sent is as of then. Undefined where it has answered that there's nothing to send. */
  start(): StartedTransfer | undefined
  /** Called instead of `start` where it has waited too long, or too many wait. */
  refuse(): void
  done(end: TransferEnd): void
}

/** Lets transfers run, so many at once as the limits say, the others in their order; one at a time on each connection. */
export interface TransferQueue {
  add(job: TransferJob): void
}

interface Waiting {
  job: TransferJob
  timer: NodeJS.Timeout
  forget(): void
}

export function createTransferQueue(limits: TransferLimits): TransferQueue {
  const turns = createTurns()
  const waiting = new Set<Waiting>()
  const running = new Set<TransferJob>()

  function add(job: TransferJob): void {
    if (waiting.size >= limits.waiting) {
      job.refuse()
      return
    }
    const place: Waiting = { job, timer: setTimeout(giveUp, limits.patience), forget: job.stream.onClose(closed) }
    waiting.add(place)
    startNext()

    function closed(): void {
      if (leave(place)) job.done({ status: 'failed', reason: 'the connection was closed' })
    }

    function giveUp(): void {
      if (leave(place)) job.refuse()
    }
  }

  function leave(place: Waiting): boolean {
    clearTimeout(place.timer)
    place.forget()
    return waiting.delete(place)
  }

  function startNext(): void {
    for (const place of waiting) {
      if (running.size >= limits.atOnce) return
      if (!hasRoom(place.job)) continue
      leave(place)
      start(place.job)
    }
  }

  function hasRoom({ stream }: TransferJob): boolean {
    const beside = [...running].filter(other => other.stream.address === stream.address)
    return beside.length < limits.perAddress && beside.every(other => other.stream !== stream)
  }

  function start(job: TransferJob): void {
    const started = job.start()
    if (started === undefined) return
    running.add(job)
    runTransfer(started, job.stream, turns, limits.stalled, end => {
      running.delete(job)
      job.done(end)
      setImmediate(startNext)
    })
  }

  return { add }
}
