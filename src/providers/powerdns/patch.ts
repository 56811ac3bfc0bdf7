import { setOf } from '../../plan/change.ts'
import { setKey } from '../../plan/set-key.ts'
import type { Change } from '../../plan/types.ts'
import { contentFromRdata, typeToPowerDns } from './convert.ts'
import type { HeldSet, HeldSets } from './held-sets.ts'
import type { ServerAbilities } from './version.ts'
import type { PatchEntry, PowerDnsRecord } from './zone-document.ts'

/** A change with what is sent for it. */
export interface Operation {
  change: Change
  entries: PatchEntry[]
}

/**
 * What goes comes first, for the entries are carried out one after the other: a CNAME can't be written while an address is there
 * (pdns#7501). No set has two entries that replace or delete it (pdns#8610).
 */
export function operationsFor(batch: readonly Change[], held: HeldSets, abilities: ServerAbilities): Operation[] {
  const operations = batch.map(change => {
    const there = held.sets.get(setKey(setOf(change)))
    return { change, entries: entriesFor(change, there, abilities) }
  })
  const isDelete = ({ change }: Operation) => change.op === 'delete'
  return [...operations.filter(isDelete), ...operations.filter(operation => !isDelete(operation))]
}

function entriesFor(change: Change, there: HeldSet | undefined, { changesValues }: ServerAbilities): PatchEntry[] {
  const { name, type } = setOf(change)
  const id = { name, type: there?.type ?? typeToPowerDns(type) }
  const disabled = disabledAfter(change, there)
  if (change.op === 'delete') {
    if (disabled.length === 0) return [{ ...id, changetype: 'DELETE' }]
    return [{ ...id, changetype: 'REPLACE', ttl: change.before.ttl, records: disabled }]
  }
  const values = changesValues && disabled.length === 0 ? valueEntries(change, id, there) : []
  if (values.length > 0) return values
  const records = change.after.records.map(rdata => recordFor(change, rdata, there))
  return [{ ...id, changetype: 'REPLACE', ttl: change.after.ttl, records: [...records, ...disabled] }]
}

/** Most writes by value that a set is changed by, rather than replaced. */
const mostValues = 8

/**
 * A few values that come or go, one by one, so that what others add to the set at the same moment stays. A set with another TTL has to
 * be replaced, and so has one with disabled records, which the server would lose (2026-08, pdns/ws-auth.cc: its lookup has none).
 */
function valueEntries(change: Change, id: Pick<PatchEntry, 'name' | 'type'>, there: HeldSet | undefined): PatchEntry[] {
  if (change.op !== 'replace' || there === undefined || change.before.ttl !== change.after.ttl) return []
  const { ttl, records } = change.after
  const [was, is] = [new Set(change.before.records), new Set(records)]
  const entry = (changetype: 'EXTEND' | 'PRUNE', rdata: string): PatchEntry => ({
    ...id,
    changetype,
    ttl,
    records: [recordFor(change, rdata, there)],
  })
  const pruned = [...was.difference(is)].map(rdata => entry('PRUNE', rdata))
  const extended = [...is.difference(was)].map(rdata => entry('EXTEND', rdata))
  const entries = [...pruned, ...extended]
  return entries.length > mostValues ? [] : entries
}

/** One that is there is written as the server has it. */
function recordFor(change: Change, rdata: string, there: HeldSet | undefined): PowerDnsRecord {
  const same = there?.enabled.find(one => one.rdata === rdata)
  return { content: same?.record.content ?? contentFromRdata(setOf(change).type, rdata), disabled: false }
}

/** All but those that the set shall hold enabled. */
function disabledAfter(change: Change, there: HeldSet | undefined): PowerDnsRecord[] {
  const disabled = there?.disabled ?? []
  if (change.op === 'delete') return disabled
  const written = new Set(change.after.records.map(rdata => contentFromRdata(change.after.type, rdata).toLowerCase()))
  return disabled.filter(({ content }) => !written.has(content.toLowerCase()))
}
