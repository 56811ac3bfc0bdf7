import { expect, test } from 'vitest'
import { type ErrorFields, ZoneplaneError } from './error.ts'
import { pauseBeforeRetry } from './retry.ts'

const limits = { retries: 4, longestPause: 60_000 }
const pause = (fields: ErrorFields, more: { attempt?: number; isRepeatable?: boolean } = {}) =>
  pauseBeforeRetry(new ZoneplaneError('no', fields), {
    attempt: 1,
    isRepeatable: true,
    limits,
    random: () => 1,
    ...more,
  })

test('what no reply came to, what is limited, and what is away for now is sent again', () => {
  expect(pause({ status: 0, code: 'network_error' })).toBe(250)
  expect(pause({ status: 0, code: 'timeout' })).toBe(250)
  expect(pause({ status: 429, code: 'rate_limited' })).toBe(250)
  expect(pause({ status: 503, code: 'overloaded' })).toBe(250)
  expect(pause({ status: 502, code: 'unexpected_reply' })).toBe(250)
  expect(pause({ status: 409, code: 'idempotency_key_in_use', retryAfter: 1 })).toBe(1000)
})

test('what was decided is not asked again, nor a write that goes on', () => {
  expect(pause({ status: 400, code: 'validation_failed' })).toBeUndefined()
  expect(pause({ status: 409, code: 'conflict' })).toBeUndefined()
  expect(pause({ status: 500, code: 'provider_rejected' })).toBeUndefined()
  expect(pause({ status: 503, code: 'not_settled_yet', retryAfter: 1 })).toBeUndefined()
})

test('nothing is sent again that might be done twice, and nothing more often than allowed', () => {
  expect(pause({ status: 503, code: 'overloaded' }, { isRepeatable: false })).toBeUndefined()
  expect(pause({ status: 503, code: 'overloaded' }, { attempt: 4 })).toBe(2000)
  expect(pause({ status: 503, code: 'overloaded' }, { attempt: 5 })).toBeUndefined()
})

test('a time that the server names is kept to, unless it is longer than callers wait', () => {
  expect(pause({ status: 429, code: 'rate_limited', retryAfter: 60 })).toBe(60_000)
  expect(pause({ status: 429, code: 'rate_limited', retryAfter: 61 })).toBeUndefined()
})
