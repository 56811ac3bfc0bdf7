import type { PlanData } from '../contract/changes.ts'
import type { ErrorCode, MachineErrorCode } from '../contract/errors.ts'
import type { ImportPlan } from '../contract/import.ts'
import type { Problem } from '../contract/schema.ts'

/**
 * What the client itself tells of: nothing came back (`network_error`), not in time (`timeout`), or what came back is not
 * Zoneplane's (`unexpected_reply`).
 */
export type ClientErrorCode = 'network_error' | 'timeout' | 'unexpected_reply'

/** Any code that a `ZoneplaneError` can have; servers that are newer than this client may have others. */
export type ZoneplaneErrorCode = ErrorCode | MachineErrorCode | ClientErrorCode | (string & {})

export interface ErrorFields {
  status: number
  code: ZoneplaneErrorCode
  details?: Problem[]
  requestId?: string | undefined
  retryAfter?: number | undefined
  plan?: PlanData | ImportPlan
}

/** The one error that calls reject with. A call that its caller has aborted rejects with the signal's reason instead. */
export class ZoneplaneError extends Error {
  /** Of HTTP; 0 where no reply came. */
  readonly status: number
  /** Stable; `message` is for people, and may change. */
  readonly code: ZoneplaneErrorCode
  /** Everything that is wrong, each with its path; empty where the server names nothing. */
  readonly details: Problem[]
  /** As in the server's log. */
  readonly requestId: string | undefined
  /** Seconds to wait before it's worth trying again. */
  readonly retryAfter: number | undefined
  /** With `confirmation_required`: what would be done. */
  readonly plan: PlanData | ImportPlan | undefined

  constructor(message: string, fields: ErrorFields, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.name = 'ZoneplaneError'
    this.status = fields.status
    this.code = fields.code
    this.details = fields.details ?? []
    this.requestId = fields.requestId
    this.retryAfter = fields.retryAfter
    this.plan = fields.plan
  }
}

/** What a reply that is no success says, in either family's form; of replies that aren't Zoneplane's, their status. */
export function errorOfReply(reply: Response, text: string): ZoneplaneError {
  const { status, headers } = reply
  const body = readJson(text)
  const { code, message } = typeof body.error === 'object' && body.error !== null ? (body.error as ErrorBody) : body
  const requestId = body.requestId ?? headers.get('X-Request-Id') ?? undefined
  const common = { status, requestId, retryAfter: secondsOf(headers.get('Retry-After')) }
  if (typeof code !== 'string' || typeof message !== 'string') {
    const place = headers.get('Location')
    const text = `The server answered ${[status, reply.statusText].join(' ').trim()}`
    const message = place === null ? `${text}.` : `${text}, and leads to ${place}: use that address.`
    return new ZoneplaneError(message, { ...common, code: 'unexpected_reply' })
  }
  const { details, plan } = body
  return new ZoneplaneError(message, { ...common, code, ...(details && { details }), ...(plan && { plan }) })
}

interface ErrorBody {
  code?: string
  message?: string
  requestId?: string
  details?: Problem[]
  plan?: PlanData | ImportPlan
  error?: unknown
}

function readJson(text: string): ErrorBody {
  try {
    return (JSON.parse(text) ?? {}) as ErrorBody
  } catch {
    return {}
  }
}

function secondsOf(header: string | null): number | undefined {
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined
}
