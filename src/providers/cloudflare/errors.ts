import type { Failure } from '../../plan/types.ts'
import { connectionFailure } from '../connection-failure.ts'
import { ProviderError } from '../provider.ts'

/** An error of the API, as its envelope has it; the exact ones may stand in the chain of a general one. */
export interface ApiMessage {
  code?: number
  message?: string
  /** Gone from records since 2024-10-01, and kept elsewhere (fundamentals/api/reference/deprecations). */
  error_chain?: ApiMessage[]
  source?: { pointer?: string }
}

/** Why a request came to nothing that could be used. */
export class CloudflareError extends ProviderError {
  /** The service has done nothing, for it said so or never got the request; or nobody knows. */
  readonly effect: 'none' | 'unknown'
  readonly codes: readonly number[]
  /** Where in the request the first error is, as a JSON pointer (RFC 6901). */
  readonly pointer: string | undefined

  constructor(
    failure: Failure,
    {
      effect,
      codes = [],
      pointer,
      cause,
    }: { effect: 'none' | 'unknown'; codes?: number[]; pointer?: string | undefined; cause?: unknown },
  ) {
    super(failure, { cause })
    this.effect = effect
    this.codes = codes
    this.pointer = pointer
  }
}

/** An error of a request on its way: what others throw, such as whoever paces requests, came before it was sent. */
export function asCloudflareError(error: unknown): CloudflareError {
  if (error instanceof CloudflareError) return error
  if (error instanceof ProviderError) return new CloudflareError(error.failure, { effect: 'none', cause: error })
  throw error
}

/** Nothing was done, and nothing is said against what was sent: it can be sent again. */
export function isRepeatable({ effect, failure }: CloudflareError): boolean {
  return effect === 'none' && failure.code !== 'rejected' && failure.code !== 'conflict'
}

/** A reply of the API that isn't a success. */
export interface Refusal {
  status: number
  errors: readonly ApiMessage[]
  requestId: string | undefined
  /** Seconds. */
  retryAfter: number | undefined
}

/** After 429 the account is refused for five minutes, where nothing else is said (2025-09-03, fundamentals/api/reference/limits). */
const usualRest = 300

const longestMessage = 500

export function refusalError(refusal: Refusal): CloudflareError {
  const { status, requestId, retryAfter = usualRest } = refusal
  const all = flatten(refusal.errors)
  const exact = all.at(-1)
  const codes = all.flatMap(({ code }) => code ?? [])
  const said = [...new Set(all.map(({ message }) => message))].filter(Boolean).join(': ').slice(0, longestMessage)
  const message = said === '' ? `Cloudflare answered with the status ${status}` : `Cloudflare: ${said}`
  const details = {
    code: String(exact?.code ?? status),
    message: exact?.message?.slice(0, longestMessage) ?? `status ${status}`,
    ...(requestId !== undefined && { requestId }),
  }
  const code = codeOf(status, codes)
  const failure: Failure = { code, message, details, ...(code === 'rate_limited' && { retryAfter }) }
  const pointer = all.find(({ source }) => source?.pointer)?.source?.pointer
  return new CloudflareError(failure, { effect: status >= 500 ? 'unknown' : 'none', codes, pointer })
}

/** The first error with those of its chain: a batch tells of the first thing only, and others are told of one by one. */
function flatten(errors: readonly ApiMessage[]): ApiMessage[] {
  return errors.slice(0, 2).flatMap(error => [error, ...flatten(error.error_chain ?? [])])
}

/** Codes that say more than their status does, as users of the service have reported them. */
const codes: Readonly<Record<number, Failure['code']>> = {
  /** Wrong form of the header with the token. */
  6003: 'auth',
  6111: 'auth',
  9109: 'auth',
  10000: 'auth',
  10001: 'auth',
  /** No such zone, or none by such an id. */
  1001: 'not_found',
  7000: 'not_found',
  7003: 'not_found',
  971: 'rate_limited',
  10300: 'rate_limited',
  /** The zone isn't as it was read just before. */
  81044: 'conflict',
  81053: 'conflict',
  81054: 'conflict',
  81056: 'conflict',
  81057: 'conflict',
  81058: 'conflict',
}

function codeOf(status: number, found: readonly number[]): Failure['code'] {
  if (status === 429) return 'rate_limited'
  if (status >= 500) return 'unavailable'
  if (status === 401 || status === 403) return 'auth'
  // Codes inside the chain of a record's error mean something else than they do alone.
  if (found[0] === invalidRecord) return 'rejected'
  const known = found.map(code => codes[code]).find(code => code !== undefined)
  if (known !== undefined) return known
  if (status === 404) return 'not_found'
  if (status === 408 || status === 425) return 'unavailable'
  return status === 409 ? 'conflict' : 'rejected'
}

const invalidRecord = 1004

/** Something else than JSON came, such as a page for people. */
export function unreadableError(
  what: string,
  { status, requestId }: Pick<Refusal, 'status' | 'requestId'>,
): CloudflareError {
  const message = `Cloudflare answered with ${what} instead of JSON (status ${status})`
  const details = { code: String(status), message: what, ...(requestId !== undefined && { requestId }) }
  const effect = status >= 400 && status < 500 ? 'none' : 'unknown'
  return new CloudflareError({ code: 'unavailable', message, details }, { effect })
}

/** No answer came. */
export function connectionError(cause: unknown): CloudflareError {
  const { code, effect } = connectionFailure(cause)
  const message = `Cloudflare could not be reached${code === undefined ? '' : `: ${code}`}`
  return new CloudflareError({ code: 'unavailable', message, ...(code && { details: { code } }) }, { effect, cause })
}

export function givenUpError(cause: unknown, effect: 'none' | 'unknown'): CloudflareError {
  return new CloudflareError({ code: 'unavailable', message: 'the call was given up' }, { effect, cause })
}
