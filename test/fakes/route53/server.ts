import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPendingFaults, type PendingFaults } from '../lib/pending-faults.ts'
import { allow, type Principal, principalOf } from './access.ts'
import { AwsError, errorXml, namespace, stsNamespace } from './aws-error.ts'
import { loadModel, type Operation } from './model.ts'
import { type Context, handlers } from './operations.ts'
import { type FakeRoute53Options, type Fault, type User, usualAccount, usualKey, usualLimits } from './options.ts'
import { readInput } from './read-input.ts'
import { createThrottle, throttled } from './throttle.ts'
import { answerTokenRequest } from './token-service.ts'
import { writeOutput } from './write-output.ts'
import { createZoneStore, type NewZone, type StoredSet } from './zone-store.ts'

/** A request that came in, and what it was answered with; no status where the connection was cut. */
export interface SeenRequest {
  /** Milliseconds since 1970. */
  at: number
  method: string
  path: string
  query: string
  body: string
  /** Such as `ListHostedZones` or `AssumeRole`; empty where it is none. */
  operation: string
  status: number | undefined
  /** AWS's word for what went wrong. */
  code: string | undefined
}

/** Route 53's API, and STS's as far as roles need it, in one process, as strict as they are documented and were seen to be. */
export interface FakeRoute53 {
  readonly url: string
  readonly requests: SeenRequest[]
  readonly faults: PendingFaults<Fault>
  /** By access key id; those that are taken out are revoked. */
  readonly users: Map<string, User>
  addZone(zone: NewZone): { id: string; name: string }
  deleteZone(id: string): void
  /** What the zone holds, in the order of listings, without a request. */
  sets(zoneId: string): StoredSet[]
  /** A set made or changed by somebody else, past all rules; its name as it is listed. */
  putSet(zoneId: string, set: StoredSet): void
  removeSet(zoneId: string, set: Pick<StoredSet, 'Name' | 'Type'> & { SetIdentifier?: string }): void
  close(): Promise<void>
}

export async function startFakeRoute53(options: FakeRoute53Options = {}): Promise<FakeRoute53> {
  const { port = 0, now = Date.now, latency = 0, changeBatchErrors = 'ErrorResponse' } = options
  const model = loadModel()
  const routes = model.operations.map(operation => ({ operation, match: matcherOf(operation) }))
  const limits = { ...usualLimits, ...options.limits }
  const store = createZoneStore()
  const { accessKeyId, secretAccessKey } = usualKey
  const users = new Map(Object.entries(options.users ?? { [accessKeyId]: { secretAccessKey } }))
  const roles = new Map(Object.entries(options.roles ?? {}))
  const faults = createPendingFaults<Fault>()
  const throttle = createThrottle(limits, now)
  const { inSyncAfter = 0, underWay = 0, unknownFor = 0, healthChecks = [] } = options
  const context: Context = {
    store,
    limits,
    healthChecks: new Set(healthChecks),
    now,
    inSyncAfter,
    underWay,
    unknownFor,
  }
  const requests: SeenRequest[] = []

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request
    const [path = '/', query = ''] = url.split('?')
    const seen: SeenRequest = {
      at: now(),
      method,
      path,
      query,
      body: '',
      operation: '',
      status: undefined,
      code: undefined,
    }
    requests.push(seen)
    const fault = faults.take(method, path)
    if (fault?.kind === 'reset_before') return cut(request)
    seen.body = await bodyOf(request)
    if (latency > 0) await sleep(latency / 2)
    const reply = replyTo(request, seen, fault)
    if (latency > 0) await sleep(latency / 2)
    if (fault?.kind === 'reset_after') return cut(request)
    seen.status = reply.status
    send(response, reply, fault)
  }

  function replyTo(request: IncomingMessage, seen: SeenRequest, fault: Fault | undefined): Reply {
    const requestId = randomUUID()
    const isTokenRequest = seen.path === '/' && seen.method === 'POST'
    try {
      if (fault?.kind === 'server_error') throw serverError(fault)
      if (fault?.kind === 'throttled') throw throttled()
      const signed = { method: seen.method, url: request.url ?? '/', headers: headersOf(request), body: seen.body }
      const principal = principalOf(signed, users, { service: isTokenRequest ? 'sts' : 'route53', now: now() })
      const reply = isTokenRequest ? tokenReply(principal, seen, requestId) : serviceReply(principal, seen, requestId)
      if (fault?.kind === 'server_error_after') throw serverError(fault)
      return reply
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      seen.code = error.code
      const xmlns = isTokenRequest ? stsNamespace : namespace
      return { status: error.status, requestId, xml: errorXml(error, { requestId, shape: changeBatchErrors, xmlns }) }
    }
  }

  function tokenReply(principal: Principal, seen: SeenRequest, requestId: string): Reply {
    seen.operation = new URLSearchParams(seen.body).get('Action') ?? ''
    return { status: 200, requestId, xml: answerTokenRequest({ users, roles, now }, principal, seen.body, requestId) }
  }

  function serviceReply(principal: Principal, seen: SeenRequest, requestId: string): Reply {
    const found = routes.flatMap(({ operation, match }) => {
      const parts = match(seen.method, seen.path)
      return parts === undefined ? [] : [{ operation, parts }]
    })[0]
    if (found === undefined)
      throw new AwsError(404, 'UnknownOperationException', `${seen.method} ${seen.path} is nothing`)
    const { operation, parts } = found
    seen.operation = operation.name
    throttle(principal.account)
    allow(
      principal,
      `route53:${operation.name}`,
      `arn:aws:route53:::${parts.Id === undefined ? '*' : `hostedzone/${parts.Id}`}`,
    )
    const input = readInput(model, operation, { parts, query: new URLSearchParams(seen.query), body: seen.body })
    const handler = handlers[operation.name]
    if (handler === undefined) throw new AwsError(501, 'NotImplemented', `the fake has no ${operation.name}`)
    const { output, location } = handler(context, principal.account, input)
    const xml = writeOutput(model, operation, output)
    return { status: operation.http.responseCode ?? 200, requestId, xml, ...(location !== undefined && { location }) }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(error => {
      response.statusCode = 500
      response.end(`the fake failed: ${String(error)}`)
    })
  })
  await new Promise<void>(resolve => void server.listen(port, '127.0.0.1', resolve))
  const need = (id: string) => {
    const zone = store.zones.get(id)
    if (zone === undefined) throw new RangeError(`there is no zone ${id}`)
    return zone
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faults,
    users,
    addZone(zone) {
      const { id, name } = store.add({ account: usualAccount, ...zone }, now() - unknownFor)
      return { id, name }
    },
    deleteZone: id => void store.zones.delete(id),
    sets: id => structuredClone(need(id).sets.all()),
    putSet: (id, set) => need(id).sets.put(structuredClone(set)),
    removeSet: (id, set) => need(id).sets.remove(set),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Reply {
  status: number
  requestId: string
  xml: string
  location?: string
}

/** Gives the parts of a path that an operation's has names for. */
function matcherOf({ http }: Operation): (method: string, path: string) => Record<string, string> | undefined {
  const names = [...http.requestUri.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const pattern = new RegExp(
    `^${http.requestUri.replace(/\/$/, '').replace(/\{\w+\}/g, '((?:hostedzone/|change/)?[^/]+)')}/?$`,
  )
  return (method, path) => {
    const values = method === http.method ? pattern.exec(path) : null
    return (
      (values && Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index + 1] ?? '')]))) ||
      undefined
    )
  }
}

function serverError({ status = 500 }: Fault): AwsError {
  const code = status === 503 ? 'ServiceUnavailable' : 'InternalFailure'
  return new AwsError(status, code, 'The request processing has failed because of an unknown error.')
}

function send(response: ServerResponse, { status, requestId, xml, location }: Reply, fault: Fault | undefined): void {
  if (fault?.kind === 'html') {
    response.writeHead(fault.status ?? 200, { 'content-type': 'text/html' })
    response.end('<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in to the network</body></html>')
    return
  }
  response.writeHead(status, {
    'content-type': 'text/xml',
    'x-amzn-requestid': requestId,
    ...(location && { location }),
  })
  if (fault?.kind === 'broken_xml') response.end(xml.slice(0, xml.length / 2))
  else if (fault?.kind === 'slow_loris') trickle(response, xml)
  else response.end(xml)
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

function headersOf({ headers }: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')]))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
