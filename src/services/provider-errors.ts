import { AppError, type ErrorCode } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'
import type { Danger } from '../plan/dangers.ts'
import type { Failure } from '../plan/types.ts'
import { ProviderError } from '../providers/provider.ts'

/** How each of the seam's six words is told to callers. */
const codes = {
  auth: 'provider_auth',
  not_found: 'provider_rejected',
  conflict: 'conflict',
  rejected: 'provider_rejected',
  rate_limited: 'provider_rate_limited',
  unavailable: 'provider_unavailable',
} as const satisfies Record<Failure['code'], ErrorCode>

/** Seconds to wait where a service says that it's too much, and not for how long. */
const usualRest = 1

/** What a provider answered, as an error for whoever asked: with its own code, message and request id. */
export function failureError(failure: Failure, cause?: unknown): AppError {
  const { code, message } = failure
  const retryAfter = failure.retryAfter ?? (code === 'rate_limited' ? usualRest : undefined)
  const told = /^[A-Z].*\.$/s.test(message) ? message : `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
  return new AppError(codes[code], told, {
    details: detailsOf(failure),
    cause,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  })
}

/** What could take a zone off the net, for whoever has not said that they mean it. */
export function dangersError(dangers: readonly Danger[]): AppError {
  const message = `This needs to be confirmed: ${dangers.map(danger => danger.message).join('; ')}.`
  return new AppError('confirmation_required', message, {
    details: dangers.map(({ code, message }) => ({ path: 'confirm', code, message })),
  })
}

/** Any error of a provider as one for callers; others stay as they are. */
export function callerError(error: unknown): unknown {
  return error instanceof ProviderError ? failureError(error.failure, error) : error
}

/** Does some work with a provider, and tells its errors as errors for callers. */
export async function callingProvider<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw callerError(error)
  }
}

function detailsOf({ code, message, details }: Failure): Problem[] {
  const own = { path: 'provider', code: details?.code ?? code, message: details?.message ?? message }
  if (details?.requestId === undefined) return [own]
  return [own, { path: 'provider.requestId', code: 'request_id', message: details.requestId }]
}
