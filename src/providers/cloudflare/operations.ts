import type { Rdata, RRset } from '../../dns/rrset.ts'
import { afterOf, setOf } from '../../plan/change.ts'
import { setKey } from '../../plan/set-key.ts'
import type { Change } from '../../plan/types.ts'
import { canonicalSet } from './canonical.ts'
import { nameToCloudflare, valueToCloudflare } from './convert.ts'
import type { HeldRecord, HeldSet, HeldSets } from './held-sets.ts'
import { proxiableTypes, type RecordFields } from './record.ts'

/** What to do to one record. */
export type Operation =
  | { kind: 'deletes'; id: string; change: Change }
  /** Comment, tags and settings stay, for they aren't spoken of. */
  | { kind: 'patches'; id: string; fields: RecordFields; change: Change }
  | { kind: 'posts'; fields: RecordFields; change: Change }

/**
 * The operations that a change comes to, given the records that are there. A value that goes is made one that comes, so that its
 * record keeps what Cloudflare alone knows of it; the type of a record can't be changed (2026-06-30, deprecations).
 */
export function operationsFor(change: Change, { sets }: HeldSets): Operation[] {
  const held = sets.get(setKey(setOf(change)))
  const records = held?.records ?? []
  const after = afterOf(change)
  if (after === undefined) return records.map(({ record: { id } }) => ({ kind: 'deletes', id, change }))
  const wanted = wantedSet(after, held)
  const { kept, gone } = sortOut(records, wanted.records)
  const there = new Set(kept.map(({ rdata }) => rdata))
  const coming = wanted.records.filter(rdata => !there.has(rdata))
  const reused = gone.slice(0, coming.length)
  return [
    ...gone.slice(coming.length).map(({ record: { id } }): Operation => ({ kind: 'deletes', id, change })),
    ...kept.filter(one => differs(one, wanted)).map(one => patch(change, one, one.rdata, wanted)),
    ...reused.map((one, index) => patch(change, one, coming[index]!, wanted)),
    ...coming
      .slice(reused.length)
      .map((rdata): Operation => ({ kind: 'posts', fields: fieldsOf(rdata, wanted), change })),
  ]
}

/** A set that isn't said to be proxied or not is as it was, and a new one isn't. */
function wantedSet(after: RRset, held: HeldSet | undefined): RRset {
  if (!proxiableTypes.includes(after.type)) return canonicalSet(after)
  const proxied = after.options?.proxied ?? held?.set.options?.proxied ?? false
  return canonicalSet({ ...after, options: { ...after.options, proxied } })
}

/** Of several records with one value one is kept. */
function sortOut(records: readonly HeldRecord[], wanted: readonly Rdata[]): { kept: HeldRecord[]; gone: HeldRecord[] } {
  const left = new Set(wanted)
  const [kept, gone]: [HeldRecord[], HeldRecord[]] = [[], []]
  for (const record of records) (left.delete(record.rdata) ? kept : gone).push(record)
  return { kept, gone }
}

function differs({ record }: HeldRecord, { ttl, options }: RRset): boolean {
  return record.ttl !== ttl || (options?.proxied !== undefined && (record.proxied ?? false) !== options.proxied)
}

function patch(change: Change, { record: { id } }: HeldRecord, rdata: Rdata, wanted: RRset): Operation {
  return { kind: 'patches', id, fields: fieldsOf(rdata, wanted), change }
}

/** `proxied` is always said of types that have it: what becomes of those that don't say it is up to the account. */
function fieldsOf(rdata: Rdata, { name, type, ttl, options }: RRset): RecordFields {
  const proxied = proxiableTypes.includes(type) && { proxied: options?.proxied ?? false }
  return { type, name: nameToCloudflare(name), ttl, ...proxied, ...valueToCloudflare(type, rdata) }
}
