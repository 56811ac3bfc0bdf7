import { parseName } from '../../dns/name.ts'
import { DnsError } from '../../dns/problem.ts'
import { signingTypes } from '../../dns/record-types.ts'
import type { Rdata, RecordType, RRset } from '../../dns/rrset.ts'
import { setKey } from '../../plan/set-key.ts'
import { rdataFromContent, typeFromPowerDns } from './convert.ts'
import type { PowerDnsRecord, PowerDnsSet } from './zone-document.ts'

/** A set as the server holds it. */
export interface HeldSet {
  /** What is served, in canonical form. Undefined where all records are disabled. */
  set: RRset | undefined
  /** The type as the server writes it. */
  type: string
  enabled: { record: PowerDnsRecord; rdata: Rdata }[]
  /** Kept with the set, and not served: carried along by every write. */
  disabled: PowerDnsRecord[]
}

export interface HeldSets {
  /** By `setKey`. */
  sets: ReadonlyMap<string, HeldSet>
  /** What can't be said in DNS terms, such as `ALIAS` and `LUA`, by `setKey`: left out of the sets, and never written to. */
  unreadable: ReadonlyMap<string, PowerDnsSet>
}

export function holdSets(found: readonly PowerDnsSet[]): HeldSets {
  const sets = new Map<string, HeldSet>()
  const unreadable = new Map<string, PowerDnsSet>()
  for (const one of found) {
    const read = readSet(one)
    if (read === undefined) unreadable.set(setKey({ name: one.name.toLowerCase(), type: one.type }), one)
    else if (!signingTypes.has(read.type)) sets.set(setKey(read), read.held)
  }
  return { sets, unreadable }
}

/** Signatures of zones that were signed elsewhere are among the records; they aren't for anybody to change. */
function readSet(one: PowerDnsSet): { name: string; type: RecordType; held: HeldSet } | undefined {
  const type = typeFromPowerDns(one.type)
  if (type === undefined) return undefined
  try {
    const name = parseName(one.name)
    const disabled = one.records.filter(record => record.disabled === true)
    const enabled = one.records
      .filter(record => record.disabled !== true)
      .map(record => ({ record, rdata: rdataFromContent(type, record.content) }))
    const records = [...new Set(enabled.map(({ rdata }) => rdata))]
    const set = records.length === 0 ? undefined : { name, type, ttl: one.ttl, records }
    return { name, type, held: { set, type: one.type, enabled, disabled } }
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}
