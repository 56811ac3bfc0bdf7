import { type Call, type Capabilities, type Provider, ProviderError, type RemoteZone } from '../provider.ts'
import type { RateLimiter } from './rate-limiter.ts'
import type { RateLimiters } from './rate-limiters.ts'
import { wrapProvider } from './wrap-provider.ts'

export interface RateLimitOptions {
  rate: Capabilities['rate']
  /** Whatever tells the account from every other one. */
  account: string
  limiters: RateLimiters
}

/** How long an account rests whose service says that it's too much, but not for how long. */
const usualRest = 1

/**
 * Holds every request back until the account's limit has room for it; all zones of an account share it where the service counts
 * so. When the service refuses one nevertheless, the account rests for the time it names.
 */
export function withRateLimit(provider: Provider, { rate, account, limiters }: RateLimitOptions): Provider {
  if (rate === 'unlimited') return provider
  const limiterOf = (zone: RemoteZone | undefined): RateLimiter =>
    limiters.of(rate.scope === 'zone' && zone !== undefined ? `${account} ${zone.hostedZoneId}` : account, rate)

  async function inTurn<T>(work: (call: Call) => Promise<T>, call: Call, limiter: RateLimiter): Promise<T> {
    await limiter.take(call)
    return work(paced(call, limiter)).catch(error => restAfter(limiter, error))
  }

  return wrapProvider(provider, {
    call: (work, call, zone) => inTurn(work, call, limiterOf(zone)),
    async apply(work, _batch, call, zone) {
      const limiter = limiterOf(zone)
      const answer = await inTurn(work, call, limiter)
      for (const outcome of answer.outcomes) if (outcome.status === 'failed') await rest(limiter, outcome.failure)
      return answer
    },
    async *read(work, call, zone) {
      const limiter = limiterOf(zone)
      await limiter.take(call)
      try {
        yield* work(paced(call, limiter))
      } catch (error) {
        await restAfter(limiter, error)
      }
    },
  })
}

function paced(call: Call, limiter: RateLimiter): Call {
  return { ...call, furtherRequest: () => limiter.take(call) }
}

async function restAfter(limiter: RateLimiter, error: unknown): Promise<never> {
  if (error instanceof ProviderError) await rest(limiter, error.failure)
  throw error
}

async function rest(limiter: RateLimiter, { code, retryAfter }: ProviderError['failure']): Promise<void> {
  if (code === 'rate_limited') await limiter.stop(retryAfter ?? usualRest)
}
