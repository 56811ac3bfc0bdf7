import { createHash } from 'node:crypto'
import { refuse } from './api-error.ts'
import type { Plan } from './options.ts'

/** A record as the service keeps it, in the words of its API. */
export interface StoredRecord {
  id: string
  type: string
  name: string
  content: string
  data?: Record<string, string | number>
  priority?: number
  proxied: boolean
  ttl: number
  comment: string | null
  tags: string[]
  settings: Record<string, unknown>
  locked: boolean
  meta: Record<string, unknown>
  created_on: string
  modified_on: string
}

/** Records by id, with the names they stand at. A draft is changed and then put in the zone's place, or dropped. */
export class RecordTable {
  readonly byId: Map<string, StoredRecord>
  readonly #byName: Map<string, Set<string>>

  constructor(records: Iterable<StoredRecord> = []) {
    this.byId = new Map()
    this.#byName = new Map()
    for (const record of records) this.put(record)
  }

  at(name: string): StoredRecord[] {
    return [...(this.#byName.get(name) ?? [])].map(id => this.byId.get(id)!)
  }

  put(record: StoredRecord): void {
    this.remove(record.id)
    this.byId.set(record.id, record)
    const ids = this.#byName.get(record.name)
    if (ids === undefined) this.#byName.set(record.name, new Set([record.id]))
    else ids.add(record.id)
  }

  remove(id: string): void {
    const record = this.byId.get(id)
    if (record === undefined) return
    this.byId.delete(id)
    this.#byName.get(record.name)?.delete(id)
  }

  copy(): RecordTable {
    return new RecordTable(this.byId.values())
  }
}

export interface StoredZone {
  id: string
  name: string
  accountId: string
  plan: Plan
  status: string
  nameServers: string[]
  records: RecordTable
}

export interface NewZone {
  name: string
  plan?: Plan
  accountId?: string
  status?: string
  nameServers?: string[]
}

export interface ZoneStore {
  readonly zones: Map<string, StoredZone>
  newId(): string
  add(zone: NewZone): StoredZone
  /** Throws what the API says of a zone that isn't there. */
  need(id: string): StoredZone
}

export const usualAccount = 'a'.repeat(32)

export function createZoneStore(seed: string): ZoneStore {
  const zones = new Map<string, StoredZone>()
  let last = 0
  const newId = () => createHash('sha256').update(`${seed} ${++last}`).digest('hex').slice(0, 32)
  return {
    zones,
    newId,
    add({ name, plan = 'business', accountId = usualAccount, status = 'active', nameServers }) {
      const servers = nameServers ?? ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com']
      const zone = { id: newId(), name, accountId, plan, status, nameServers: servers, records: new RecordTable() }
      zones.set(zone.id, zone)
      return zone
    },
    need(id) {
      const zone = zones.get(id)
      if (zone === undefined) throw refuse(1001, 'Invalid zone identifier', 404)
      return zone
    },
  }
}
