import { type Call, ProviderError, type ProviderIo } from '../provider.ts'
import { connectionError, givenUpError, PowerDnsError, refusalError, unreadableError } from './errors.ts'
import type { PowerDnsPlace } from './settings.ts'

/** Bytes. A whole zone is one answer: this is one of about 800,000 sets. */
const longestReply = 128 * 1024 * 1024

export interface ApiRequest {
  query?: Record<string, string>
  body?: object
}

export interface ApiReply {
  /** What came as JSON; undefined where nothing did. */
  value: unknown
  headers: Headers
}

/** Requests to one server's API with the connection's key. Everything but a success is thrown as PowerDnsError. */
export interface PowerDnsClient {
  /** `path` below `/servers/{serverId}`. */
  request(method: string, path: string, request: ApiRequest, call: Call | undefined): Promise<ApiReply>
  /** The servers that the API has, whatever the settings name. */
  listServers(call: Call | undefined): Promise<ApiReply>
}

export function createPowerDnsClient({ api, apiKey, serverId }: PowerDnsPlace, io: ProviderIo): PowerDnsClient {
  const own = `/servers/${encodeURIComponent(serverId)}`

  async function send(method: string, path: string, { query = {}, body }: ApiRequest, call: Call | undefined) {
    const signal = call?.signal
    if (signal?.aborted) throw givenUpError(signal.reason, 'none')
    const parameters = new URLSearchParams(query)
    const headers = { 'x-api-key': apiKey, accept: 'application/json' }
    try {
      const response = await io.fetch(`${api}${path}${parameters.size === 0 ? '' : `?${parameters}`}`, {
        method,
        // The key is for this host alone.
        redirect: 'error',
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      })
      return await readReply(response)
    } catch (error) {
      if (error instanceof ProviderError) throw error
      if (signal?.aborted) throw givenUpError(signal.reason, 'unknown')
      throw connectionError(error)
    }
  }

  /** A path that isn't there may be so because the zone isn't, or because nothing is. */
  async function explain(error: unknown, path: string, call: Call | undefined): Promise<never> {
    const isMissing = error instanceof PowerDnsError && error.failure.code === 'not_found'
    if (!isMissing || path === '') throw error
    await call?.furtherRequest?.()
    await send('GET', own, {}, call).catch(other => {
      throw other instanceof PowerDnsError && other.failure.code === 'not_found' ? noServer(serverId, other) : other
    })
    throw error
  }

  const inTurn = createQueue()

  return {
    request(method, path, request, call) {
      const work = () => send(method, `${own}${path}`, request, call)
      return (method === 'GET' ? work() : inTurn(work)).catch(error => explain(error, path, call))
    },
    listServers: call => send('GET', '/servers', {}, call),
  }
}

/** Writes go one by one: on SQLite the server refuses a second one at the same time, to whatever zone, with “Internal Server Error”. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
}

function noServer(serverId: string, cause: PowerDnsError): PowerDnsError {
  const message = `the endpoint has no PowerDNS server called ${serverId}`
  const details = { code: 'unknown_server', message }
  return new PowerDnsError({ code: 'unavailable', message, details }, { effect: 'none', cause })
}

/** What a success has; throws for everything else. */
async function readReply(response: Response): Promise<ApiReply> {
  const { status, headers } = response
  const text = await readText(response)
  if (text === undefined) throw unreadableError('more than can be read', status)
  if (text.trimStart().startsWith('<')) throw unreadableError('HTML', status)
  if (!response.ok) throw refusalError(status, text)
  if (text === '') return { value: undefined, headers }
  try {
    return { value: JSON.parse(text), headers }
  } catch {
    throw unreadableError('something else than JSON', status)
  }
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
