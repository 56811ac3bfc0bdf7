import { AwsError } from './aws-error.ts'
import type { Limits } from './options.ts'

/** Counts the requests of each account, and throws for those beyond the limit; these don't count. */
export function createThrottle({ requests, perSeconds }: Limits, now: () => number): (account: string) => void {
  const times = new Map<string, number[]>()
  return account => {
    const recent = (times.get(account) ?? []).filter(time => time > now() - perSeconds * 1000)
    if (recent.length >= requests) throw throttled()
    times.set(account, [...recent, now()])
  }
}

/** With status 400, unlike every other service's. */
export function throttled(): AwsError {
  return new AwsError(400, 'Throttling', 'Rate exceeded')
}
