import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, type ErrorCode, errorTable, type MachineErrorCode, machineErrorTable } from '../contract/errors.ts'
import { isMachinePath } from '../contract/paths.ts'
import type { Problem } from '../dns/problem.ts'
import { isStoreUnavailable } from '../services/store-failures.ts'

/** Turns whatever was thrown into a reply of the family that the request came through. Causes go to the log, never out. */
export function replyError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = toAppError(error, request)
  if (errorTable[known.code].status >= 500) request.log.error({ err: error }, known.message)
  if (known.retryAfter !== undefined) reply.header('Retry-After', String(known.retryAfter))
  return isMachinePath(request.url) ? replyMachineError(known, reply) : replyProjectError(known, request, reply)
}

function replyProjectError(error: AppError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status } = errorTable[error.code]
  return reply.code(status).send({
    message: error.message,
    error: STATUS_CODES[status],
    code: error.code,
    requestId: request.id,
    ...(error.details === undefined ? {} : { details: error.details }),
    ...(error.plan === undefined ? {} : { plan: error.plan }),
  })
}

function replyMachineError(error: AppError, reply: FastifyReply): FastifyReply {
  const code = machineCode(error.code)
  const message =
    code === 'unauthorized'
      ? 'Invalid or missing API key. Please provide your API key in the X-API-Key header.'
      : error.message
  return reply.code(machineErrorTable[code]).send({ error: { code, message: withDetails(message, error, code) } })
}

/** The machine family has no `details`; its messages name every problem. */
function withDetails(message: string, { details }: AppError, code: MachineErrorCode): string {
  if (code !== 'dns_record_creation_failed' || details === undefined) return message
  return details.map(describe).join('; ')
}

function describe({ path, message }: Problem): string {
  return path === '' ? message : `${path}: ${message}`
}

const machineCodes: Partial<Record<ErrorCode, MachineErrorCode>> = {
  unauthorized: 'unauthorized',
  invalid_credentials: 'unauthorized',
  rate_limited: 'rate_limit_exceeded',
  forbidden: 'forbidden',
  domain_not_found: 'domain_not_found',
  domain_not_managed: 'domain_not_managed',
  registrar_not_configured: 'registrar_not_configured',
  record_not_found: 'record_not_found',
  idempotency_key_in_use: 'idempotency_key_in_use',
  idempotency_key_reused: 'idempotency_key_reused',
  not_found: 'domain_not_found',
  route_not_found: 'route_not_found',
  not_settled_yet: 'not_settled_yet',
  overloaded: 'service_unavailable',
  store_unavailable: 'service_unavailable',
}

function machineCode(code: ErrorCode): MachineErrorCode {
  const own = machineCodes[code]
  if (own !== undefined) return own
  return errorTable[code].status < 500 ? 'dns_record_creation_failed' : 'internal_error'
}

function toAppError(error: unknown, request: FastifyRequest): AppError {
  if (error instanceof AppError) return error
  const { code, statusCode, message } = (error ?? {}) as Partial<FastifyError>
  const known = typeof code === 'string' ? fastifyErrors[code] : undefined
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return bodyTooLarge(request, error)
  if (known !== undefined) return new AppError(known.code, known.message, { cause: error })
  // The framework's other complaints about a request are the sender's to mend as well.
  if (code?.startsWith('FST_') && statusCode !== undefined && statusCode < 500) {
    return new AppError('malformed_request', `${message ?? 'The request is not well-formed'}.`, { cause: error })
  }
  if (isStoreUnavailable(error)) {
    return new AppError('store_unavailable', 'The database cannot be reached just now.', {
      cause: error,
      retryAfter: 1,
    })
  }
  return new AppError('internal_error', 'Something went wrong here; the request id leads to the log.', { cause: error })
}

function bodyTooLarge({ routeOptions }: FastifyRequest, cause: unknown): AppError {
  const limit = routeOptions.bodyLimit / (1024 * 1024)
  return new AppError('body_too_large', `The body is larger than ${limit} MiB.`, { cause })
}

export const jsonWanted = 'Send the body as JSON, with "Content-Type: application/json".'

/** What Fastify itself refuses, before any route is asked. */
const fastifyErrors: Record<string, { code: ErrorCode; message: string }> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'unsupported_media_type', message: jsonWanted },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'invalid_json',
    message: 'The body is not as long as its Content-Length says.',
  },
}
