import type { Name, RRset } from '../dns/rrset.ts'
import { nextSerial, serialOf, withSerial } from '../plan/serial.ts'
import { storedSerial } from './journal.ts'
import type { Queries } from './tables.ts'

/** Secondaries that have a zone of that name take none with a serial from before (RFC 1982), even if it's another zone by now. */
export async function keepSerial(queries: Queries, hostedZoneId: number): Promise<void> {
  const zone = await queries
    .selectFrom('hosted_zones')
    .select('domain')
    .where('id', '=', hostedZoneId)
    .executeTakeFirst()
  const serial = await storedSerial(queries, hostedZoneId)
  if (zone === undefined || serial === undefined) return
  await queries
    .insertInto('last_serials')
    .values({ domain: zone.domain, serial })
    .onConflict(conflict => conflict.column('domain').doUpdateSet({ serial }))
    .execute()
}

/** A new zone's sets, with the serial after that of the last zone of its name, if there was one. */
export async function goingOn(queries: Queries, domain: Name, rrsets: readonly RRset[]): Promise<RRset[]> {
  const last = await queries.selectFrom('last_serials').select('serial').where('domain', '=', domain).executeTakeFirst()
  if (last === undefined) return [...rrsets]
  const isSoa = ({ name, type }: RRset) => name === domain && type === 'SOA'
  return rrsets.map(set => {
    if (!isSoa(set)) return set
    const records = set.records.map(soa => withSerial(soa, Math.max(serialOf(soa), nextSerial(last.serial))))
    return { ...set, records }
  })
}
