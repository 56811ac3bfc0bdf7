import { expect, test } from 'vitest'
import type { Change } from '../../plan/types.ts'
import { blamedChanges } from './blame.ts'
import { type ApiMessage, connectionError, refusalError } from './errors.ts'
import type { Operation } from './operations.ts'

function refusal(status: number, errors: ApiMessage[], retryAfter?: number) {
  return refusalError({ status, errors, requestId: 'ray', retryAfter })
}

test.each<[number, number[], string]>([
  [400, [6003, 6111], 'auth'],
  [400, [10_000], 'auth'],
  [401, [1000], 'auth'],
  [403, [9109], 'auth'],
  [403, [], 'auth'],
  [404, [1001], 'not_found'],
  [400, [7003, 7000], 'not_found'],
  [404, [], 'not_found'],
  [404, [81044], 'conflict'],
  [400, [81053], 'conflict'],
  [400, [81054], 'conflict'],
  [400, [81056], 'conflict'],
  [400, [81057], 'conflict'],
  [400, [81058], 'conflict'],
  [400, [81045], 'rejected'],
  [400, [1004], 'rejected'],
  [422, [], 'rejected'],
  [429, [10300], 'rate_limited'],
  [400, [971], 'rate_limited'],
  [408, [], 'unavailable'],
  [500, [], 'unavailable'],
  [503, [10_000], 'unavailable'],
])('the status %i with the codes %j is %s', (status, codes, word) => {
  const errors = codes.map(code => ({ code, message: 'no' }))
  expect(refusal(status, errors).failure.code).toBe(word)
})

test('the exact error is told, in a chain or behind the general one', () => {
  const exact = { code: 9005, message: 'Content for A record must be a valid IPv4 address.' }
  const general = { code: 1004, message: 'DNS Validation Error' }
  const expected = {
    code: 'rejected',
    message: 'Cloudflare: DNS Validation Error: Content for A record must be a valid IPv4 address.',
    details: { code: '9005', message: exact.message, requestId: 'ray' },
  }
  expect(refusal(400, [{ ...general, error_chain: [exact] }]).failure).toEqual(expected)
  expect(refusal(400, [general, exact]).failure).toEqual(expected)
})

test('a code in the chain of a record’s error is not taken for what it means alone', () => {
  expect(refusal(400, [{ code: 1004, error_chain: [{ code: 9109 }] }]).failure.code).toBe('rejected')
})

test('words without end are cut, and none at all are made up for', () => {
  expect(refusal(400, [{ code: 1004, message: 'x'.repeat(10_000) }]).failure.message.length).toBeLessThan(600)
  expect(refusal(502, []).failure.message).toBe('Cloudflare answered with the status 502')
})

test('only a rest that is told of is shorter than the five minutes of the limit', () => {
  expect(refusal(429, []).failure.retryAfter).toBe(300)
  expect(refusal(429, [], 2).failure.retryAfter).toBe(2)
})

test('only where there was no connection is it sure that nothing was done', () => {
  const failed = (code: string) =>
    connectionError(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) }))
  expect(failed('ECONNREFUSED').effect).toBe('none')
  expect(failed('ENOTFOUND').effect).toBe('none')
  expect(failed('ECONNRESET').effect).toBe('unknown')
  expect(connectionError(new TypeError('terminated')).effect).toBe('unknown')
})

const change = (type: string): Change => ({
  op: 'create',
  after: { name: `${type.toLowerCase()}.example.com.`, type, ttl: 300, records: [] },
})
const post = (made: Change): Operation => ({
  kind: 'posts',
  change: made,
  fields: { type: made.op === 'create' ? made.after.type : '', name: '', ttl: 1 },
})

test('a refusal is told of the change that it points to', () => {
  const [a, b] = [change('A'), change('TXT')]
  const error = refusal(400, [{ code: 1004, source: { pointer: '/posts/1/content' } }])
  expect(blamedChanges(error, [post(a), post(b)])).toEqual(new Set([b]))
})

test('without that it is told of those that its code can mean, or of all', () => {
  const [a, b] = [change('A'), change('TXT')]
  const operations = [post(a), post(b)]
  expect(blamedChanges(refusal(400, [{ code: 1004, error_chain: [{ code: 9005 }] }]), operations)).toEqual(new Set([a]))
  expect(blamedChanges(refusal(400, [{ code: 1004 }]), operations)).toEqual(new Set([a, b]))
  expect(blamedChanges(refusal(400, [{ code: 81_044 }]), operations)).toEqual(new Set([a, b]))
})
