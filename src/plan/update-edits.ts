import type { MessageRecord } from '../dns/message.ts'
import { isWithin } from '../dns/name.ts'
import type { Name, Rdata, RecordType } from '../dns/rrset.ts'
import { type SetId, setText } from './set-key.ts'
import { anyType, type Intent } from './types.ts'
import { isMeta, metaFault, outside, type UpdateFault } from './update-prerequisites.ts'

/** Looks through the update section before anything of it is done (RFC 2136 §3.4.1). */
export function prescan(zone: Name, records: readonly MessageRecord[]): UpdateFault | undefined {
  for (const record of records) {
    const fault = faultOf(zone, record)
    if (fault !== undefined) return fault
  }
  return undefined
}

function faultOf(zone: Name, record: MessageRecord): UpdateFault | undefined {
  const what = `the update ${setText(record)}`
  if (!isWithin(record.name, zone)) return outside(what, zone)
  switch (record.class) {
    case 'IN':
      return isMeta(record) ? metaFault(what) : undefined
    case 'ANY':
      if (record.ttl !== 0) return { rcode: 'FORMERR', message: `${what} of class ANY has a TTL that is not 0` }
      if (record.rdata !== '') return { rcode: 'FORMERR', message: `${what} of class ANY has data` }
      return record.type !== anyType && isMeta(record) ? metaFault(what) : undefined
    case 'NONE':
      if (record.ttl !== 0) return { rcode: 'FORMERR', message: `${what} of class NONE has a TTL that is not 0` }
      return isMeta(record) ? metaFault(what) : undefined
    default:
      return { rcode: 'FORMERR', message: `${what} is of class ${record.class}` }
  }
}

/** A name that has at most one such record: adding another one replaces it (RFC 2136 §3.4.2.2 says so of CNAME). */
const singleTypes: ReadonlySet<RecordType> = new Set(['CNAME', 'DNAME', 'SOA'])

/** What is gathered of one name. */
interface NameEdits {
  isCleared: boolean
  sets: Map<RecordType, SetEdits>
}

interface SetEdits {
  remove: Set<Rdata> | 'all'
  /** With the TTL of each, the last one said last. */
  add: Map<Rdata, number>
}

/**
 * What the update section comes to, one intent for each set that it names and one for each name that it clears. Records are taken
 * in their order: what counts of a value is what is said of it last. Deletions that a server has to ignore (§3.4.2.3, §3.4.2.4:
 * of the SOA set, and of the NS set at the apex as a whole) are left out. `only`: the types that the caller may write.
 */
export function updateIntents(zone: Name, records: readonly MessageRecord[], only?: readonly RecordType[]): Intent[] {
  const names = new Map<Name, NameEdits>()
  for (const record of records) {
    const { name } = record
    const edits = names.get(name) ?? { isCleared: false, sets: new Map<RecordType, SetEdits>() }
    names.set(name, edits)
    take(edits, record, zone)
  }
  return [...names].flatMap(([name, { isCleared, sets }]): Intent[] => {
    const edits = [...sets].map(([type, set]) => editOf({ name, type }, set))
    if (!isCleared) return edits
    const kept = name === zone ? apexTypes : []
    const except = [...new Set([...kept, ...sets.keys()])]
    return [{ op: 'clear', name, type: anyType, except, ...(only && { only: [...only] }) }, ...edits]
  })
}

/** One TTL per set (RFC 2181 §5.2): that of the last of the records that are added, as these come later than what is there. */
function editOf({ name, type }: SetId, { remove, add }: SetEdits): Intent {
  const removed = remove === 'all' ? remove : [...remove]
  return { op: 'edit', name, type, remove: removed, add: [...add.keys()], ttl: [...add.values()].at(-1) ?? 0 }
}

const apexTypes = ['SOA', 'NS']

function take(edits: NameEdits, record: MessageRecord, zone: Name): void {
  const { type, rdata, ttl } = record
  const isKept = record.class !== 'IN' && isIgnored(record, zone)
  if (isKept) return
  if (type === anyType) {
    edits.isCleared = true
    for (const [setType, edit] of edits.sets) {
      if (record.name !== zone || !apexTypes.includes(setType)) reset(edit)
    }
    return
  }
  const edit = setAt(edits, record, zone)
  if (record.class === 'ANY') reset(edit)
  else if (record.class === 'NONE') {
    edit.add.delete(rdata)
    if (edit.remove !== 'all') edit.remove.add(rdata)
  } else {
    if (singleTypes.has(type)) reset(edit)
    edit.add.delete(rdata)
    edit.add.set(rdata, ttl)
    if (edit.remove !== 'all') edit.remove.delete(rdata)
  }
}

function isIgnored({ name, type, class: recordClass }: MessageRecord, zone: Name): boolean {
  if (type === 'SOA') return true
  return recordClass === 'ANY' && type === 'NS' && name === zone
}

/** A set that is named only after its name was cleared begins empty. */
function setAt({ isCleared, sets }: NameEdits, { name, type }: MessageRecord, zone: Name): SetEdits {
  const known = sets.get(type)
  if (known !== undefined) return known
  const isEmpty = isCleared && !(name === zone && apexTypes.includes(type))
  const edit: SetEdits = { remove: isEmpty ? 'all' : new Set(), add: new Map() }
  sets.set(type, edit)
  return edit
}

function reset(edit: SetEdits): void {
  edit.remove = 'all'
  edit.add.clear()
}
