import type { Name, RRset } from '../dns/rrset.ts'
import { serialOf } from '../plan/serial.ts'
import type { Change } from '../plan/types.ts'
import type { Backend, Dialect } from './backend.ts'
import type { ChangeRecord, Ledger } from './history.ts'
import { missing, readRRsetsAt } from './hosted-zone-reads.ts'
import { deleteRRsets, writeRRsets } from './hosted-zone-writes.ts'
import { isFollowed, keepStep } from './journal.ts'
import { settle } from './settle.ts'
import type { Queries } from './tables.ts'

/** To be run in a transaction. As few statements for ten thousand changes as for one. */
export async function commitChanges(
  backend: Backend,
  id: number,
  changes: readonly Change[],
  ledger: Ledger = nothingToTell,
  receipt: string | null = null,
): Promise<{ mismatch: number } | { committed: true }> {
  const { queries, dialect, news } = backend
  // Where writers run at the same time they queue up here; the embedded database has one writer anyway.
  const { domain, followed } = await enterZone(queries, dialect, id)
  const names = new Set(changes.flatMap(rrsetsOf).map(rrset => rrset.name))
  const current = await readRRsetsAt(queries, dialect, id, [...names])
  const result = applyChanges(current, changes)
  if ('mismatch' in result) return result
  const notices = await settle(backend, withReceipt(ledger, changes, receipt))
  await deleteRRsets(queries, dialect, id, result.gone)
  await writeRRsets(queries, dialect, id, result.written)
  if (followed === 1) await keepDifference(queries, { id, domain, current }, result)
  const committed = { kind: 'committed' as const, domain, hostedZoneId: id, ...summaryOf(domain, result) }
  await news.publish(queries, [...notices, committed])
  return { committed: true }
}

/** Whether anybody follows the zone comes with the look at it, so that where nobody does it costs no statement more. */
async function enterZone(queries: Queries, dialect: Dialect, id: number): Promise<{ domain: Name; followed: number }> {
  const zone = queries
    .selectFrom('hosted_zones')
    .select(['domain', isFollowed().as('followed')])
    .where('id', '=', id)
  const row = await (dialect === 'postgres' ? zone.forUpdate() : zone).executeTakeFirst()
  if (row === undefined) throw missing(id)
  return row
}

async function keepDifference(
  queries: Queries,
  { id, domain, current }: { id: number; domain: Name; current: readonly RRset[] },
  { gone, written }: Written,
): Promise<void> {
  const touched = new Map([...gone, ...written].map(set => [keyOf(set), set]))
  const before = current.filter(set => touched.has(keyOf(set)))
  const [old, fresh] = [before, written].map(sets => sets.find(({ name, type }) => name === domain && type === 'SOA'))
  const [oldSoa, freshSoa] = [old?.records[0], fresh?.records[0]]
  if (oldSoa === undefined || freshSoa === undefined) return
  await keepStep(queries, id, { before: serialOf(oldSoa), after: serialOf(freshSoa) }, { before, after: written })
}

/** What others are told of a commit. */
function summaryOf(
  domain: Name,
  { gone, written }: Written,
): { serial?: number; sets: [name: string, type: string][] } {
  const isSoa = ({ name, type }: RRset) => name === domain && type === 'SOA'
  const soa = written.find(isSoa)?.records[0]
  const others = [...gone, ...written].filter(set => !isSoa(set))
  return { ...(soa !== undefined && { serial: serialOf(soa) }), sets: others.map(({ name, type }) => [name, type]) }
}

const nothingToTell: Ledger = { activities: [], settlements: [] }

/** Whatever this commit changes is told with its receipt. */
function withReceipt(ledger: Ledger, changes: readonly Change[], receipt: string | null): Ledger {
  if (receipt === null) return ledger
  const keys = new Set(changes.flatMap(rrsetsOf).map(keyOf))
  const fill = (records: readonly ChangeRecord[]) =>
    records.map(record =>
      record.receipt === null && rrsetsOf(record.change).some(set => keys.has(keyOf(set)))
        ? { ...record, receipt }
        : record,
    )
  return {
    ...ledger,
    settlements: ledger.settlements.map(end => ({ ...end, changes: fill(end.changes) })),
    ...(ledger.progress && { progress: ledger.progress.map(part => ({ ...part, changes: fill(part.changes) })) }),
  }
}

interface Written {
  written: RRset[]
  gone: RRset[]
}

/** The changes one after another: of several that touch one set, each finds what those before it left. */
export function applyChanges(current: readonly RRset[], changes: readonly Change[]): { mismatch: number } | Written {
  const sets = new Map(current.map(rrset => [keyOf(rrset), rrset]))
  const touched = new Map<string, RRset>()
  for (const [index, change] of changes.entries()) {
    if (!applyChange(sets, change)) return { mismatch: index }
    for (const rrset of rrsetsOf(change)) touched.set(keyOf(rrset), rrset)
  }
  const gone = [...touched].filter(([key]) => !sets.has(key)).map(([, rrset]) => rrset)
  const written = [...touched.keys()].flatMap(key => sets.get(key) ?? [])
  return { written, gone }
}

/** False, and nothing is done, where the change's `before` is not what is there. */
function applyChange(sets: Map<string, RRset>, change: Change): boolean {
  if (change.op !== 'create') {
    if (!isSame(sets.get(keyOf(change.before)), change.before)) return false
    sets.delete(keyOf(change.before))
  }
  if (change.op !== 'delete') {
    if (sets.has(keyOf(change.after))) return false
    sets.set(keyOf(change.after), change.after)
  }
  return true
}

function isSame(current: RRset | undefined, expected: RRset): boolean {
  if (current === undefined || current.ttl !== expected.ttl) return false
  if (current.records.length !== expected.records.length) return false
  const records = new Set(current.records)
  return expected.records.every(record => records.has(record))
}

/** The sets that a change names, one or two. */
function rrsetsOf(change: Change): RRset[] {
  if (change.op === 'create') return [change.after]
  if (change.op === 'delete') return [change.before]
  return [change.before, change.after]
}

const keyOf = ({ name, type }: RRset) => `${name} ${type}`
