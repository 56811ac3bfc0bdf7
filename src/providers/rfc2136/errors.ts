import type { Rcode } from '../../dns/message-codes.ts'
import { nameWithoutFinalDot } from '../../dns/name.ts'
import type { Name } from '../../dns/rrset.ts'
import type { Failure } from '../../plan/types.ts'
import type { QueryError, QueryErrorCode } from '../../resolver/query-error.ts'
import { ProviderError } from '../provider.ts'

/** Known by its name, since the client that throws it was handed in. */
export function isQueryError(error: unknown): error is QueryError {
  return error instanceof Error && error.name === 'QueryError'
}

const failureCodes: Readonly<Record<QueryErrorCode, Failure['code']>> = {
  timeout: 'unavailable',
  network: 'unavailable',
  malformed: 'unavailable',
  servfail: 'unavailable',
  refused: 'auth',
  no_address: 'unavailable',
  address_not_allowed: 'rejected',
  bad_key: 'auth',
  bad_signature: 'auth',
  bad_time: 'auth',
}

/** The words of RFC 8945 and RFC 2136 where there are such; otherwise how the seam's other users name it. */
const detailCodes: Partial<Record<QueryErrorCode, string>> = {
  bad_key: 'BADKEY',
  bad_signature: 'BADSIG',
  bad_time: 'BADTIME',
  address_not_allowed: 'endpoint_refused',
}

export function failureOfQuery(error: QueryError): Failure {
  const { code, message, rcode } = error
  return { code: failureCodes[code], message, details: { code: detailCodes[code] ?? rcode ?? code, message } }
}

/** Every error of talking to the server, as the seam has them. */
export function providerError(error: unknown): unknown {
  if (isQueryError(error)) return new ProviderError(failureOfQuery(error), { cause: error })
  if (error instanceof ProviderError || !isAbort(error)) return error
  return new ProviderError({ code: 'unavailable', message: 'nobody waits for the answer any more' }, { cause: error })
}

/** What signals are aborted with. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')
}

export function zoneNotFound(zone: Name, why: string, cause?: unknown): ProviderError {
  const message = `the server has no zone ${nameWithoutFinalDot(zone)}, or does not show it to this key (${why})`
  return new ProviderError({ code: 'not_found', message, details: { code: why, message } }, { cause })
}

/** RCODEs by which a server says that what must be there isn't, or what mustn't is (RFC 2136 §3.2). */
const conflictCodes: ReadonlySet<Rcode> = new Set(['YXDOMAIN', 'YXRRSET', 'NXDOMAIN', 'NXRRSET'])

export function isConflict(rcode: Rcode): boolean {
  return conflictCodes.has(rcode)
}

/** Not even an update without changes is let pass. */
export function updateForbidden(zone: Name): ProviderError {
  const message = `the key may not update ${nameWithoutFinalDot(zone)} (REFUSED)`
  return new ProviderError({ code: 'auth', message, details: { code: 'REFUSED', message } })
}

/** What an UPDATE's RCODE means, but for success and conflicts: of all of these nothing was changed. */
export function failureOfUpdate(rcode: Rcode, zone: Name): Failure {
  const domain = nameWithoutFinalDot(zone)
  const failure = (code: Failure['code'], message: string): Failure => ({
    code,
    message,
    details: { code: rcode, message },
  })
  switch (rcode) {
    case 'REFUSED':
      return failure('rejected', `the server refuses this update of ${domain} (REFUSED)`)
    case 'NOTAUTH':
      return failure('not_found', `the server is no primary of ${domain} (NOTAUTH)`)
    case 'NOTZONE':
      return failure('rejected', `the server finds names outside of ${domain} (NOTZONE)`)
    case 'NOTIMP':
      return failure('rejected', `the server takes no updates of ${domain} (NOTIMP)`)
    case 'SERVFAIL':
      return failure('unavailable', `the server failed to update ${domain} (SERVFAIL)`)
    default:
      return failure('rejected', `the server refuses the update of ${domain} (${rcode})`)
  }
}
