import { decodeGeneric, readGeneric } from './generic-rdata.ts'
import type { MessageRecord } from './message.ts'
import type { RecordClass } from './message-codes.ts'
import { nameFromWire } from './name.ts'
import { namesInRdata, rdataFromWire, rdataToWire } from './rdata.ts'
import type { Name, Rdata, RecordType } from './rrset.ts'
import { tokenize } from './tokens.ts'
import type { WireWriter } from './wire-writer.ts'

/** Reads a record's data where they stand in the whole message. */
export function decodeRdata(
  type: RecordType,
  recordClass: RecordClass,
  bytes: Uint8Array,
  start: number,
  end: number,
): Rdata {
  if (start === end && mayBeEmpty(recordClass)) return ''
  if (isReadByField(type, recordClass)) return rdataFromWire(type, bytes, start, end)
  return decodeGeneric(bytes.subarray(start, end))
}

/** Writes a record's data, names compressed where every receiver can read them so (RFC 3597 §4). */
export function writeRdata(
  wire: WireWriter,
  writeName: (name: Name) => void,
  { type, class: recordClass, rdata }: MessageRecord,
): void {
  if (rdata === '' && mayBeEmpty(recordClass)) return
  const byField = isReadByField(type, recordClass)
  const bytes = byField ? rdataToWire(type, rdata) : readGeneric(tokenize(rdata))
  const names = (byField ? namesInRdata(type) : undefined) ?? { offset: bytes.length, count: 0 }
  wire.write(bytes.subarray(0, names.offset))
  let at = names.offset
  for (let index = 0; index < names.count; index++) {
    const { name, end } = nameFromWire(bytes, at)
    writeName(name)
    at = end
  }
  wire.write(bytes.subarray(at))
}

/** RFC 2136 §2.4, §2.5: prerequisites and deletions without data. */
function mayBeEmpty(recordClass: RecordClass): boolean {
  return recordClass === 'ANY' || recordClass === 'NONE'
}

/** In other classes types may mean other data (Chaosnet's A is a name and a number): those of text and names mean the same. */
function isReadByField(type: RecordType, recordClass: RecordClass): boolean {
  if (recordClass === 'IN' || mayBeEmpty(recordClass)) return true
  return type === 'TXT' || type === 'HINFO' || namesInRdata(type) !== undefined
}
