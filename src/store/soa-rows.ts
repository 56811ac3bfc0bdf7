import type { Queries } from './tables.ts'

/** Hosted zones, each joined with its SOA set. */
export function soaRows(queries: Queries) {
  return queries
    .selectFrom('hosted_zones')
    .innerJoin('record_sets', join =>
      join
        .onRef('record_sets.hosted_zone_id', '=', 'hosted_zones.id')
        .onRef('record_sets.sort_key', '=', 'hosted_zones.sort_key')
        .on('record_sets.type', '=', 'SOA'),
    )
}
