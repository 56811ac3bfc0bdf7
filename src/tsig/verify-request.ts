import { DnsError } from '../dns/problem.ts'
import type { Name } from '../dns/rrset.ts'
import { algorithmOfName } from './algorithms.ts'
import { isMacLength, isSameMac, macOf } from './mac.ts'
import { recordAt, sign, withTsig } from './sign.ts'
import { endOfQuestion, splitMessage } from './split-message.ts'
import type { TsigAlgorithm, TsigKey } from './tsig-key.ts'
import { codeOfTsigError, isInTime, type TsigErrorName, type TsigRecord, timeBytes } from './tsig-record.ts'

export type RequestVerdict =
  | { status: 'unsigned'; message: Uint8Array }
  /**
   * `message` without its TSIG record; `key` and `mac` are what the reply is signed with. `wholeMac` is the MAC before anything was cut
   * off: it tells this message from all others, whoever sends it again under another id or with less of its MAC.
   */
  | { status: 'valid'; key: TsigKey; mac: Uint8Array; wholeMac: Uint8Array; message: Uint8Array }
  | {
      status: 'refused'
      error: Exclude<TsigErrorName, 'BADTRUNC'> | 'FORMERR'
      /** As the message says; absent where it can't be read. */
      keyName?: Name
      /** What to send back, signed where it has to be. Undefined: nothing, since not even the header can be read. */
      reply(now: number): Uint8Array | undefined
    }

/** The key of that name, if it is one for that algorithm. Names come in canonical form. */
export type FindKey = (name: Name, algorithm: TsigAlgorithm) => Promise<TsigKey | undefined> | TsigKey | undefined

/**
 * Checks the signature of a request (RFC 8945 §5.2): first the key, then the MAC, and the time last. `now` in milliseconds. MACs that
 * are cut as far as the RFC allows are taken.
 */
export async function verifyRequest(bytes: Uint8Array, find: FindKey, now: number): Promise<RequestVerdict> {
  const split = tryToSplit(bytes)
  if (split === undefined) return { status: 'refused', error: 'FORMERR', reply: () => errorReply(bytes, 1) }
  const { message, tsig } = split
  if (tsig === undefined) return { status: 'unsigned', message }
  const { keyName } = tsig
  const key = await keyFor(tsig, find)
  if (key === undefined) {
    return { status: 'refused', error: 'BADKEY', keyName, reply: () => unsigned(bytes, tsig, 'BADKEY') }
  }
  if (!isMacLength(tsig.mac.length, key)) {
    return { status: 'refused', error: 'FORMERR', keyName, reply: () => errorReply(bytes, 1) }
  }
  const wholeMac = macOf(key, { messages: [{ bytes: message, id: tsig.originalId }], record: tsig })
  if (!isSameMac(tsig.mac, wholeMac)) {
    return { status: 'refused', error: 'BADSIG', keyName, reply: () => unsigned(bytes, tsig, 'BADSIG') }
  }
  if (!isInTime(tsig, now)) {
    return { status: 'refused', error: 'BADTIME', keyName, reply: at => outOfTime(bytes, tsig, key, at) }
  }
  return { status: 'valid', key, mac: tsig.mac, wholeMac, message }
}

function tryToSplit(bytes: Uint8Array): ReturnType<typeof splitMessage> | undefined {
  try {
    return splitMessage(bytes)
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}

async function keyFor({ keyName, algorithm: name }: TsigRecord, find: FindKey): Promise<TsigKey | undefined> {
  const algorithm = algorithmOfName(name)
  if (algorithm === undefined) return undefined
  const key = await find(keyName, algorithm)
  return key?.algorithm === algorithm && key.name === keyName ? key : undefined
}

const notAuth = 9

/** A TSIG record without a MAC: there is no key to sign with, or nobody who has shown to know it (RFC 8945 §5.3.2). */
function unsigned(bytes: Uint8Array, tsig: TsigRecord, error: TsigErrorName): Uint8Array | undefined {
  const reply = errorReply(bytes, notAuth)
  return (
    reply &&
    withTsig(reply, { ...tsig, mac: new Uint8Array(), error: codeOfTsigError(error), otherData: new Uint8Array() })
  )
}

/** Signed over the time that the request has, and with the time there is beside it (RFC 8945 §5.2.3). */
function outOfTime(bytes: Uint8Array, tsig: TsigRecord, key: TsigKey, now: number): Uint8Array | undefined {
  const reply = errorReply(bytes, notAuth)
  const otherData = timeBytes(Math.floor(now / 1000))
  const record = { ...recordAt(key, now), time: tsig.time, error: codeOfTsigError('BADTIME'), otherData }
  return reply && sign(reply, key, record, { prior: tsig.mac }).message
}

/** The header and the question with an RCODE, unless the question can't be read; undefined without a header. */
function errorReply(bytes: Uint8Array, rcode: number): Uint8Array | undefined {
  if (bytes.length < 12) return undefined
  const end = questionEnd(bytes)
  const reply = new Uint8Array(bytes.subarray(0, end))
  const view = new DataView(reply.buffer)
  reply[2] = (reply[2]! & 0x79) | 0x80
  reply[3] = rcode
  view.setUint16(4, end > 12 ? 1 : 0)
  for (const countAt of [6, 8, 10]) view.setUint16(countAt, 0)
  return reply
}

function questionEnd(bytes: Uint8Array): number {
  try {
    return endOfQuestion(bytes)
  } catch (error) {
    if (error instanceof DnsError) return 12
    throw error
  }
}
