import type { Name } from '../dns/rrset.ts'
import { WireReader } from '../dns/wire-reader.ts'
import { WireWriter } from '../dns/wire-writer.ts'

/** What a TSIG record says (RFC 8945 §4.2). */
export interface TsigRecord {
  keyName: Name
  /** The algorithm's name, whether known or not. */
  algorithm: Name
  /** Seconds since 1970. */
  time: number
  /** Seconds that the clocks may differ by. */
  fudge: number
  mac: Uint8Array
  /** The id that the message had when it was signed. */
  originalId: number
  /** 0, or a TSIG error: 16 to 18 and 22. */
  error: number
  otherData: Uint8Array
}

/** Errors that TSIG records tell (RFC 8945 §3), by code. 16 is BADVERS elsewhere. */
const errorNames = { 16: 'BADSIG', 17: 'BADKEY', 18: 'BADTIME', 22: 'BADTRUNC' } as const

export type TsigErrorName = (typeof errorNames)[keyof typeof errorNames]

export function nameOfTsigError(code: number): TsigErrorName | `ERROR${number}` {
  return errorNames[code as keyof typeof errorNames] ?? `ERROR${code}`
}

export function codeOfTsigError(name: TsigErrorName): number {
  return Number(Object.entries(errorNames).find(([, each]) => each === name)?.[0])
}

/** Reads the record's data, where the owner's name and the rest of its head are read already. Throws DnsError. */
export function readTsigData(keyName: Name, bytes: Uint8Array, start: number, end: number): TsigRecord {
  const reader = new WireReader(bytes, start, end)
  const algorithm = reader.name()
  const time = reader.u16() * 0x1_0000_0000 + reader.u32()
  const fudge = reader.u16()
  const mac = new Uint8Array(reader.take(reader.u16()))
  const originalId = reader.u16()
  const error = reader.u16()
  const otherData = new Uint8Array(reader.take(reader.u16()))
  return { keyName, algorithm, time, fudge, mac, originalId, error, otherData }
}

/** The whole record, names uncompressed: class ANY, TTL 0. */
export function tsigRecordToWire(record: TsigRecord): Uint8Array {
  const writer = new WireWriter(256)
  writer.name(record.keyName)
  writer.u16(250)
  writer.u16(255)
  writer.u32(0)
  const lengthAt = writer.reserve(2)
  writer.name(record.algorithm)
  writeTime(writer, record)
  writer.u16(record.mac.length)
  writer.write(record.mac)
  writer.u16(record.originalId)
  writer.u16(record.error)
  writer.u16(record.otherData.length)
  writer.write(record.otherData)
  writer.setU16(lengthAt, writer.length - lengthAt - 2)
  return writer.finish()
}

/** 48 bits of time, and the fudge: the "timers" of RFC 8945 §4.3.3. */
export function writeTime(writer: WireWriter, { time, fudge }: Pick<TsigRecord, 'time' | 'fudge'>): void {
  writer.write(timeBytes(time))
  writer.u16(fudge)
}

/** Seconds as 48 bits. */
export function timeBytes(seconds: number): Uint8Array {
  const bytes = new Uint8Array(6)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(seconds / 0x1_0000_0000))
  view.setUint32(2, seconds % 0x1_0000_0000)
  return bytes
}

/** Undefined where it isn't 48 bits. */
export function timeOfBytes(bytes: Uint8Array): number | undefined {
  if (bytes.length !== 6) return undefined
  const reader = new WireReader(bytes)
  return reader.u16() * 0x1_0000_0000 + reader.u32()
}

/** Whether the message was signed within its fudge of `now`, in milliseconds. */
export function isInTime({ time, fudge }: Pick<TsigRecord, 'time' | 'fudge'>, now: number): boolean {
  return Math.abs(Math.floor(now / 1000) - time) <= fudge
}
