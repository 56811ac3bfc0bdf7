import type { Failure } from '../../plan/types.ts'
import { connectionFailure } from '../connection-failure.ts'
import { ProviderError } from '../provider.ts'

/** Why a request came to nothing that could be used. */
export class PowerDnsError extends ProviderError {
  /** The server has done nothing, for it said so or never got the request; or nobody knows. */
  readonly effect: 'none' | 'unknown'
  /** What the server said is wrong, each by itself. */
  readonly messages: readonly string[]

  constructor(
    failure: Failure,
    { effect, messages = [], cause }: { effect: 'none' | 'unknown'; messages?: readonly string[]; cause?: unknown },
  ) {
    super(failure, { cause })
    this.effect = effect
    this.messages = messages
  }
}

/** An error of a request on its way: what others throw, such as whoever paces requests, came before it was sent. */
export function asPowerDnsError(error: unknown): PowerDnsError {
  if (error instanceof PowerDnsError) return error
  if (error instanceof ProviderError) return new PowerDnsError(error.failure, { effect: 'none', cause: error })
  throw error
}

const longestMessage = 500

/** `{"error": …}`, and since 5.1 `errors` with each of several; before 4.8 a word or two as plain text with some statuses. */
export function refusalError(status: number, text: string): PowerDnsError {
  const messages = messagesIn(text)
  const said = messages.join('; ').slice(0, longestMessage)
  const code = codes.get(status) ?? (status >= 500 ? 'unavailable' : 'rejected')
  const explained = explanations.get(status)
  const message = ['PowerDNS', explained, said].filter(Boolean).join(': ')
  const details = { code: String(status), message: said || `status ${status}` }
  const effect = status >= 500 ? 'unknown' : 'none'
  return new PowerDnsError(
    { code, message: said || explained ? message : `${message}: status ${status}`, details },
    { effect, messages },
  )
}

const codes = new Map<number, Failure['code']>([
  [401, 'auth'],
  [403, 'auth'],
  [404, 'not_found'],
  [408, 'unavailable'],
  [409, 'conflict'],
  [429, 'rate_limited'],
])

/** What the server's own word leaves open. */
const explanations = new Map([
  [400, 'the request was not understood, or is longer than webserver-max-bodysize'],
  [401, 'the API key is refused'],
])

function messagesIn(text: string): string[] {
  const { error, errors } = parseJson(text) ?? { error: text.trim() }
  const all = Array.isArray(errors) ? errors : [error]
  return all.filter(one => typeof one === 'string' && one !== '').map(String)
}

function parseJson(text: string): { error?: unknown; errors?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** Something else than the API answered, such as a proxy with a page for people. */
export function unreadableError(what: string, status: number): PowerDnsError {
  const message = `the endpoint answered with ${what} where PowerDNS would answer (status ${status})`
  const effect = status >= 400 && status < 500 ? 'none' : 'unknown'
  return new PowerDnsError(
    { code: 'unavailable', message, details: { code: String(status), message: what } },
    { effect },
  )
}

/** No answer came. */
export function connectionError(cause: unknown): PowerDnsError {
  const { code, effect } = connectionFailure(cause)
  const message = `PowerDNS could not be reached${code === undefined ? '' : `: ${code}`}`
  return new PowerDnsError({ code: 'unavailable', message, ...(code && { details: { code } }) }, { effect, cause })
}

export function givenUpError(cause: unknown, effect: 'none' | 'unknown'): PowerDnsError {
  return new PowerDnsError({ code: 'unavailable', message: 'the call was given up' }, { effect, cause })
}
