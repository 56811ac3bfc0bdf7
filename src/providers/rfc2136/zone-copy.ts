import type { MessageRecord } from '../../dns/message.ts'
import type { Name, RRset } from '../../dns/rrset.ts'
import { setKey } from '../../plan/set-key.ts'
import { isServerMade } from './server-made.ts'

/** A zone as it was transferred. */
export interface ZoneCopy {
  serial: number
  /** By `setKey`, without what the server makes by itself. */
  sets: ReadonlyMap<string, RRset>
}

/** Differences that don't fit the copy they are for. */
export class MisfitError extends Error {}

/** Takes a transfer's records in their order. */
export interface CopyBuilder {
  take(record: MessageRecord): void
  /** Once the last record was taken. */
  finish(): ZoneCopy
}

/**
 * Builds a copy of what is transferred: the whole zone (RFC 5936), or where the records are differences (RFC 1995 §4) what `from` is
 * with them. That they are complete and in order is seen to by whoever hands them in.
 */
export function createCopyBuilder(zone: Name, from: ZoneCopy | undefined): CopyBuilder {
  let first: MessageRecord | undefined
  let sets: Map<string, RRset> | undefined
  /** Undefined: the whole zone comes. */
  let step: 'deleted' | 'added' | undefined

  function begin(record: MessageRecord): void {
    const isDifference = record.type === 'SOA' && record.rdata !== first?.rdata && from !== undefined
    sets = new Map(isDifference ? from.sets : [])
    if (isDifference) step = 'deleted'
    else add(sets, record, zone)
  }

  return {
    take(record) {
      if (first === undefined) first = record
      else if (sets === undefined) begin(record)
      else if (record.type === 'SOA') step = step === 'deleted' ? 'added' : step === 'added' ? 'deleted' : step
      else if (step === 'deleted') remove(sets, record, zone)
      else add(sets, record, zone)
    },
    finish() {
      if (first === undefined) throw new MisfitError('nothing was transferred')
      const { name, type, ttl, rdata } = first
      const soa = { name, type, ttl, records: [rdata] }
      // The SOA record alone says that there is nothing newer; what is older than the copy is another zone.
      if (sets === undefined && serialOf(rdata) !== from?.serial) throw new MisfitError('the serial has gone back')
      const whole = new Map(sets ?? from?.sets)
      return { serial: serialOf(rdata), sets: whole.set(setKey(soa), soa) }
    },
  }
}

/** A set has one TTL; where a server keeps several the shortest counts (RFC 2181 §5.2). */
function add(sets: Map<string, RRset>, { name, type, ttl, rdata }: MessageRecord, zone: Name): void {
  if (type === 'SOA' || isServerMade({ name, type }, zone)) return
  const key = setKey({ name, type })
  const there = sets.get(key)
  if (there === undefined) sets.set(key, { name, type, ttl, records: [rdata] })
  else if (!there.records.includes(rdata)) {
    sets.set(key, { ...there, ttl: Math.min(there.ttl, ttl), records: [...there.records, rdata] })
  }
}

function remove(sets: Map<string, RRset>, { name, type, rdata }: MessageRecord, zone: Name): void {
  if (isServerMade({ name, type }, zone)) return
  const key = setKey({ name, type })
  const there = sets.get(key)
  if (!there?.records.includes(rdata)) throw new MisfitError(`${name} ${type} was not there`)
  const records = there.records.filter(record => record !== rdata)
  if (records.length === 0) sets.delete(key)
  else sets.set(key, { ...there, records })
}

/** The third field (RFC 1035 §3.3.13). */
function serialOf(rdata: string): number {
  return Number(rdata.split(' ')[2])
}
