import { DnsError } from '../../dns/problem.ts'
import type { Rdata, RRset } from '../../dns/rrset.ts'
import { setKey } from '../../plan/set-key.ts'
import { automaticTtl } from './canonical.ts'
import { nameFromCloudflare, valueFromCloudflare } from './convert.ts'
import { type CloudflareRecord, proxiableTypes } from './record.ts'

/** A set as the service holds it: one record for each value, or several that mean the same. */
export interface HeldSet {
  set: RRset
  records: HeldRecord[]
}

export interface HeldRecord {
  record: CloudflareRecord
  rdata: Rdata
}

export interface HeldSets {
  /** By `setKey`. */
  sets: ReadonlyMap<string, HeldSet>
  /** What can't be said in DNS terms, by `setKey`: left out of the sets, and in the way of writes to them. */
  unreadable: ReadonlyMap<string, CloudflareRecord>
}

/** Groups records into sets. */
export function holdSets(records: readonly CloudflareRecord[]): HeldSets {
  const groups = new Map<string, { name: string; type: string; records: HeldRecord[] }>()
  const unreadable = new Map<string, CloudflareRecord>()
  for (const record of records) {
    const read = readRecord(record)
    const id = { name: read?.name ?? `${record.name.toLowerCase()}.`, type: record.type }
    const key = setKey(id)
    const group = groups.get(key)
    if (read === undefined) unreadable.set(key, record)
    else if (group === undefined) groups.set(key, { ...id, records: [read] })
    else group.records.push(read)
  }
  const sets = [...groups].map(([key, group]) => [key, { set: setOf(group), records: group.records }] as const)
  return { sets: new Map(sets), unreadable }
}

function readRecord(record: CloudflareRecord): (HeldRecord & { name: string }) | undefined {
  try {
    return { name: nameFromCloudflare(record.name), record, rdata: valueFromCloudflare(record) }
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}

/**
 * One TTL and one proxied state for all: of TTLs that differ the shortest counts, as RFC 2181 §5.2 has it, and one proxied
 * record makes the whole set so (2026-06, dns/proxy-status: mixed proxy status). The next write brings them together.
 */
function setOf({ name, type, records }: { name: string; type: string; records: readonly HeldRecord[] }): RRset {
  const values = [...new Set(records.map(({ rdata }) => rdata))]
  const proxied = records.some(({ record }) => record.proxied === true)
  const ttls = records.map(({ record }) => record.ttl)
  const ttl = proxied ? automaticTtl : ttls.reduce((one, other) => (seconds(other) < seconds(one) ? other : one))
  return { name, type, ttl, records: values, ...(proxiableTypes.includes(type) && { options: { proxied } }) }
}

/** An automatic TTL comes to 300 seconds (2026-06, dns/manage-dns-records/reference/ttl). */
function seconds(ttl: number): number {
  return ttl === automaticTtl ? 300 : ttl
}
