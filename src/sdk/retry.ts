import type { ZoneplaneError } from './error.ts'

/** Times that a request is sent again, and the longest pause before one of them, in milliseconds. */
export interface RetryLimits {
  retries: number
  longestPause: number
}

/** Replies of gateways that the server behind them does not, or no longer, answer. */
const gatewayStatuses: ReadonlySet<number> = new Set([502, 504])

/**
 * Milliseconds to wait before a request is sent for the `attempt`th time again (from 1), or undefined where it's not: it would
 * be of no use, or might do a thing twice. `isRepeatable`: it only reads, or carries an Idempotency-Key, and its body can be sent again.
 * A server that names a time is left alone for that long; where that is more than the limit, the caller decides.
 */
export function pauseBeforeRetry(
  error: ZoneplaneError,
  {
    attempt,
    isRepeatable,
    limits,
    random,
  }: { attempt: number; isRepeatable: boolean; limits: RetryLimits; random: () => number },
): number | undefined {
  if (!isRepeatable || attempt > limits.retries || !isWorthRetrying(error)) return undefined
  if (error.retryAfter !== undefined) {
    const named = error.retryAfter * 1000
    return named > limits.longestPause ? undefined : named
  }
  const ceiling = Math.min(limits.longestPause, 250 * 2 ** (attempt - 1))
  return ceiling / 2 + (random() * ceiling) / 2
}

function isWorthRetrying({ status, code }: ZoneplaneError): boolean {
  // The write goes on, and its key is free again: sent again it would be made anew.
  if (code === 'not_settled_yet') return false
  if (code === 'network_error' || code === 'timeout' || code === 'idempotency_key_in_use') return true
  return status === 429 || status === 503 || gatewayStatuses.has(status)
}
