import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, refuse } from './api-error.ts'
import { createFaults, type FaultList } from './faults.ts'
import { type FakeCloudflareOptions, type Fault, type Token, usualLimits } from './options.ts'
import { answer } from './routes.ts'
import { createSchemas } from './schema.ts'
import { createThrottle } from './throttle.ts'
import { tokenOf } from './tokens.ts'
import { createZoneStore, type NewZone, type StoredRecord } from './zone-store.ts'

/** A request that came in, and the status it was answered with; none where the connection was cut. */
export interface SeenRequest {
  method: string
  path: string
  query: string
  body: string
  status: number | undefined
}

/** Cloudflare's DNS API in one process, as strict as it is documented and as it was seen to be. */
export interface FakeCloudflare {
  /** What stands before `/zones`. */
  readonly url: string
  readonly requests: SeenRequest[]
  readonly faults: FaultList
  /** By token; those that are taken out are revoked. */
  readonly tokens: Map<string, Token>
  addZone(zone: NewZone): { id: string; name: string }
  deleteZone(id: string): void
  /** What the zone holds, without a request. */
  records(zoneId: string): StoredRecord[]
  /** A record made or changed by somebody else, past all rules. */
  putRecord(
    zoneId: string,
    record: Partial<StoredRecord> & Pick<StoredRecord, 'type' | 'name' | 'content'>,
  ): StoredRecord
  removeRecord(zoneId: string, id: string): void
  close(): Promise<void>
}

const basePath = '/client/v4'

export async function startFakeCloudflare(options: FakeCloudflareOptions = {}): Promise<FakeCloudflare> {
  const { port = 0, now = Date.now, latency = 0, seed = 'fake' } = options
  const store = createZoneStore(seed)
  const tokens = new Map(
    Object.entries(options.tokens ?? { 'fake-token': { permissions: ['zone:read', 'dns:read', 'dns:edit'] } }),
  )
  const faults = createFaults()
  const throttle = createThrottle({ ...usualLimits, ...options.limits }, now)
  const { proxiedByDefault = true, batch: hasBatch = true } = options
  const context = { store, schemas: createSchemas(), proxiedByDefault, hasBatch, now }
  const requests: SeenRequest[] = []

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake')
    const { method = 'GET' } = request
    const path = url.pathname.startsWith(`${basePath}/`) ? url.pathname.slice(basePath.length) : '/nowhere'
    const seen: SeenRequest = { method, path, query: url.search, body: '', status: undefined }
    requests.push(seen)
    const fault = faults.take(method, path)
    if (fault?.kind === 'reset_before') return cut(request)
    seen.body = await bodyOf(request)
    if (latency > 0) await sleep(latency)
    const reply = replyTo(request, seen, url.searchParams, fault)
    if (fault?.kind === 'reset_after') return cut(request)
    seen.status = reply.status
    send(response, reply, fault)
  }

  function replyTo(
    { headers }: Pick<IncomingMessage, 'headers'>,
    { method, path, body }: SeenRequest,
    query: URLSearchParams,
    fault: Fault | undefined,
  ): Reply {
    const user = headers.authorization ?? ''
    const common = throttle.headers(user)
    try {
      throttle.count(user)
      refuseAsTold(fault)
      const { token } = tokenOf(headers.authorization, tokens)
      const done = answer(context, { method, path, query, contentType: headers['content-type'], body, token })
      if (fault?.kind === 'server_error_after') throw refuse(1000, 'Internal error', fault.status ?? 502)
      return { status: 200, headers: common, envelope: { success: true, errors: [], messages: [], ...done } }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const { status, errors } = error
      const envelope = { result: null, success: false, errors, messages: [] }
      return { status, headers: { ...common, ...error.headers }, envelope }
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(error => {
      response.statusCode = 500
      response.end(`the fake failed: ${String(error)}`)
    })
  })
  await new Promise<void>(resolve => void server.listen(port, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${basePath}`,
    requests,
    faults,
    tokens,
    addZone(zone) {
      const { id, name } = store.add(zone)
      return { id, name }
    },
    deleteZone: id => void store.zones.delete(id),
    records: id => structuredClone([...store.need(id).records.byId.values()]),
    putRecord(id, given) {
      const zone = store.need(id)
      const date = new Date(now()).toISOString()
      const record = { ...newRecord(store.newId(), date), ...given }
      zone.records.put(record)
      return structuredClone(record)
    },
    removeRecord: (id, record) => store.need(id).records.remove(record),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Reply {
  status: number
  headers: Record<string, string>
  envelope: object
}

function newRecord(id: string, date: string) {
  const notes = { comment: null, tags: [], settings: {}, meta: {} }
  return { id, proxied: false, ttl: 1, ...notes, locked: false, created_on: date, modified_on: date }
}

function refuseAsTold(fault: Fault | undefined): void {
  if (fault?.kind === 'server_error') throw refuse(1000, 'Internal error', fault.status ?? 500)
  if (fault?.kind !== 'throttled') return
  const headers: Record<string, string> = {}
  if (fault.retryAfter !== undefined) headers['retry-after'] = String(fault.retryAfter)
  throw new ApiError(429, [{ code: 10300, message: 'Please wait and consider throttling your request speed' }], headers)
}

function send(response: ServerResponse, { status, headers, envelope }: Reply, fault: Fault | undefined): void {
  const ray = `${randomBytes(8).toString('hex')}-FRA`
  const json = JSON.stringify(envelope)
  if (fault?.kind === 'html') {
    response.writeHead(fault.status ?? 200, { 'content-type': 'text/html; charset=UTF-8', 'cf-ray': ray })
    response.end('<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>')
    return
  }
  response.writeHead(status, { 'content-type': 'application/json', 'cf-ray': ray, ...headers })
  if (fault?.kind === 'broken_json') response.end(json.slice(0, json.length / 2))
  else if (fault?.kind === 'slow_loris') trickle(response, json)
  else response.end(json)
}

/** A character a second, and never the last one. */
function trickle(response: ServerResponse, text: string): void {
  let at = 0
  const timer = setInterval(() => {
    if (at < text.length - 1) response.write(text[at++])
  }, 1000)
  response.write(text[at++])
  response.on('close', () => clearInterval(timer))
}

function cut(request: IncomingMessage): void {
  request.socket.resetAndDestroy()
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
