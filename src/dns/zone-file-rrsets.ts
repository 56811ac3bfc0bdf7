import type { RRset } from './rrset.ts'
import type { ZoneFileProblem, ZoneFileRecord } from './zone-file.ts'

/**
 * Records by name and type, in the order in which each set's first came. Where the TTLs of a set differ the lowest is its
 * TTL (RFC 2181 §5.2), told as `ttl_mismatch`; a record that is there already is left out, told as `duplicate_record`. Both
 * are warnings.
 */
export function groupIntoRRsets(records: Iterable<ZoneFileRecord>): { rrsets: RRset[]; problems: ZoneFileProblem[] } {
  const groups = new Map<string, Group>()
  const problems: ZoneFileProblem[] = []
  for (const record of records) {
    const key = `${record.type} ${record.name}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, startGroup(record))
    else addToGroup(group, record, problems)
  }
  return { rrsets: Array.from(groups.values(), group => group.rrset), problems }
}

interface Group {
  rrset: RRset
  hasMismatch: boolean
  /** The records of a big set again, to look them up. */
  known: Set<string> | undefined
}

/** Up to here looking through a list is as quick, and takes no memory. */
const smallSet = 16

function startGroup({ name, type, ttl, rdata }: ZoneFileRecord): Group {
  return { rrset: { name, type, ttl, records: [rdata] }, hasMismatch: false, known: undefined }
}

function addToGroup(group: Group, record: ZoneFileRecord, problems: ZoneFileProblem[]): void {
  const { rrset } = group
  if (rrset.ttl !== record.ttl) {
    if (!group.hasMismatch) problems.push(ttlMismatch(record, rrset.ttl))
    group.hasMismatch = true
    rrset.ttl = Math.min(rrset.ttl, record.ttl)
  }
  if (isKnown(group, record.rdata)) problems.push(duplicate(record))
  else {
    rrset.records.push(record.rdata)
    group.known?.add(record.rdata)
  }
}

function isKnown(group: Group, rdata: string): boolean {
  const { records } = group.rrset
  if (records.length >= smallSet) group.known ??= new Set(records)
  return group.known?.has(rdata) ?? records.includes(rdata)
}

function ttlMismatch({ name, type, ttl, line }: ZoneFileRecord, other: number): ZoneFileProblem {
  const message = `${name} ${type} has a TTL of ${ttl} here and ${other} above: the lowest is taken for all`
  return { line, column: 1, code: 'ttl_mismatch', message, severity: 'warning' }
}

function duplicate({ name, type, line }: ZoneFileRecord): ZoneFileProblem {
  const message = `this record of ${name} ${type} is there already`
  return { line, column: 1, code: 'duplicate_record', message, severity: 'warning' }
}
