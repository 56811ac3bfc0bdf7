import { noRoute, refuse } from './api-error.ts'
import { runBatch } from './batch.ts'
import { listRecords, listZones, recordView, zoneView } from './listings.ts'
import type { Token } from './options.ts'
import type { RequestSchemas } from './schema.ts'
import { permit } from './tokens.ts'
import { deleteRecord, type Given, patchRecord, postRecord, putRecord, type WriteContext } from './write-record.ts'
import type { StoredRecord, ZoneStore } from './zone-store.ts'

export interface ApiRequest {
  method: string
  /** Behind `/client/v4`. */
  path: string
  query: URLSearchParams
  contentType: string | undefined
  body: string
  token: Token
}

export interface RouteContext {
  store: ZoneStore
  schemas: RequestSchemas
  proxiedByDefault: boolean
  hasBatch: boolean
  now(): number
}

/** What a request comes to: the envelope without `success`, `errors` and `messages`. */
export function answer(context: RouteContext, request: ApiRequest): object {
  const { method, path, token, query } = request
  if (method === 'GET' && path === '/user/tokens/verify') return verified()
  if (method === 'GET' && /^\/accounts\/[0-9a-f]{32}\/tokens\/verify$/.test(path)) return verified()
  if (method === 'GET' && path === '/zones') {
    permit(token, 'zone:read')
    return listZones(visible(context, token), query)
  }
  const [, id, rest] = /^\/zones\/([0-9a-f]{32})(\/.*)?$/.exec(path) ?? []
  if (id === undefined) throw noRoute(path)
  const zone = context.store.need(id)
  if (method === 'GET' && rest === undefined) {
    permit(token, 'zone:read', zone)
    return { result: zoneView(zone) }
  }
  if (rest !== '/dns_records' && !rest?.startsWith('/dns_records/')) throw noRoute(path)
  permit(token, method === 'GET' ? 'dns:read' : 'dns:edit', zone)
  return answerOfRecords(context, request, { id, rest: rest.slice('/dns_records'.length) })
}

function verified(): object {
  return { result: { id: 'f'.repeat(32), status: 'active' } }
}

function visible({ store }: RouteContext, { accountId }: Token) {
  return [...store.zones.values()].filter(zone => accountId === undefined || zone.accountId === accountId)
}

function answerOfRecords(
  context: RouteContext,
  request: ApiRequest,
  { id, rest }: { id: string; rest: string },
): object {
  const { method, query, path } = request
  const zone = context.store.need(id)
  if (rest === '') {
    if (method === 'GET') return listRecords(zone, query)
    if (method === 'POST') return write(context, id, draft => recordView(postRecord(draft, bodyOf(request))))
    throw noRoute(path)
  }
  if (rest === '/batch' && method === 'POST' && context.hasBatch) {
    return write(context, id, draft => viewsOf(runBatch(draft, bodyOf(request))))
  }
  const record = /^\/([0-9a-f]{32})$/.exec(rest)?.[1]
  if (record === undefined) throw noRoute(path)
  switch (method) {
    case 'GET': {
      const found = zone.records.byId.get(record)
      if (found === undefined) throw refuse(81044, 'Record does not exist.', 404)
      return { result: recordView(found) }
    }
    case 'PUT':
      return write(context, id, draft => recordView(putRecord(draft, record, bodyOf(request))))
    case 'PATCH':
      return write(context, id, draft => recordView(patchRecord(draft, record, bodyOf(request))))
    case 'DELETE':
      return write(context, id, draft => ({ id: deleteRecord(draft, record).id }))
    default:
      throw noRoute(path)
  }
}

/** Whole or not at all: the draft takes the zone's place only where nothing was refused. */
function write(context: RouteContext, id: string, work: (context: WriteContext) => object): object {
  const zone = context.store.need(id)
  const draft = zone.records.copy()
  const { schemas, proxiedByDefault, store } = context
  const now = new Date(context.now()).toISOString()
  const result = work({ zone, draft, schemas, proxiedByDefault, newId: store.newId, now })
  zone.records = draft
  return { result }
}

function viewsOf(results: Record<string, StoredRecord[]>): object {
  return Object.fromEntries(Object.entries(results).map(([kind, records]) => [kind, records.map(recordView)]))
}

function bodyOf({ contentType, body }: ApiRequest): Given {
  if (!contentType?.startsWith('application/json')) throw refuse(9207, 'Content-Type must be "application/json"')
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Given
  } catch {
    throw refuse(9207, 'Request body is invalid JSON.')
  }
  throw refuse(9207, 'Request body is no JSON object.')
}
