import { refuse } from './api-error.ts'
import { isProxiable } from './write-record.ts'
import type { StoredRecord, StoredZone } from './zone-store.ts'

export interface Page<T> {
  result: T[]
  result_info: { page: number; per_page: number; count: number; total_count: number; total_pages: number }
}

/** Part of a list, as `page` and `per_page` ask for. */
export function pageOf<T>(
  all: readonly T[],
  query: URLSearchParams,
  { min, max, usual }: { min: number; max: number; usual: number },
): Page<T> {
  const page = numberOf(query, 'page', 1, 1, Number.MAX_SAFE_INTEGER)
  const perPage = numberOf(query, 'per_page', usual, min, max)
  const result = all.slice((page - 1) * perPage, page * perPage)
  const pages = Math.ceil(all.length / perPage)
  return {
    result,
    result_info: { page, per_page: perPage, count: result.length, total_count: all.length, total_pages: pages },
  }
}

function numberOf(query: URLSearchParams, field: string, usual: number, min: number, max: number): number {
  const text = query.get(field)
  if (text === null) return usual
  if (/^\d+$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text)
  throw refuse(1004, `${field} must be from ${min} to ${max}, not ${text}`)
}

const recordFilters = new Set([
  'name',
  'name.exact',
  'type',
  'content',
  'content.exact',
  'proxied',
  'page',
  'per_page',
  'order',
  'direction',
  'match',
])
const orders = new Set(['type', 'name', 'content', 'ttl', 'proxied'])

export function listRecords(zone: StoredZone, query: URLSearchParams): Page<object> {
  refuseOthers(query, recordFilters)
  const order = query.get('order') ?? 'type'
  if (!orders.has(order)) throw refuse(1004, `order must be one of ${[...orders].join(', ')}`)
  const name = query.get('name.exact') ?? query.get('name')
  const content = query.get('content.exact') ?? query.get('content')
  const matching = [...(name === null ? zone.records.byId.values() : zone.records.at(name.toLowerCase()))].filter(
    record =>
      (query.get('type') ?? record.type) === record.type &&
      (content ?? record.content) === record.content &&
      (query.get('proxied') ?? String(record.proxied)) === String(record.proxied),
  )
  const sign = query.get('direction') === 'desc' ? -1 : 1
  const key = (record: StoredRecord) => String(record[order as keyof StoredRecord])
  matching.sort((one, other) => sign * compare(key(one), key(other)) || compare(one.id, other.id))
  const { result, result_info } = pageOf(matching, query, { min: 1, max: 5000, usual: 100 })
  return { result: result.map(recordView), result_info }
}

/** 2024-11-30: records don't carry their zone any more (fundamentals/api/reference/deprecations). */
export function recordView(record: StoredRecord): object {
  const { locked, ...shown } = record
  return { ...shown, proxiable: isProxiable(record.type, record.content), ...(locked && { locked }) }
}

const zoneFilters = new Set(['name', 'account.id', 'status', 'page', 'per_page', 'order', 'direction', 'match'])

export function listZones(zones: readonly StoredZone[], query: URLSearchParams): Page<object> {
  refuseOthers(query, zoneFilters)
  const matching = zones.filter(
    ({ name, accountId, status }) =>
      (query.get('name')?.toLowerCase() ?? name) === name &&
      (query.get('account.id') ?? accountId) === accountId &&
      (query.get('status') ?? status) === status,
  )
  const { result, result_info } = pageOf(matching, query, { min: 5, max: 50, usual: 20 })
  return { result: result.map(zoneView), result_info }
}

export function zoneView({ id, name, accountId, plan, status, nameServers }: StoredZone): object {
  const date = '2024-01-01T00:00:00.000000Z'
  return {
    id,
    name,
    status,
    paused: false,
    type: 'full',
    development_mode: 0,
    name_servers: nameServers,
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    created_on: date,
    modified_on: date,
    activated_on: date,
    meta: {},
    owner: { id: 'e'.repeat(32), type: 'user', name: 'Owner' },
    account: { id: accountId, name: 'Account' },
    permissions: ['#zone:read'],
    plan: { id: 'plan', name: plan, legacy_id: plan },
  }
}

function refuseOthers(query: URLSearchParams, known: ReadonlySet<string>): void {
  const unknown = [...query.keys()].filter(key => !known.has(key))
  if (unknown.length > 0) throw refuse(1004, `there is no filter ${unknown.join(', ')}`)
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
