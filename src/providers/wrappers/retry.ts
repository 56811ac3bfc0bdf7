import type { Failure } from '../../plan/types.ts'
import { ProviderError } from '../provider.ts'
import type { Clock } from './clock.ts'

export interface RetryOptions {
  clock: Clock
  /** From 0 up to 1: who was refused together doesn't come back together. */
  random(): number
  /** The work is about to be done again because of this. */
  onRetry?(failure: Failure): void
}

/** Milliseconds. The first wait is about a quarter of a second, and nobody is kept waiting for longer than half a minute in all. */
const firstWait = 250
const longestWait = 8000
const patience = 30_000

/**
 * Does some work again for as long as a provider says that it can't just now, and lets through what it throws otherwise or in
 * the end. Only for work that has done nothing when it throws.
 */
export async function retry<T>(
  work: () => Promise<T>,
  { clock, random, onRetry }: RetryOptions,
  signal?: AbortSignal,
): Promise<T> {
  const start = clock.now()
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error)) throw error
      const wait = waitAfter(attempt, error, random())
      if (clock.now() - start + wait >= patience || signal?.aborted) throw error
      await clock.sleep(wait, signal).catch(() => Promise.reject(error))
      onRetry?.(error.failure)
    }
  }
}

/** Twice as long each time, between half of it and all of it; at least as long as the service wants. */
export function waitAfter(attempt: number, { failure }: ProviderError, random: number): number {
  const backoff = Math.min(longestWait, firstWait * 2 ** attempt)
  return Math.max((failure.retryAfter ?? 0) * 1000, backoff / 2 + (random * backoff) / 2)
}

/** What may go better a while later. */
function isPassing(error: unknown): error is ProviderError {
  if (!(error instanceof ProviderError)) return false
  return error.failure.code === 'rate_limited' || error.failure.code === 'unavailable'
}
