import { ProviderError } from '../provider.ts'
import { notXml, readErrorAnswer } from './error-answer.ts'
import { NoAnswerError, RefusedError } from './failures.ts'

/** What the AWS SDK hands to whoever makes its requests. */
interface SdkRequest {
  method: string
  protocol: string
  hostname: string
  port?: number
  path: string
  query?: Record<string, string | string[] | null>
  headers: Record<string, string>
  body?: string | Uint8Array
}

interface SdkResponse {
  statusCode: number
  headers: Record<string, string>
  body: Uint8Array
}

export interface RequestHandler {
  handle(request: SdkRequest, options?: { abortSignal?: object }): Promise<{ response: SdkResponse }>
  updateHttpClientConfig(): void
  httpHandlerConfigs(): object
}

/**
 * Makes the SDK's requests with a `fetch` that is handed in. Throws RefusedError for every answer that isn't a success (the SDK
 * itself can't read InvalidChangeBatch in the shape that Route 53 gives it), and NoAnswerError where none comes.
 */
export function createRequestHandler(fetch: typeof globalThis.fetch): RequestHandler {
  return {
    async handle(request, { abortSignal } = {}) {
      // The SDK's type of a signal says less than what every caller here gives.
      const { response, text } = await ask(fetch, request, abortSignal as AbortSignal | undefined)
      if (!response.ok) throw new RefusedError(readErrorAnswer(response.status, text, response.headers))
      if (!isWhole(text)) throw new NoAnswerError(notXml(response.status), { wasSent: true, cause: undefined })
      const headers = Object.fromEntries(response.headers)
      return { response: { statusCode: response.status, headers, body: new TextEncoder().encode(text) } }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  }
}

/** Of a document that breaks off the SDK reads what is there: a listing would come out short without anybody noticing. */
function isWhole(text: string): boolean {
  const root = /^\s*(?:<\?xml[^>]*\?>)?\s*<([A-Z]\w*)[\s/>]/.exec(text)?.[1]
  return root !== undefined && (text.trimEnd().endsWith(`</${root}>`) || /^[^<]*(<\?[^<]*)?<[^<]*\/>\s*$/.test(text))
}

async function ask(
  fetch: typeof globalThis.fetch,
  request: SdkRequest,
  signal: AbortSignal | undefined,
): Promise<{ response: Response; text: string }> {
  if (signal?.aborted) throw new NoAnswerError('the call was given up', { wasSent: false, cause: signal.reason })
  const { method, headers, body } = request
  // The connection sets these itself, to the same.
  const { host: _, 'content-length': __, ...rest } = headers
  try {
    const response = await fetch(urlOf(request), {
      method,
      headers: rest,
      redirect: 'manual',
      ...(body !== undefined && method !== 'GET' && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
      ...(signal && { signal }),
    })
    return { response, text: await response.text() }
  } catch (error) {
    // An endpoint that may not be called.
    if (error instanceof ProviderError) throw error
    const message = signal?.aborted ? 'the call was given up' : `no answer came: ${reasonOf(error)}`
    throw new NoAnswerError(message, { wasSent: !failsBeforeSending(error), cause: error })
  }
}

function urlOf({ protocol, hostname, port, path, query = {} }: SdkRequest): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== null)
    .flatMap(([name, value]) => [value].flat().map(one => `${encode(name)}=${encode(one ?? '')}`))
  const search = parts.length === 0 ? '' : `?${parts.sort().join('&')}`
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}${search}`
}

/** As Signature Version 4 writes it. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** What the codes of errors begin with that a connection can have before any of the request is on its way. */
const beforeSending = (
  'ECONNREFUSED ENOTFOUND EAI_ EHOSTUNREACH ENETUNREACH EADDRNOTAVAIL UND_ERR_CONNECT ' +
  'CERT_ ERR_TLS ERR_SSL DEPTH_ZERO SELF_SIGNED UNABLE_TO ERR_INVALID_URL'
).split(' ')

function failsBeforeSending(error: unknown): boolean {
  const code = codeOf(error)
  return beforeSending.some(start => code.startsWith(start))
}

function reasonOf(error: unknown): string {
  const code = codeOf(error)
  const message = error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : 'unknown'
  return code === '' || message.includes(code) ? message : `${message} (${code})`
}

/** `fetch` throws a TypeError with the reason in its cause; several addresses tried give an AggregateError with a code. */
function codeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string') return code
  }
  return ''
}
