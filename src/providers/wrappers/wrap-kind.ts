import { createHmac, randomBytes } from 'node:crypto'
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
  /** Accounts are named by it, and their credentials can't be guessed from the names. Instances that count together have the same. */
  accountKey?: Uint8Array
}

/** How long a service may take to answer: Route 53 and Cloudflare were seen to take ten seconds at their worst. */
const answerMilliseconds = 15_000

/**
 * The kind with everything around its providers that services behind a network need: each request has its turn within the
 * account's rate and its deadline, and what wasn't sent is tried again. Who is opened with the same settings again is the same
 * provider. Of a kind that is our own store (`capabilities.ledger`) calls only take their turns.
 */
export function wrapKind<Settings>(kind: ProviderKind<Settings>, options: WrapOptions): ProviderKind<Settings> {
  const { clock, random, limiters, recorder, accountKey = randomBytes(32) } = options
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
      opened.of(hashOf(settings, accountKey), () => {
        const timely = withDeadline(kind.open(settings, io), { clock, milliseconds: answerMilliseconds })
        const onStop = () => recorder?.stop(id)
        const account = `${id} ${hashOf(credentialsOf(settings), accountKey)}`
        const limited = withRateLimit(timely, { rate, account, limiters, onStop })
        return withRetry(limited, { clock, random, onRetry: ({ code }) => recorder?.retry(id, code) })
      }),
  }
}

/** Who has the same ones has the same account, in whichever workspace and connection. */
function credentialsOf(settings: unknown): object {
  const { workspaceId: _, ...credentials } = settings as { workspaceId?: number }
  return credentials
}

function hashOf(settings: unknown, key: Uint8Array): string {
  return createHmac('sha256', key).update(JSON.stringify(settings)).digest('base64url')
}
