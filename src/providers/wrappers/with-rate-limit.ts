import { type Call, type Capabilities, type Provider, ProviderError, type RemoteZone } from '../provider.ts'
import type { RateLimiter } from './rate-limiter.ts'
import type { RateLimiters } from './rate-limiters.ts'
import { wrapProvider } from './wrap-provider.ts'

export interface RateLimitOptions {
  rate: Capabilities['rate']
  /** Whatever tells the account from every other one. */
  account: string
  limiters: RateLimiters
  /** The service has refused a request as one too many. */
  onStop?(): void
}

/** How long an account rests whose service says that it's too much, but not for how long. */
const usualRest = 1

type Limits = Pick<RateLimiter, 'take' | 'takeFurther' | 'stop'>

/**
 * Holds every request back until the account's limit has room for it and the call has its turn; all zones of an account share
 * the limit where the service counts so. When the service refuses one nevertheless, the account rests for the time it names.
 */
export function withRateLimit(provider: Provider, { rate, account, limiters, onStop }: RateLimitOptions): Provider {
  /** Where a request was refused, the account rests before the next one. */
  function paced(call: Call, limits: Limits): Call {
    return {
      ...call,
      furtherRequest: async refused => {
        if (refused !== undefined) await rest(limits, [refused.failure])
        await limits.takeFurther(call)
      },
    }
  }

  function limitsOf(zone: RemoteZone | undefined): Limits {
    if (rate === 'unlimited') return noLimits
    return limiters.of(rate.scope === 'zone' && zone !== undefined ? `${account} ${zone.hostedZoneId}` : account, rate)
  }

  async function inTurn<T>(work: (call: Call) => Promise<T>, call: Call, limits: Limits): Promise<T> {
    try {
      await limits.take(call)
      return await work(paced(call, limits)).catch(error => restAfter(limits, error))
    } finally {
      call.turn?.end()
    }
  }

  async function restAfter(limits: Limits, error: unknown): Promise<never> {
    if (error instanceof ProviderError) await rest(limits, [error.failure])
    throw error
  }

  async function rest(limits: Limits, failures: readonly ProviderError['failure'][]): Promise<void> {
    const refused = failures.filter(({ code }) => code === 'rate_limited')
    if (refused.length === 0) return
    onStop?.()
    await limits.stop(Math.max(...refused.map(({ retryAfter }) => retryAfter ?? usualRest)))
  }

  return wrapProvider(provider, {
    call: (work, call, zone) => inTurn(work, call, limitsOf(zone)),
    async apply(work, _batch, call, zone) {
      const limits = limitsOf(zone)
      const answer = await inTurn(work, call, limits)
      await rest(
        limits,
        answer.outcomes.flatMap(outcome => ('failure' in outcome ? [outcome.failure] : [])),
      )
      return answer
    },
    async *read(work, call, zone) {
      const limits = limitsOf(zone)
      try {
        await limits.take(call)
        yield* untilFailed(work(paced(call, limits)), error => restAfter(limits, error))
      } finally {
        call.turn?.end()
      }
    },
  })
}

async function* untilFailed<T>(items: AsyncIterable<T>, onError: (error: unknown) => Promise<never>) {
  try {
    yield* items
  } catch (error) {
    await onError(error)
  }
}

/** A turn is all there is to wait for. */
const noLimits: Limits = {
  take: async call => call?.turn?.begin(),
  takeFurther: async () => {},
  stop: async () => {},
}
