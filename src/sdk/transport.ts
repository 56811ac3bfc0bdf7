import { attempt, type FileBody, readBody, type Sent } from './attempt.ts'
import { ZoneplaneError } from './error.ts'
import { type List, listOf } from './list.ts'
import { pauseBeforeRetry, type RetryLimits } from './retry.ts'
import { addressOf, type Params, type Query, type Route } from './route.ts'
import { sleep } from './sleep.ts'

/** What every call can be given besides its input. */
export interface CallOptions {
  /** Ends the call; it rejects with the signal's reason. */
  signal?: AbortSignal
  /** Milliseconds for one attempt, in place of the client's. */
  timeout?: number
  /** Of writes; without it each call has a new one, the same in all its attempts. `null` sends none, and then nothing is sent twice. */
  idempotencyKey?: string | null
}

export interface ClientOptions {
  /** Where Zoneplane is, such as `https://dns.example.net`; in a browser '' for where the page came from. */
  url: string
  /** In place of the global `fetch`. */
  fetch?: typeof fetch
  /** Milliseconds for one attempt of a call: 90,000 unless told. Files have no limit unless told. */
  timeout?: number
  /** Times that a call is sent again where that is safe: 4 unless told. */
  retries?: number
  /** Milliseconds that a call waits before it's sent again, at most: 60,000 unless told. What asks for more is rejected at once. */
  longestPause?: number
}

export interface Call {
  /** It writes nothing, whatever its method: it needs no key to be sent again. */
  isRead?: boolean
  body?: unknown
  query?: Query
  headers?: Record<string, string>
}

type ParamsOf<R extends Route> = keyof Params<R> extends never ? { params?: never } : { params: Params<R> }
export type Input<R extends Route> = Call & ParamsOf<R> & CallOptions

/** How calls are made. Every method rejects with ZoneplaneError. */
export interface Transport {
  /** The reply's whole body. */
  json<R extends Route, Body>(route: R, input: Input<R>): Promise<Body>
  /** What the replies of the project family hold in `data`. */
  data<R extends Route, Data>(route: R, input: Input<R>): Promise<Data>
  /** A list of the project family, with or without pages. */
  list<R extends Route, Item>(route: R, input: Input<R>): List<Item>
  /** A file sent as it is. Streams can't be sent twice, so such a call is never repeated. */
  upload<R extends Route, Body>(route: R, input: Input<R> & { body: FileBody }): Promise<Body>
  /** The reply itself, once its head is there. */
  stream<R extends Route>(route: R, input: Input<R>): Promise<Response>
}

interface ListBody<Item> {
  data: Item[]
  /** Lists without pages have none. */
  nextCursor?: string | null
  total?: number
}

export function createTransport(
  options: ClientOptions,
  credentials: () => Promise<Record<string, string>> | Record<string, string>,
): Transport {
  const root = rootOf(options.url)
  const { timeout: usualTimeout = 90_000, retries = 4, longestPause = 60_000 } = options
  const send = options.fetch ?? ((...args: Parameters<typeof fetch>) => fetch(...args))
  const limits = { retries, longestPause }

  const prepare = async (route: Route, input: AnyInput, body?: FileBody, timeout?: number): Promise<Sent> => {
    const { method, path } = addressOf(route, input.params, input.query)
    const key = keyOf(route, input)
    return {
      method,
      url: root + path,
      headers: { ...(await credentials()), ...input.headers, ...(key !== undefined && { 'Idempotency-Key': key }) },
      body,
      isRepeatable:
        (method === 'GET' || input.isRead === true || key !== undefined) && !(body instanceof ReadableStream),
      signal: input.signal,
      timeout: input.timeout ?? timeout,
    }
  }
  const json = async <Body>(route: Route, input: AnyInput): Promise<Body> => {
    const { body } = input
    const headers = { Accept: 'application/json', ...(body !== undefined && jsonType), ...input.headers }
    const text = body === undefined ? undefined : JSON.stringify(body)
    const sent = await prepare(route, { ...input, headers }, text, usualTimeout)
    return repeat(sent, limits, () => attempt(send, sent, readBody<Body>))
  }

  return {
    json: (route, input) => json(route, input as AnyInput),
    data: async <R extends Route, Data>(route: R, input: Input<R>) =>
      (await json<{ data: Data }>(route, input as AnyInput)).data,
    list: <R extends Route, Item>(route: R, input: Input<R>) =>
      listOf<Item>(async cursor => {
        const query = { ...input.query, cursor }
        const body = await json<ListBody<Item>>(route, { ...input, query } as AnyInput)
        const { data, nextCursor = null, total } = body
        return { items: data, nextCursor, ...(total !== undefined && { total }) }
      }),
    upload: async <R extends Route, Body>(route: R, input: Input<R> & { body: FileBody }) => {
      const sent = await prepare(route, input as AnyInput, input.body)
      return repeat(sent, limits, () => attempt(send, sent, readBody<Body>))
    },
    stream: async (route, input) => {
      const sent = await prepare(route, input as AnyInput, undefined, usualTimeout)
      return repeat(sent, limits, () => attempt(send, sent, async reply => reply))
    },
  }
}

/** An input whose parameters have been checked against its route. */
type AnyInput = Call & CallOptions & { params?: Record<string, string | number> }

function rootOf(url: string): string {
  if (url !== '' && !/^https?:\/\/[^/?#][^?#]*$/.test(url)) {
    throw new TypeError(`“${url}” is not the address of a server, such as https://dns.example.net`)
  }
  return url.replace(/\/+$/, '')
}

const jsonType = { 'Content-Type': 'application/json' }

/** Routes that take no key: what they answer must not be kept. */
const unkeyed: ReadonlySet<Route> = new Set(['POST /api/auth/signup', 'POST /api/auth/login'])

function keyOf(route: Route, { idempotencyKey, isRead }: AnyInput): string | undefined {
  if (route.startsWith('GET ') || isRead === true || unkeyed.has(route) || idempotencyKey === null) return undefined
  return idempotencyKey ?? randomKey()
}

/** As `crypto.randomUUID`, which browsers keep from pages that came over plain http. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

async function repeat<T>({ isRepeatable, signal }: Sent, limits: RetryLimits, once: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once()
    } catch (error) {
      if (!(error instanceof ZoneplaneError)) throw error
      const pause = pauseBeforeRetry(error, { attempt, isRepeatable, limits, random: Math.random })
      if (pause === undefined) throw error
      await sleep(pause, signal)
    }
  }
}
