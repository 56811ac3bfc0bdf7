import { createHash } from 'node:crypto'
import type { ProviderKind } from '../provider.ts'
import type { Clock } from './clock.ts'
import type { RateLimiters } from './rate-limiters.ts'
import { withDeadline } from './with-deadline.ts'
import { withRateLimit } from './with-rate-limit.ts'
import { withRetry } from './with-retry.ts'

export interface WrapOptions {
  clock: Clock
  /** From 0 up to 1. */
  random(): number
  limiters: RateLimiters
}

/** How long a service may take to answer: Route 53 and Cloudflare were seen to take ten seconds at their worst. */
const answerMilliseconds = 15_000

/**
 * The kind with everything around its providers that services behind a network need: each request has its turn within the
 * account's rate and its deadline, and what wasn't sent is tried again.
 */
export function wrapKind<Settings>(
  kind: ProviderKind<Settings>,
  { clock, random, limiters }: WrapOptions,
): ProviderKind<Settings> {
  const { rate } = kind.capabilities
  return {
    ...kind,
    open(settings, io) {
      const account = accountOf(kind.id, settings)
      const timely = withDeadline(kind.open(settings, io), { clock, milliseconds: answerMilliseconds })
      return withRetry(withRateLimit(timely, { rate, account, limiters }), { clock, random })
    },
  }
}

/** Who has the same credentials has the same account, in whichever workspace and connection; the credentials can't be told from it. */
function accountOf(kind: string, settings: unknown): string {
  const { workspaceId: _, ...credentials } = settings as { workspaceId?: number }
  return `${kind} ${createHash('sha256').update(JSON.stringify(credentials)).digest('base64url')}`
}
