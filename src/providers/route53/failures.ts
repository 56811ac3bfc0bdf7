import type { Failure } from '../../plan/types.ts'
import { ProviderError } from '../provider.ts'

/** What the service answered where it didn't do what it was asked. */
export interface Refusal {
  status: number
  /** Its own word, such as `InvalidChangeBatch`; empty where the answer isn't one of AWS's at all. */
  code: string
  messages: string[]
  requestId: string | undefined
}

/** The service refused a request, or answered something that nobody can read. */
export class RefusedError extends Error {
  readonly refusal: Refusal

  constructor({ messages: all, ...refusal }: Refusal) {
    const messages = repeating.has(refusal.code) ? all.map(message => message.split('\n')[0] ?? '') : all
    super(messages.join('; ') || refusal.code || `HTTP status ${refusal.status}`)
    this.name = 'RefusedError'
    this.refusal = { ...refusal, messages }
  }
}

/** With these the service repeats, from the second line on, all that should have been signed: a role's session token among it. */
const repeating: ReadonlySet<string> = new Set(['SignatureDoesNotMatch', 'IncompleteSignature'])

/** No answer came. `wasSent`: the service may have got the request nevertheless. */
export class NoAnswerError extends Error {
  readonly wasSent: boolean

  constructor(message: string, options: { wasSent: boolean; cause: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'NoAnswerError'
    this.wasSent = options.wasSent
  }
}

/**
 * The service's words in the seam's, those of STS among them. PriorRequestNotComplete passes by itself, so it is `unavailable`: what
 * was sent isn't at fault.
 */
const codes: Readonly<Record<string, Failure['code']>> = {
  Throttling: 'rate_limited',
  ThrottlingException: 'rate_limited',
  ThrottledException: 'rate_limited',
  RequestLimitExceeded: 'rate_limited',
  TooManyRequestsException: 'rate_limited',
  PriorRequestNotComplete: 'unavailable',
  RequestTimeout: 'unavailable',
  RequestExpired: 'auth',
  RequestTimeTooSkewed: 'auth',
  AccessDenied: 'auth',
  AccessDeniedException: 'auth',
  UnauthorizedOperation: 'auth',
  NotAuthorized: 'auth',
  OptInRequired: 'auth',
  ExpiredToken: 'auth',
  ExpiredTokenException: 'auth',
  InvalidAccessKeyId: 'auth',
  InvalidClientTokenId: 'auth',
  UnrecognizedClientException: 'auth',
  IncompleteSignature: 'auth',
  MissingAuthenticationToken: 'auth',
  MissingAuthenticationTokenException: 'auth',
  SignatureDoesNotMatch: 'auth',
  RegionDisabledException: 'auth',
  NoSuchHostedZone: 'not_found',
  NoSuchChange: 'not_found',
  ConflictingDomainExists: 'conflict',
  HostedZoneAlreadyExists: 'conflict',
  HostedZoneNotEmpty: 'conflict',
  ConcurrentModification: 'conflict',
}

/** The failure that a refusal comes to. */
export function failureOf({ status, code, messages, requestId }: Refusal): Failure {
  const own = messages.join('; ')
  const message = own === '' ? `the service answered with HTTP status ${status}${code && `, ${code}`}` : own
  return {
    code: codes[code] ?? codeOfStatus(status, code),
    message: hints[code] === undefined ? message : `${message} (${hints[code]})`,
    details: {
      ...(code !== '' && { code }),
      ...(own !== '' && { message: own }),
      ...(requestId !== undefined && { requestId }),
    },
  }
}

const hints: Readonly<Record<string, string>> = {
  ExpiredToken: 'the temporary credentials have run out',
  SignatureDoesNotMatch: 'is the secret access key the one of this access key?',
  RequestTimeTooSkewed: 'is the clock of this machine right?',
}

/** A refusal without one of AWS's codes comes from something in between, and says nothing about what was sent. */
function codeOfStatus(status: number, code: string): Failure['code'] {
  if (status === 429) return 'rate_limited'
  if (status >= 500 || code === '') return 'unavailable'
  return status === 401 || status === 403 ? 'auth' : 'rejected'
}

/** Whether nothing was done: a 5xx or an answer of something in between leaves that open. */
export function saysNothingWasDone({ status, code }: Refusal): boolean {
  return code !== '' && status < 500
}

/** Any error of a request as one that may leave the provider. */
export function providerError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error
  return new ProviderError(failureOfError(error), { cause: error })
}

export function failureOfError(error: unknown): Failure {
  if (error instanceof RefusedError) return failureOf(error.refusal)
  const message = error instanceof NoAnswerError ? error.message : 'the answer of the service could not be read'
  return { code: 'unavailable', message }
}
