import { domainToASCII } from 'node:url'
import { invalidRecord, refuse } from './api-error.ts'
import { planLimits } from './options.ts'
import { normalValue, textLength } from './record-content.ts'
import type { RequestSchemas } from './schema.ts'
import type { RecordTable, StoredRecord, StoredZone } from './zone-store.ts'

export type Given = Record<string, unknown>

/** What writing needs: the zone, and the draft of its records that is written to. */
export interface WriteContext {
  zone: StoredZone
  draft: RecordTable
  schemas: RequestSchemas
  proxiedByDefault: boolean
  newId(): string
  now: string
}

const proxiable = new Set(['A', 'AAAA', 'CNAME'])
const addresses = new Set(['A', 'AAAA'])

export function postRecord(context: WriteContext, given: Given): StoredRecord {
  const { schemas, zone, draft, now } = context
  schemas.checkRecord(given)
  if (draft.byId.size >= planLimits[zone.plan].records) throw refuse(81045, 'Record quota exceeded.')
  const isProxied = context.proxiedByDefault && proxiable.has(String(given.type))
  const defaults = { ttl: 1, proxied: isProxied, comment: null, tags: [], settings: {} }
  const fields = fieldsOf(context, { ...defaults, ...given })
  return store(context, { id: context.newId(), ...fields, locked: false, meta: {}, created_on: now, modified_on: now })
}

/** Every field that isn't given falls back to what a new record has. */
export function putRecord(context: WriteContext, id: string, given: Given): StoredRecord {
  const old = need(context, id)
  context.schemas.checkRecord(given)
  refuseOtherType(old, given)
  const defaults = { ttl: 1, proxied: false, comment: null, tags: [], settings: {} }
  return store(context, {
    ...withoutValue(old),
    ...fieldsOf(context, { ...defaults, ...given }),
    modified_on: context.now,
  })
}

export function patchRecord(context: WriteContext, id: string, given: Given): StoredRecord {
  const old = need(context, id)
  context.schemas.checkFields(given)
  refuseOtherType(old, given)
  const { content, data, priority, ...others } = old
  const value = given.content === undefined && given.data === undefined ? { content, data, priority } : {}
  const merged = { ...others, ...(priority !== undefined && { priority }), ...value, ...given }
  const asked = Object.fromEntries(Object.entries(merged).filter(([, one]) => one !== undefined && one !== null))
  if (asked.data !== undefined) delete asked.content
  context.schemas.checkRecord(asked)
  return store(context, { ...withoutValue(old), ...fieldsOf(context, asked), modified_on: context.now })
}

export function deleteRecord(context: WriteContext, id: string): StoredRecord {
  const old = need(context, id)
  context.draft.remove(id)
  return old
}

function need({ draft }: WriteContext, id: string): StoredRecord {
  const record = draft.byId.get(id)
  if (record === undefined) throw refuse(81044, 'Record does not exist.', 404)
  if (record.meta.read_only === true || record.locked) {
    throw refuse(1043, 'This record is managed by another Cloudflare product and cannot be changed here.', 400)
  }
  return record
}

/** Since 2026-06-30 a record keeps its type (fundamentals/api/reference/deprecations). */
function refuseOtherType(old: StoredRecord, { type }: Given): void {
  if (type !== undefined && type !== old.type) throw invalidRecord(9105, 'The type of a record cannot be changed.')
}

function withoutValue({ content: _content, data: _data, priority: _priority, ...rest }: StoredRecord) {
  return rest
}

type Fields = Omit<StoredRecord, 'id' | 'locked' | 'meta' | 'created_on' | 'modified_on'>

function fieldsOf({ zone }: WriteContext, given: Given): Fields {
  const type = String(given.type)
  const name = normalName(String(given.name), zone.name)
  const value = normalValue(type, { content: given.content, data: given.data, priority: given.priority, name })
  const proxied = given.proxied === true
  if (proxied && !isProxiable(type, value.content)) throw invalidRecord(9004, 'This record type cannot be proxied.')
  const { comment, tags } = checkNotes(zone, given)
  const settings = (given.settings as Record<string, unknown>) ?? {}
  return { type, name, ...value, proxied, ttl: proxied ? 1 : ttlOf(zone, given.ttl), comment, tags, settings }
}

export function isProxiable(type: string, content: string): boolean {
  if (!proxiable.has(type)) return false
  return !/^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(content)
}

/** `@`, a name inside the zone, or one with the zone's name; in the end always the last. */
function normalName(given: string, zone: string): string {
  const ascii = given
    .toLowerCase()
    .split('.')
    .map(label => (/^[\0-\x7f]*$/.test(label) ? label : domainToASCII(label)))
  const text = ascii.join('.').replace(/\.$/, '')
  const name = text === '@' ? zone : text === zone || text.endsWith(`.${zone}`) ? text : `${text}.${zone}`
  const labels = name.split('.')
  const isName = name.length <= 253 && labels.every((label, index) => isLabel(label, index))
  if (!isName) throw invalidRecord(9000, 'DNS name is invalid.')
  return name
}

function isLabel(label: string, index: number): boolean {
  return (index === 0 && label === '*') || /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)
}

function ttlOf({ plan }: StoredZone, given: unknown): number {
  const { minTtl } = planLimits[plan]
  const ttl = Number(given)
  if (Number.isInteger(ttl) && (ttl === 1 || (ttl >= minTtl && ttl <= 86_400))) return ttl
  throw invalidRecord(9021, `TTL must be between ${minTtl} and 86400 seconds, or 1 for Automatic.`)
}

function checkNotes({ plan }: StoredZone, given: Given): { comment: string | null; tags: string[] } {
  const { commentLength, tags: mostTags } = planLimits[plan]
  const comment = (given.comment as string | null | undefined) ?? null
  const tags = (given.tags as string[] | undefined) ?? []
  if (comment !== null && comment.length > commentLength) {
    throw invalidRecord(9301, `A comment has ${commentLength} characters at most.`)
  }
  if (tags.length > mostTags)
    throw invalidRecord(9300, `DNS record has ${tags.length} tags, exceeding the quota of ${mostTags}.`)
  return { comment, tags }
}

/** Puts a record in its place, where nothing that is there is in its way. */
function store({ zone, draft }: WriteContext, record: StoredRecord): StoredRecord {
  const others = draft.at(record.name).filter(({ id }) => id !== record.id)
  const has = (test: (type: string) => boolean) => others.some(({ type }) => test(type))
  const { type, name } = record
  if (others.some(other => isIdentical(other, record))) throw refuse(81058, 'An identical record already exists.')
  if (type === 'CNAME' && has(other => other === 'CNAME' || addresses.has(other))) {
    throw refuse(81053, 'An A, AAAA, or CNAME record with that host already exists.')
  }
  if (addresses.has(type) && has(other => other === 'CNAME')) {
    throw refuse(81054, 'A CNAME record with that host already exists.')
  }
  if (name !== zone.name && isBesideDelegation(type, has)) {
    throw refuse(81056, 'NS records with that host already exist.')
  }
  if (type === 'DS' && !has(other => other === 'NS'))
    throw invalidRecord(9112, 'A DS record needs NS records at its name.')
  const set = [...others, record].filter(each => each.type === type)
  if (set.reduce((sum, each) => sum + lengthOf(each), 0) > 8192) {
    throw invalidRecord(9110, 'Records of one name and type have 8192 characters at most.')
  }
  draft.put(record)
  return record
}

function lengthOf({ type, content }: StoredRecord): number {
  return type === 'TXT' ? textLength(content) : content.length
}

function isBesideDelegation(type: string, has: (test: (type: string) => boolean) => boolean): boolean {
  if (type === 'NS') return has(other => other !== 'NS' && other !== 'DS')
  return type !== 'DS' && has(other => other === 'NS')
}

function isIdentical(one: StoredRecord, other: StoredRecord): boolean {
  return one.type === other.type && one.content === other.content && one.priority === other.priority
}
