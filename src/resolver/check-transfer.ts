import type { MessageRecord } from '../dns/message.ts'
import { isWithin } from '../dns/name.ts'
import type { Name } from '../dns/rrset.ts'

/** Follows the records of a transfer from the first to the last. */
export interface TransferCheck {
  /** Whether the last record has come. */
  readonly done: boolean
  /** Undefined, or what is wrong with this record at this place. */
  take(record: MessageRecord): string | undefined
}

/**
 * Checks a full transfer (RFC 5936 §2.2), or with `since` what answers a question for differences (RFC 1995 §4): those, a full transfer
 * in their place, or the zone's SOA record alone where there is nothing newer.
 */
export function checkTransfer({ zone, since }: { zone: Name; since?: number }): TransferCheck {
  let newest: MessageRecord | undefined
  let step: Step = 'first'
  /** Serial that the differences have come to. */
  let serial = since ?? 0
  return {
    get done() {
      return step === 'done'
    },
    take(record) {
      const fault = foreign(record, zone)
      if (fault !== undefined) return fault
      if (newest === undefined) {
        if (record.type !== 'SOA') return 'does not begin with the SOA record'
        newest = record
        step = since === undefined ? 'full' : isNewer(serialOf(record), since) ? 'second' : 'done'
        return undefined
      }
      const next = following(step, record, { newest, serial })
      if ('fault' in next) return next.fault
      step = next.step
      serial = next.serial ?? serial
      return undefined
    },
  }
}

/** `second`: the record that tells whether differences come; `deleted` and `added`: within these. */
type Step = 'first' | 'second' | 'full' | 'deleted' | 'added' | 'done'
type Next = { step: Step; serial?: number } | { fault: string }

function following(step: Step, record: MessageRecord, at: { newest: MessageRecord; serial: number }): Next {
  if (step === 'done') return { fault: 'goes on behind its end' }
  if (record.type !== 'SOA') return { step: step === 'second' ? 'full' : step }
  const serial = serialOf(record)
  const isLast = record.rdata === at.newest.rdata
  if (step === 'full' || (step === 'second' && isLast)) {
    return isLast ? { step: 'done' } : { fault: 'ends with another SOA record than it began with' }
  }
  if (step === 'deleted') return { step: 'added', serial }
  if (step === 'added' && at.serial === serialOf(at.newest)) {
    return isLast ? { step: 'done' } : { fault: 'ends with another SOA record than it began with' }
  }
  return serial === at.serial
    ? { step: 'deleted' }
    : { fault: `has differences to ${serial}, where ${at.serial} was expected` }
}

function foreign({ name, type, class: recordClass }: MessageRecord, zone: Name): string | undefined {
  if (recordClass !== 'IN') return `has a record of the class ${recordClass}`
  if (type === 'SOA' ? name !== zone : !isWithin(name, zone)) return `has ${name} ${type}, which is none of the zone`
  return undefined
}

/** The third field (RFC 1035 §3.3.13). */
export function serialOf({ rdata }: Pick<MessageRecord, 'rdata'>): number {
  return Number(rdata.split(' ')[2])
}

/** In the arithmetic of serials (RFC 1982 §3.2). */
function isNewer(serial: number, than: number): boolean {
  const ahead = (serial - than) >>> 0
  return ahead > 0 && ahead < 0x8000_0000
}
