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
  if (zone !== undefined && serial !== undefined) await noteSerial(queries, zone.domain, serial)
}

export async function noteSerial(queries: Queries, domain: Name, serial: number): Promise<void> {
  await queries
    .insertInto('last_serials')
    .values({ domain, serial })
    .onConflict(conflict => conflict.column('domain').doUpdateSet({ serial }))
    .execute()
}

/** A new zone's sets, with the serial after that of the last zone of its name, if there was one. */
export async function goingOn(queries: Queries, domain: Name, rrsets: readonly RRset[]): Promise<RRset[]> {
  const first = await firstSerial(queries, domain)
  const isSoa = ({ name, type }: RRset) => name === domain && type === 'SOA'
  return rrsets.map(set => {
    if (!isSoa(set)) return set
    const records = set.records.map(soa => withSerial(soa, Math.max(serialOf(soa), first)))
    return { ...set, records }
  })
}

/** The least serial that a new zone of that name may have. */
export async function firstSerial(queries: Queries, domain: Name): Promise<number> {
  const last = await queries.selectFrom('last_serials').select('serial').where('domain', '=', domain).executeTakeFirst()
  return last === undefined ? 0 : nextSerial(last.serial)
}
