import { createHmac, timingSafeEqual } from 'node:crypto'
import { WireWriter } from '../dns/wire-writer.ts'
import { algorithms } from './algorithms.ts'
import type { TsigKey } from './tsig-key.ts'
import { type TsigRecord, writeTime } from './tsig-record.ts'

/** What a MAC is made over (RFC 8945 §4.3), but for the key. */
export interface Digested {
  /** MAC of the request, or of the message before in a stream. */
  prior?: Uint8Array | undefined
  /** Without TSIG records; those before the last went unsigned (RFC 8945 §5.3.1). */
  messages: readonly { bytes: Uint8Array; id: number }[]
  record: Omit<TsigRecord, 'mac' | 'originalId'>
  /** Only time and fudge of the record count, as in all messages of a stream but the first. */
  timersOnly?: boolean
}

export function macOf({ algorithm, secret }: TsigKey, { prior, messages, record, timersOnly }: Digested): Uint8Array {
  const hmac = createHmac(algorithms[algorithm].hash, secret)
  if (prior !== undefined) hmac.update(u16(prior.length)).update(prior)
  for (const { bytes, id } of messages) hmac.update(u16(id)).update(bytes.subarray(2))
  return new Uint8Array(hmac.update(variables(record, timersOnly ?? false)).digest())
}

/**
 * Whether a MAC is right, in time that doesn't depend on where it differs. It may be cut to half of its length, and no further
 * than to 10 bytes (RFC 8945 §5.2.2.1); what was cut too far has to be found before.
 */
export function isSameMac(given: Uint8Array, whole: Uint8Array): boolean {
  return given.length <= whole.length && timingSafeEqual(given, whole.subarray(0, given.length))
}

/** Whether a MAC has one of the lengths that the algorithm allows. */
export function isMacLength(length: number, { algorithm }: Pick<TsigKey, 'algorithm'>): boolean {
  const { size } = algorithms[algorithm]
  return length <= size && length >= Math.max(10, size / 2)
}

function variables(record: Digested['record'], timersOnly: boolean): Uint8Array {
  const writer = new WireWriter()
  if (!timersOnly) {
    writer.name(record.keyName)
    writer.u16(255)
    writer.u32(0)
    writer.name(record.algorithm)
  }
  writeTime(writer, record)
  if (!timersOnly) {
    writer.u16(record.error)
    writer.u16(record.otherData.length)
    writer.write(record.otherData)
  }
  return writer.finish()
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value)
}
