import type { MessageRecord } from '../dns/message.ts'
import { isWithin, nameWithoutFinalDot } from '../dns/name.ts'
import { typeCode } from '../dns/record-types.ts'
import type { Name } from '../dns/rrset.ts'
import { setKey, setText } from './set-key.ts'
import { anyType, type Intent } from './types.ts'

/** Why a section of an UPDATE message is not what RFC 2136 says it is, by its RCODE. */
export interface UpdateFault {
  rcode: 'FORMERR' | 'NOTZONE'
  message: string
}

export type Requirement = Extract<Intent, { op: 'require' }>

/**
 * The prerequisite section (RFC 2136 §3.2) as intents: one for each record that asks for a name or a set, in the order given, and then
 * one for each set that is given as a whole (§3.2.3).
 */
export function readPrerequisites(
  zone: Name,
  records: readonly MessageRecord[],
): { fault: UpdateFault } | { requirements: Requirement[] } {
  const single: Requirement[] = []
  const whole = new Map<string, Requirement & { records: string[] }>()
  for (const record of records) {
    const fault = faultOf(zone, record)
    if (fault !== undefined) return { fault }
    const { name, type, rdata } = record
    if (record.class !== 'IN') {
      single.push({ op: 'require', name, type, is: record.class === 'ANY' ? 'present' : 'absent' })
      continue
    }
    const key = setKey(record)
    const given = whole.get(key)
    if (given === undefined) whole.set(key, { op: 'require', name, type, is: 'present', records: [rdata] })
    else given.records.push(rdata)
  }
  return { requirements: [...single, ...whole.values()] }
}

/** In the order that RFC 2136 §3.2.5 looks at it in. */
function faultOf(zone: Name, record: MessageRecord): UpdateFault | undefined {
  const what = `the prerequisite ${setText(record)}`
  if (record.ttl !== 0) return { rcode: 'FORMERR', message: `${what} has a TTL that is not 0` }
  if (!isWithin(record.name, zone)) return outside(what, zone)
  if (record.class === 'ANY' || record.class === 'NONE') {
    if (record.rdata !== '') return { rcode: 'FORMERR', message: `${what} of class ${record.class} has data` }
    return record.type !== anyType && isMeta(record) ? metaFault(what) : undefined
  }
  if (record.class !== 'IN') return { rcode: 'FORMERR', message: `${what} is of class ${record.class}` }
  return isMeta(record) ? metaFault(what) : undefined
}

/** Types 128 to 255 are questions' and messages' own (RFC 6895 §3.1), and so is OPT. */
export function isMeta({ type }: { type: string }): boolean {
  const code = typeCode(type) ?? 0
  return (code >= 128 && code <= 255) || code === 41 || code === 0
}

export function metaFault(what: string): UpdateFault {
  return { rcode: 'FORMERR', message: `${what} is of a type that no zone holds` }
}

export function outside(what: string, zone: Name): UpdateFault {
  return { rcode: 'NOTZONE', message: `${what} is not in the zone ${nameWithoutFinalDot(zone)}` }
}
