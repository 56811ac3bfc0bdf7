import type { Problem } from '../dns/problem.ts'

/** What a schema can't say of `expiresAt`: that it is a day of the calendar, and to come. Takes input that nothing has checked. */
export function expiryProblems(body: unknown, now: number): Problem[] {
  const expiresAt = (body as { expiresAt?: unknown } | null | undefined)?.expiresAt
  if (typeof expiresAt !== 'string') return []
  const time = Date.parse(expiresAt)
  if (Number.isNaN(time)) return [{ path: 'expiresAt', code: 'wrong_form', message: 'must be a time that exists' }]
  return time > now ? [] : [{ path: 'expiresAt', code: 'in_the_past', message: 'must be in the future' }]
}
