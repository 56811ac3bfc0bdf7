import { type Call, ProviderError, type ProviderIo } from '../provider.ts'
import { type ApiMessage, connectionError, givenUpError, refusalError, unreadableError } from './errors.ts'
import type { CloudflareSettings } from './settings.ts'

const cloudflareEndpoint = 'https://api.cloudflare.com/client/v4'

/** 5,000 records with texts of 2,048 characters, each of which JSON may write as six. */
const longestReply = 64 * 1024 * 1024

export interface ApiReply<Result> {
  result: Result
  /** Of lists: how many pages there are, where the service says so. */
  info: { total_pages?: number; total_count?: number; count?: number }
}

export interface ApiRequest {
  query?: Record<string, string | number>
  body?: object
}

/** Requests to the API with the connection's token. Everything but a success is thrown as CloudflareError. */
export interface CloudflareClient {
  request<Result>(method: string, path: string, request: ApiRequest, call: Call | undefined): Promise<ApiReply<Result>>
}

interface Envelope {
  success?: boolean
  errors?: ApiMessage[] | null
  result?: unknown
  result_info?: ApiReply<unknown>['info'] | null
}

export function createCloudflareClient({ apiToken, endpoint }: CloudflareSettings, io: ProviderIo): CloudflareClient {
  const base = (endpoint ?? cloudflareEndpoint).replace(/\/+$/, '')

  return {
    async request<Result>(method: string, path: string, { query = {}, body }: ApiRequest, call: Call | undefined) {
      const signal = call?.signal
      if (signal?.aborted) throw givenUpError(signal.reason, 'none')
      const parameters = new URLSearchParams()
      for (const [key, value] of Object.entries(query)) parameters.set(key, String(value))
      const url = `${base}${path}${parameters.size === 0 ? '' : `?${parameters}`}`
      const headers = { authorization: `Bearer ${apiToken}`, accept: 'application/json' }
      try {
        const response = await io.fetch(url, {
          method,
          // The token is for this host alone.
          redirect: 'error',
          headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          ...(signal && { signal }),
        })
        const { result, result_info } = await readReply(response, io.now())
        return { result: result as Result, info: result_info ?? {} }
      } catch (error) {
        if (error instanceof ProviderError) throw error
        if (signal?.aborted) throw givenUpError(signal.reason, 'unknown')
        throw connectionError(error)
      }
    },
  }
}

/** The envelope of a success; throws for everything else. */
async function readReply(response: Response, now: number): Promise<Envelope> {
  const { status, headers } = response
  const requestId = headers.get('cf-ray') ?? undefined
  const text = await readText(response)
  if (text === undefined) throw unreadableError('more than can be read', { status, requestId })
  const envelope = parse(text)
  if (envelope === undefined) {
    // Whoever stands before the API may throttle in HTML.
    if (status !== 429)
      throw unreadableError(text.trimStart().startsWith('<') ? 'HTML' : 'something', { status, requestId })
  } else if (response.ok && envelope.success === true) return envelope
  const errors = Array.isArray(envelope?.errors) ? envelope.errors : []
  throw refusalError({ status, errors, requestId, retryAfter: retryAfterOf(headers, now) })
}

function parse(text: string): Envelope | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isEnvelope(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isEnvelope(value: unknown): value is Envelope {
  return typeof value === 'object' && value !== null && 'success' in value && typeof value.success === 'boolean'
}

/** Undefined where it is too long. */
async function readText({ body }: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > longestReply) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3); else what `Ratelimit` says, such as `"default";r=0;t=30`. */
function retryAfterOf(headers: Headers, now: number): number | undefined {
  const after = headers.get('retry-after')
  if (after !== null && /^\d+$/.test(after)) return Number(after)
  const date = Date.parse(after ?? '')
  if (!Number.isNaN(date)) return Math.max(0, Math.ceil((date - now) / 1000))
  const left = /\bt=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]
  return left === undefined ? undefined : Number(left)
}
