import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Front } from './front.ts'
import { createFrontDesk } from './front-desk.ts'
import type { NameServerStats } from './name-server.ts'
import type { ThreadOptions, ThreadReply, ThreadRequest } from './thread-messages.ts'

/** The running thread: somebody to ask, one reply per request. It asks the front itself. */
export interface ThreadChannel {
  readonly port: number
  /** Rejects with the thread's error, or that of its death. */
  ask(request: ThreadRequest): Promise<NameServerStats | undefined>
  /** Asks it to end, and waits until it has. */
  close(): Promise<void>
}

interface Waiting {
  resolve(stats: NameServerStats | undefined): void
  reject(error: Error): void
}

/** Starts the thread and waits until it listens. `onFailure` is called once if it ends later without having been asked to. */
export async function openThread(
  options: Omit<ThreadOptions, 'hasFront'>,
  front: Front | undefined,
  onFailure: (error: Error) => void,
): Promise<ThreadChannel> {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData: { ...options, hasFront: front !== undefined } satisfies ThreadOptions,
    name: 'name-server',
  })
  const desk = front && createFrontDesk(front, (ticket, reaction) => worker.postMessage({ ticket, reaction }))
  const waiting = new Map<number, Waiting>()
  const exited = once(worker, 'exit').catch(() => {})
  let lastId = 0
  let ended: Error | undefined
  let closing: Promise<void> | undefined

  function ask(request: ThreadRequest): Promise<NameServerStats | undefined> {
    if (ended !== undefined) return Promise.reject(ended)
    const id = ++lastId
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, request })
    })
  }

  function take(reply: ThreadReply): void {
    if ('request' in reply) desk?.take(reply.ticket, reply.request)
    else if ('end' in reply) desk?.transferred(reply.ticket, reply.end)
    else if ('id' in reply) settle(reply)
  }

  function settle(reply: Extract<ThreadReply, { id: number }>): void {
    const asked = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('error' in reply) asked?.reject(reply.error)
    else asked?.resolve(reply.stats)
  }

  function end(error: Error): void {
    if (ended !== undefined) return
    ended = error
    for (const asked of waiting.values()) asked.reject(error)
    waiting.clear()
    desk?.close(error.message)
    if (closing === undefined) onFailure(error)
  }

  /** The thread may die on the way to its end; that it has ended is all that counts. */
  async function askToEnd(): Promise<void> {
    ask({ do: 'close' }).catch(() => {})
    await exited
  }

  function close(): Promise<void> {
    closing ??= ended === undefined ? askToEnd() : Promise.resolve()
    return closing
  }

  const port = await listening(worker)
  worker.on('message', take)
  worker.on('error', end)
  worker.on('exit', code => {
    end(
      new Error(
        closing === undefined ? `the name server's thread ended with code ${code}` : 'the name server is closed',
      ),
    )
  })
  return { port, ask, close }
}

/** The port, once the thread listens. Rejects, with the system's `code` if there is one, where it can't; then the thread ends. */
async function listening(worker: Worker): Promise<number> {
  const [reply] = (await once(worker, 'message')) as [ThreadReply]
  if ('listening' in reply) return reply.listening.port
  if (!('failed' in reply)) throw new Error("the name server's thread did not start")
  throw Object.assign(new Error(reply.failed.message), { code: reply.failed.code })
}
