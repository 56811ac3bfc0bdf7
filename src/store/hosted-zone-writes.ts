import { sql } from 'kysely'
import { nameSortKey } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import { type Dialect, isOneOf, jsonRows } from './backend.ts'
import type { Queries } from './tables.ts'

/** Writes sets, whatever is there at their names and types. */
export async function writeRRsets(queries: Queries, dialect: Dialect, id: number, rrsets: readonly RRset[]) {
  if (rrsets.length === 0) return
  await sql`
    insert into record_sets (hosted_zone_id, sort_key, type, name, ttl, records)
    select cast(${id} as bigint), item.value->>0, item.value->>1, item.value->>2, cast(item.value->>3 as integer),
      item.value->>4
    from ${jsonRows(dialect, rrsets.map(valuesOf))} where true
    on conflict (hosted_zone_id, sort_key, type) do update set ttl = excluded.ttl, records = excluded.records`.execute(
    queries,
  )
}

function valuesOf(rrset: RRset): (string | number)[] {
  if (rrset.variant !== undefined || rrset.options !== undefined) {
    throw new Error(`Hosted zones keep no variants and no options: ${rrset.name} ${rrset.type}`)
  }
  return [nameSortKey(rrset.name), rrset.type, rrset.name, rrset.ttl, JSON.stringify(rrset.records)]
}

export async function deleteRRsets(
  queries: Queries,
  dialect: Dialect,
  id: number,
  rrsets: readonly Pick<RRset, 'name' | 'type'>[],
) {
  for (const [type, ofType] of Map.groupBy(rrsets, rrset => rrset.type)) {
    const keys = ofType.map(rrset => nameSortKey(rrset.name))
    await queries
      .deleteFrom('record_sets')
      .where('hosted_zone_id', '=', id)
      .where('type', '=', type)
      .where(isOneOf(dialect, 'sort_key', keys))
      .execute()
  }
}
