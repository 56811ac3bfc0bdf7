import { nameOfAlgorithm } from './algorithms.ts'
import { type Digested, macOf } from './mac.ts'
import type { TsigKey, TsigReplyContext } from './tsig-key.ts'
import { type TsigRecord, tsigRecordToWire } from './tsig-record.ts'

/** A signed message, and the MAC that its reply, or the next message of a stream, is signed over. */
export interface SignedMessage {
  message: Uint8Array
  mac: Uint8Array
}

/** Seconds that the clocks of both sides may differ by, as RFC 8945 §10 recommends. */
export const fudgeSeconds = 300

/** Signs a message that is no reply. `bytes` have no TSIG record; `now` in milliseconds. */
export function signRequest(bytes: Uint8Array, key: TsigKey, now: number): SignedMessage {
  return sign(bytes, key, recordAt(key, now), {})
}

/** Signs the reply to a request that was signed and right. Replies of several messages: `createStreamSigner`. */
export function signReply(bytes: Uint8Array, { key, requestMac }: TsigReplyContext, now: number): Uint8Array {
  return sign(bytes, key, recordAt(key, now), { prior: requestMac }).message
}

export interface StreamSigner {
  /** Signs the next message of the reply; `now` in milliseconds. */
  sign(bytes: Uint8Array, now: number): Uint8Array
}

/** Signs each message of a reply that has several, such as a transfer's (RFC 8945 §5.3.1). */
export function createStreamSigner({ key, requestMac }: TsigReplyContext): StreamSigner {
  let prior = requestMac
  let timersOnly = false
  return {
    sign(bytes, now) {
      const { message, mac } = sign(bytes, key, recordAt(key, now), { prior, timersOnly })
      prior = mac
      timersOnly = true
      return message
    },
  }
}

/** Bytes that signing adds to a message. */
export function tsigSize(key: TsigKey): number {
  const { message } = sign(new Uint8Array(12), key, recordAt(key, 0), {})
  return message.length - 12
}

export type UnsignedRecord = Omit<TsigRecord, 'mac' | 'originalId'>

export function recordAt(key: TsigKey, now: number): UnsignedRecord {
  return {
    keyName: key.name,
    algorithm: nameOfAlgorithm(key.algorithm),
    time: Math.floor(now / 1000),
    fudge: fudgeSeconds,
    error: 0,
    otherData: new Uint8Array(),
  }
}

export function sign(
  bytes: Uint8Array,
  key: TsigKey,
  record: UnsignedRecord,
  over: Pick<Digested, 'prior' | 'timersOnly'>,
): SignedMessage {
  const mac = macOf(key, { ...over, messages: [{ bytes, id: idOf(bytes) }], record })
  return { message: withTsig(bytes, { ...record, mac }), mac }
}

/** Puts the record behind all others. */
export function withTsig(bytes: Uint8Array, record: Omit<TsigRecord, 'originalId'>): Uint8Array {
  const tail = tsigRecordToWire({ ...record, originalId: idOf(bytes) })
  const message = new Uint8Array(bytes.length + tail.length)
  message.set(bytes)
  message.set(tail, bytes.length)
  const view = new DataView(message.buffer)
  view.setUint16(10, view.getUint16(10) + 1)
  return message
}

function idOf(bytes: Uint8Array): number {
  return (bytes[0]! << 8) | bytes[1]!
}
