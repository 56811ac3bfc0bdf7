import { ApiError } from './api-error.ts'
import type { Limits } from './options.ts'

/** Counts the requests of each user and refuses those beyond the limits. */
export interface Throttle {
  /** Throws 429, over the user's limit for as long as a whole window. */
  count(user: string): void
  /** What every answer says of the limit. */
  headers(user: string): Record<string, string>
}

export function createThrottle({ requests, perSeconds, requestsPerSecond }: Limits, now: () => number): Throttle {
  const times = new Map<string, number[]>()
  const blocked = new Map<string, number>()
  let lastSecond: number[] = []

  const recent = (user: string) => (times.get(user) ?? []).filter(time => time > now() - perSeconds * 1000)

  return {
    count(user) {
      const until = blocked.get(user) ?? 0
      if (now() < until) throw tooMany(requests, perSeconds, (until - now()) / 1000)
      lastSecond = [...lastSecond.filter(time => time > now() - 1000), now()]
      if (lastSecond.length > requestsPerSecond) throw tooMany(requestsPerSecond, 1, 1)
      const own = recent(user)
      if (own.length >= requests) {
        blocked.set(user, now() + perSeconds * 1000)
        throw tooMany(requests, perSeconds, perSeconds)
      }
      times.set(user, [...own, now()])
    },
    headers: user => ({
      ratelimit: `"default";r=${Math.max(0, requests - recent(user).length)};t=${perSeconds}`,
      'ratelimit-policy': `"default";q=${requests};w=${perSeconds}`,
    }),
  }
}

function tooMany(requests: number, perSeconds: number, seconds: number): ApiError {
  const message = `More than ${requests} requests per ${perSeconds} seconds reached. Please wait and consider throttling your request speed`
  return new ApiError(429, [{ code: 10300, message }], { 'retry-after': String(Math.ceil(seconds)) })
}
