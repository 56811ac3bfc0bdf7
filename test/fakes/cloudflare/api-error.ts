export interface Message {
  code: number
  message: string
  error_chain?: Message[]
}

/** A request that the API refuses, with the errors of its envelope. */
export class ApiError extends Error {
  readonly status: number
  readonly errors: readonly Message[]
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, errors: readonly Message[], headers: Record<string, string> = {}) {
    super(errors.map(({ message }) => message).join('; '))
    this.name = 'ApiError'
    this.status = status
    this.errors = errors
    this.headers = headers
  }
}

export function refuse(code: number, message: string, status = 400): ApiError {
  return new ApiError(status, [{ code, message }])
}

/** What is wrong with a record: the exact code stands in the chain of the general one. */
export function invalidRecord(code: number, message: string): ApiError {
  return new ApiError(400, [{ code: 1004, message: 'DNS Validation Error', error_chain: [{ code, message }] }])
}

/** An address of the API that leads nowhere, wrong identifiers among them. */
export function noRoute(path: string): ApiError {
  return new ApiError(404, [
    { code: 7003, message: `Could not route to ${path}, perhaps your object identifier is invalid?` },
    { code: 7000, message: 'No route for that URI' },
  ])
}
