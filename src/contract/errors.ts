import type { Problem } from '../dns/problem.ts'

/**
 * The one table of error codes: every reply that isn't a success carries one of these, with this HTTP status.
 * Codes are stable; messages are for people and may change. docs/reference/errors.md is made from this table.
 */
export const errorTable = {
  validation_failed: {
    status: 400,
    meaning: 'The input has one or more problems; `details` names each with its path.',
  },
  invalid_json: { status: 400, meaning: 'The body is not JSON, not UTF-8, or has a key twice.' },
  malformed_request: { status: 400, meaning: 'What came in is not well-formed HTTP, or did not come in whole.' },
  body_too_large: { status: 400, meaning: 'The body is larger than the limit that the message names.' },
  unsupported_media_type: { status: 400, meaning: 'The body is of another content type than the one expected.' },
  invalid_record_type: { status: 400, meaning: 'No such record type, or one that cannot be stored.' },
  managed_by_provider: { status: 400, meaning: 'The SOA set and the NS set at the apex are kept by the provider.' },
  record_not_found: { status: 404, meaning: 'The zone has no record set of that name and type.' },
  record_exists: { status: 400, meaning: 'A record set of that name and type is there already.' },
  values_mismatch: { status: 400, meaning: 'The values given are not the values stored.' },
  duplicate_zone: { status: 400, meaning: 'The domain has a zone already, here or at the provider.' },
  duplicate_subdomain: { status: 400, meaning: 'The environment has a subdomain of that name already.' },
  already_connected: { status: 400, meaning: 'The two resources are connected already; the message says by what.' },
  name_in_use: { status: 400, meaning: 'The name points elsewhere by another connection; `details` names it.' },
  no_cname_at_apex: {
    status: 400,
    meaning: "A host name can't be pointed at from the zone's own name there; the message says what works.",
  },
  duplicate_domain: { status: 400, meaning: 'The project has the domain already.' },
  ambiguous_zone: {
    status: 400,
    meaning: 'The account has several zones of that domain; `hostedZoneId` says which is meant.',
  },
  token_refused: { status: 400, meaning: 'The provider does not accept the token that the zone was to be found with.' },
  credentials_refused: { status: 400, meaning: "New credentials of a connection that works don't; the old ones stay." },
  connection_required: { status: 400, meaning: 'The project has no connection that could hold the zone.' },
  duplicate_connection: { status: 400, meaning: 'The project has a connection of that provider already.' },
  connection_in_use: { status: 400, meaning: 'Zones are bound through the connection; `details` names them.' },
  not_empty: { status: 400, meaning: 'Something still lives in what was to be deleted; `details` names it.' },
  last_owner: { status: 400, meaning: 'A workspace keeps at least one owner.' },
  wait_not_supported: {
    status: 400,
    meaning: 'The provider does not tell when all of its name servers have a change.',
  },
  sync_not_supported: { status: 400, meaning: 'Only zones have something that name servers could be asked about.' },
  secondaries_not_supported: {
    status: 400,
    meaning: 'Only zones of the built-in name server are transferred from here.',
  },
  too_many_secondaries: { status: 400, meaning: 'The workspace has as many secondaries as it can have.' },
  duplicate_secondary: { status: 400, meaning: 'The workspace has a secondary of that name already.' },
  key_name_taken: { status: 400, meaning: 'Another TSIG key has that name; `tsig.name` names this one.' },
  provider_not_supported: { status: 400, meaning: 'This installation has no such provider.' },
  nothing_to_revert: { status: 400, meaning: 'The change set made no changes that could be taken back.' },
  unauthorized: { status: 401, meaning: 'No credentials, or none that are valid.' },
  invalid_credentials: { status: 401, meaning: 'Email and password do not match an account.' },
  forbidden: { status: 403, meaning: 'The role or the key does not allow this.' },
  session_required: { status: 403, meaning: 'Keys cannot manage keys; sign in with a session.' },
  wrong_environment: { status: 403, meaning: 'The resource belongs to another project or environment.' },
  not_found: { status: 404, meaning: 'There is no such thing, or it may not be seen.' },
  route_not_found: { status: 404, meaning: 'The API has no such path or method.' },
  connection_not_found: { status: 404, meaning: 'The cloud connection named, or needed, is not there.' },
  hosted_zone_not_found: { status: 404, meaning: 'The account at the provider has no such zone.' },
  domain_not_found: { status: 404, meaning: "The domain is not registered in the key's project." },
  domain_not_managed: { status: 403, meaning: 'The domain is registered, but was not purchased here.' },
  registrar_not_configured: { status: 400, meaning: 'The workspace has no connection to a registrar.' },
  email_taken: { status: 409, meaning: 'An account with that email exists.' },
  conflict: { status: 409, meaning: 'Something changed at the same time; look again and repeat.' },
  confirmation_required: {
    status: 409,
    meaning: 'The plan is dangerous; `plan` shows it, and `confirm: true` makes it happen.',
  },
  changed_since: {
    status: 409,
    meaning: 'What was to be changed, or taken back, is not as the caller knew it any more; `details` names each set.',
  },
  idempotency_key_in_use: {
    status: 409,
    meaning: 'The first request with this `Idempotency-Key` is still under way; see `Retry-After`.',
  },
  idempotency_key_reused: {
    status: 422,
    meaning: 'This `Idempotency-Key` was sent with another request within the last 24 hours.',
  },
  rate_limited: { status: 429, meaning: 'Too many requests; `Retry-After` says how many seconds to wait.' },
  provider_rejected: { status: 500, meaning: 'The provider refused; `details` carries its own code and message.' },
  provider_unavailable: { status: 500, meaning: 'The provider did not answer, or answered with an outage.' },
  provider_rate_limited: { status: 500, meaning: 'The provider limits this account; see `Retry-After`.' },
  provider_auth: { status: 500, meaning: 'The provider does not accept the credentials of the connection.' },
  dns_lookup_failed: {
    status: 500,
    meaning: 'The name servers that were asked did not answer; `details` tells of each. What is known stays as it was.',
  },
  internal_error: { status: 500, meaning: 'A fault in Zoneplane; the log has it under the request id.' },
  overloaded: {
    status: 503,
    meaning: 'More writes wait than can be made soon; `Retry-After` says when to come again.',
  },
  not_settled_yet: {
    status: 503,
    meaning: 'It takes longer than callers are kept waiting; `details` names the change set to look up.',
  },
  store_unavailable: { status: 503, meaning: 'The database cannot be reached just now; see `Retry-After`.' },
  not_ready: { status: 503, meaning: 'The store or the name server is not ready.' },
} as const satisfies Record<string, { status: number; meaning: string }>

export type ErrorCode = keyof typeof errorTable

/** The machine family's own codes (`{ error: { code, message } }`), by what happened. */
export const machineErrorTable = {
  unauthorized: 401,
  rate_limit_exceeded: 429,
  dns_record_creation_failed: 400,
  registrar_not_configured: 400,
  domain_not_found: 404,
  record_not_found: 404,
  route_not_found: 404,
  domain_not_managed: 403,
  forbidden: 403,
  idempotency_key_in_use: 409,
  idempotency_key_reused: 422,
  internal_error: 500,
  not_settled_yet: 503,
  service_unavailable: 503,
} as const satisfies Record<string, number>

export type MachineErrorCode = keyof typeof machineErrorTable

/** An error with a code of the table. Everything that a service refuses is thrown as one of these. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: readonly Problem[] | undefined
  /** Seconds, for the `Retry-After` header. */
  readonly retryAfter: number | undefined
  /** The plan that asks for a confirmation, as the reply shows it. */
  readonly plan: unknown

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: readonly Problem[]; retryAfter?: number; plan?: unknown; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options.details
    this.retryAfter = options.retryAfter
    this.plan = options.plan
  }
}

/** Several problems as one error: its code is the problems' own where they share one of the table, else `validation_failed`. */
export function problemsError(problems: readonly Problem[]): AppError {
  const codes = new Set(problems.map(problem => problem.code))
  const [only] = codes
  const code = codes.size === 1 && only !== undefined && isErrorCode(only) ? only : 'validation_failed'
  return new AppError(code, problems.map(describe).join('; '), { details: problems })
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code)
}

function describe(problem: Problem): string {
  return problem.path === '' ? problem.message : `${problem.path}: ${problem.message}`
}
