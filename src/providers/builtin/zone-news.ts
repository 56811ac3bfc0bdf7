import type { Name, RecordType, RRset } from '../../dns/rrset.ts'
import { afterOf, setOf } from '../../plan/change.ts'
import { serialOf, withSerial } from '../../plan/serial.ts'
import type { Change } from '../../plan/types.ts'
import type { Publisher } from './backing.ts'

export interface ForeignCommit {
  domain: Name
  hostedZoneId: number
  /** The zone's serial by this commit. */
  serial?: number
  /** Without the SOA. Absent: any set may have changed, or the zone was made or deleted. */
  sets?: readonly (readonly [name: Name, type: RecordType])[] | undefined
}

export type ZoneChange = Parameters<Publisher['apply']>[1][number]

/** What some commits have made of a zone. */
export interface News {
  serials: readonly number[]
  soa: Pick<RRset, 'ttl' | 'records'>
  /** Without the SOA. */
  sets: readonly ZoneChange[]
}

export function isNamed(
  commit: ForeignCommit,
): commit is ForeignCommit & Required<Pick<ForeignCommit, 'serial' | 'sets'>> {
  return commit.serial !== undefined && commit.sets !== undefined
}

/** Undefined for what moves no serial. */
export function newsOf(domain: Name, changes: readonly Change[]): News | undefined {
  const isSoa = (change: Change) => setOf(change).name === domain && setOf(change).type === 'SOA'
  const soa = changes.filter(isSoa).map(afterOf).at(-1)
  if (soa === undefined) return undefined
  const others = changes.filter(change => !isSoa(change))
  return { serials: [serialOf(soa.records[0] ?? '')], soa, sets: others.map(zoneChange) }
}

export function soaChange(domain: Name, { ttl, records }: News['soa'], serial: number): ZoneChange {
  return changeTo({ name: domain, type: 'SOA' }, { ttl, records: records.map(soa => withSerial(soa, serial)) })
}

function zoneChange(change: Change): ZoneChange {
  return changeTo(setOf(change), afterOf(change))
}

export function changeTo(
  { name, type }: Pick<RRset, 'name' | 'type'>,
  after?: Pick<RRset, 'ttl' | 'records'>,
): ZoneChange {
  return after ? { name, type, after: { ttl: after.ttl, records: after.records } } : { name, type }
}
