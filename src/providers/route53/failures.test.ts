import { expect, test } from 'vitest'
import { providerError, RefusedError } from './failures.ts'

test('what AWS repeats of a request that is signed wrongly goes no further: a session token may be in it', () => {
  const told = 'The request signature we calculated does not match the signature you provided.'
  const repeated = `${told}\n\nThe Canonical String should have been\n'POST\nx-amz-security-token:canary-token'`
  const refusal = { status: 403, code: 'SignatureDoesNotMatch', messages: [repeated], requestId: 'r-1' }
  const error = providerError(new RefusedError(refusal))
  expect(error.failure).toMatchObject({ code: 'auth', details: { message: told, requestId: 'r-1' } })
  expect(error.failure.message).toContain(told)
  expect(JSON.stringify([error, error.failure, error.cause, error.stack, String(error.cause)])).not.toContain('canary')
})

test('other refusals are told whole', () => {
  const refusal = { status: 400, code: 'InvalidChangeBatch', messages: ['one\ntwo', 'three'], requestId: undefined }
  expect(providerError(new RefusedError(refusal)).failure.message).toBe('one\ntwo; three')
})
