import { isWithin, nameToWire } from '../dns/name.ts'
import { rdataToWire } from '../dns/rdata.ts'
import { typeCode } from '../dns/record-types.ts'
import type { Name, Rdata, RecordType } from '../dns/rrset.ts'
import type { ZoneChange } from './name-server.ts'
import type { SetMessage } from './wire-set.ts'

const classIn = 1

/** One set for the thread that answers, ready to be sent out. Throws for names outside the zone and data that can't be written. */
export function toSetMessage(zone: Name, change: ZoneChange): SetMessage {
  if (!isWithin(change.name, zone)) throw new RangeError(`${change.name} is not in the zone ${zone}`)
  const type = typeCode(change.type)
  if (type === undefined) throw new RangeError(`${change.type} is no record type`)
  const name = wireName(change.name)
  const { after } = change
  if (after === undefined || after.records.length === 0) return { name, type }
  return { name, type, set: { count: after.records.length, wire: wireRecords(change.type, type, after) } }
}

/** A canonical name in wire form, one byte a character. */
export function wireName(name: Name): string {
  return byteString(nameToWire(name))
}

function wireRecords(mnemonic: RecordType, type: number, set: { ttl: number; records: readonly Rdata[] }): string {
  const head = byteString(recordHead(type, set.ttl))
  return set.records.map(record => wireRecord(head, rdataToWire(mnemonic, record))).join('')
}

function wireRecord(head: string, data: Uint8Array): string {
  return head + String.fromCharCode(data.length >> 8, data.length & 0xff) + byteString(data)
}

function recordHead(type: number, ttl: number): Uint8Array {
  const head = new DataView(new ArrayBuffer(8))
  head.setUint16(0, type)
  head.setUint16(2, classIn)
  head.setUint32(4, ttl)
  return new Uint8Array(head.buffer)
}

function byteString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
