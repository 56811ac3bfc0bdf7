import { createHash } from 'node:crypto'
import type { ProviderKind } from '../provider.ts'
import type { CallRecorder } from './call-recorder.ts'
import type { Clock } from './clock.ts'
import { createOpenProviders } from './open-providers.ts'
import type { RateLimiters } from './rate-limiters.ts'
import { withDeadline } from './with-deadline.ts'
import { withRateLimit } from './with-rate-limit.ts'
import { withRetry } from './with-retry.ts'

export interface WrapOptions {
  clock: Clock
  /** From 0 up to 1. */
  random(): number
  limiters: RateLimiters
  recorder?: CallRecorder
}

/** How long a service may take to answer: Route 53 and Cloudflare were seen to take ten seconds at their worst. */
const answerMilliseconds = 15_000

/**
 * The kind with everything around its providers that services behind a network need: each request has its turn within the
 * account's rate and its deadline, and what wasn't sent is tried again. Who is opened with the same settings again is the same
 * provider. Of a kind that is our own store (`capabilities.ledger`) calls only take their turns.
 */
export function wrapKind<Settings>(kind: ProviderKind<Settings>, options: WrapOptions): ProviderKind<Settings> {
  const { clock, random, limiters, recorder } = options
  const { id, capabilities } = kind
  const { rate } = capabilities
  if (capabilities.ledger) {
    const ownLimits = { rate: 'unlimited', account: id, limiters } as const
    return { ...kind, open: (settings, io) => withRateLimit(kind.open(settings, io), ownLimits) }
  }
  const opened = createOpenProviders(clock)
  return {
    ...kind,
    open: (settings, io) =>
      opened.of(hashOf(settings), () => {
        const timely = withDeadline(kind.open(settings, io), { clock, milliseconds: answerMilliseconds })
        const onStop = () => recorder?.stop(id)
        const limited = withRateLimit(timely, { rate, account: accountOf(id, settings), limiters, onStop })
        return withRetry(limited, { clock, random, onRetry: ({ code }) => recorder?.retry(id, code) })
      }),
  }
}

/** Who has the same credentials has the same account, in whichever workspace and connection; the credentials can't be told from it. */
function accountOf(kind: string, settings: unknown): string {
  const { workspaceId: _, ...credentials } = settings as { workspaceId?: number }
  return `${kind} ${hashOf(credentials)}`
}

function hashOf(settings: unknown): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('base64url')
}
