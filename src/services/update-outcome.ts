import { AppError, type ErrorCode } from '../contract/errors.ts'
import type { Rcode } from '../dns/message-codes.ts'
import type { ChangeSet } from '../store/history.ts'

/** How an UPDATE ends (RFC 2136 §3), and why, for people. */
export interface UpdateOutcome {
  rcode: Rcode
  message?: string
}

/** Codes of the prerequisites' problems, which are the RCODEs' own words (src/plan/resolve-name.ts). */
const prerequisiteCodes: ReadonlySet<string> = new Set(['yxdomain', 'nxdomain', 'yxrrset', 'nxrrset'])

/** What a client may hope for when it comes again; of everything else it has to be told that it won't be done. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'conflict',
  'idempotency_key_in_use',
  'internal_error',
  'not_ready',
  'not_settled_yet',
  'overloaded',
  'provider_auth',
  'provider_rate_limited',
  'provider_unavailable',
  'store_unavailable',
])

/** Acknowledged is what was done as a whole, and nothing else. */
export function setOutcome({ id, status }: Pick<ChangeSet, 'id' | 'status'>): UpdateOutcome {
  if (status === 'applied') return { rcode: 'NOERROR' }
  return { rcode: 'SERVFAIL', message: `Change set ${id} was made in part.` }
}

/** The first prerequisite that doesn't hold, of problems in the order of their intents. */
export function prerequisiteOutcome(problems: readonly { code: string; message: string }[]): UpdateOutcome | undefined {
  const failed = problems.find(({ code }) => prerequisiteCodes.has(code))
  return failed && { rcode: failed.code.toUpperCase() as Rcode, message: failed.message }
}

/** What an error of the engine or of a provider comes to. Undefined for one that is a fault of ours. */
export function errorOutcome(error: unknown): UpdateOutcome | undefined {
  if (!(error instanceof AppError)) return undefined
  const { code, message, details = [] } = error
  return prerequisiteOutcome(details) ?? { rcode: passing.has(code) ? 'SERVFAIL' : 'REFUSED', message }
}
