import { QueryError } from './query-error.ts'
import type { ServerAddress } from './server-address.ts'

/** One message to one server, and the wait for its answer. */
export interface Attempt<T> {
  server: ServerAddress
  request: Uint8Array
  /** Looks at what came in: undefined for what isn't the answer. Throws QueryError for an answer that is broken. */
  accept(message: Uint8Array): T | undefined
  milliseconds: number
  signal?: AbortSignal | undefined
}

export interface End<T> {
  resolve(value: T): void
  reject(error: unknown): void
}

/** Runs what `start` begins until it ends, time is up or the signal says so; what `start` gives back is called in any case. */
export async function limited<T>(
  { server, milliseconds, signal }: Attempt<T>,
  start: (end: End<T>) => () => void,
): Promise<T> {
  signal?.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(() => reject(new QueryError('timeout', 'does not answer', { server })), milliseconds)
  const abort = () => reject(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  const close = start({ resolve, reject })
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    close()
  }
}

export function networkError(server: ServerAddress, cause: Error, sent = false): QueryError {
  const { code } = cause as NodeJS.ErrnoException
  return new QueryError('network', `cannot be reached (${code ?? cause.message})`, { server, cause, sent })
}
