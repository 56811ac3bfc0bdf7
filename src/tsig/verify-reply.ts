import { DnsError } from '../dns/problem.ts'
import { nameOfAlgorithm } from './algorithms.ts'
import { type Digested, isMacLength, isSameMac, macOf } from './mac.ts'
import { type SplitMessage, splitMessage } from './split-message.ts'
import type { TsigKey, TsigReplyContext } from './tsig-key.ts'
import { isInTime, nameOfTsigError, type TsigErrorName, type TsigRecord, timeOfBytes } from './tsig-record.ts'

/** The server says that it refuses the signature. */
export interface RefusedByServer {
  status: 'refused'
  error: TsigErrorName | `ERROR${number}`
  /** The server's own time in milliseconds, where it tells it (BADTIME). */
  serverTime?: number
}

/**
 * The message is nothing to rely on: it isn't signed, or with another key, or wrongly, or at another time than ours, or can't be read.
 */
export interface Untrusted {
  status: 'untrusted'
  reason: 'unsigned' | 'other_key' | 'wrong_mac' | 'out_of_time' | 'malformed'
  /** When it was signed, in milliseconds; where it was out of time. */
  signedAt?: number
}

export type ReplyVerdict = { status: 'valid'; message: Uint8Array } | RefusedByServer | Untrusted

/** Checks the reply of one message to a request that was signed (RFC 8945 §5.4). `now` in milliseconds. */
export function verifyReply(bytes: Uint8Array, { key, requestMac }: TsigReplyContext, now: number): ReplyVerdict {
  const split = tryToSplit(bytes)
  if (split === undefined) return { status: 'untrusted', reason: 'malformed' }
  const { message, tsig } = split
  if (tsig === undefined) return { status: 'untrusted', reason: 'unsigned' }
  const found = faultOf(tsig, key, { prior: requestMac, messages: [{ bytes: message, id: tsig.originalId }] }, now)
  return found ?? { status: 'valid', message }
}

export type StreamVerdict =
  /** These messages are right: the one given, and those before it that were held. */
  | { status: 'valid'; messages: Uint8Array[] }
  /** The message isn't signed; the next one that is will show whether it's right. */
  | { status: 'held' }
  | RefusedByServer
  | Untrusted

export interface StreamVerifier {
  /** Messages that nothing has been said about yet. A stream that ends with some is not to be trusted. */
  readonly held: number
  /** Takes the next message of the reply; `now` in milliseconds. */
  take(bytes: Uint8Array, now: number): StreamVerdict
}

/** As many messages may go unsigned between two that are (RFC 8945 §5.3.1). */
const mostHeld = 99

/** Checks a reply of several messages. Nothing is given out before its signature has come. */
export function createStreamVerifier({ key, requestMac }: TsigReplyContext): StreamVerifier {
  let prior = requestMac
  let isFirst = true
  let held: { bytes: Uint8Array; id: number }[] = []
  return {
    get held() {
      return held.length
    },
    take(bytes, now) {
      const split = tryToSplit(bytes)
      if (split === undefined) return { status: 'untrusted', reason: 'malformed' }
      const { message, tsig } = split
      if (tsig === undefined) {
        if (isFirst || held.length >= mostHeld) return { status: 'untrusted', reason: 'unsigned' }
        held.push({ bytes: message, id: (message[0]! << 8) | message[1]! })
        return { status: 'held' }
      }
      const messages = [...held, { bytes: message, id: tsig.originalId }]
      const fault = faultOf(tsig, key, { prior, messages, timersOnly: !isFirst }, now)
      if (fault !== undefined) return fault
      prior = tsig.mac
      isFirst = false
      held = []
      return { status: 'valid', messages: messages.map(each => each.bytes) }
    },
  }
}

function tryToSplit(bytes: Uint8Array): SplitMessage | undefined {
  try {
    return splitMessage(bytes)
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}

function faultOf(
  tsig: TsigRecord,
  key: TsigKey,
  digested: Omit<Digested, 'record'>,
  now: number,
): RefusedByServer | Untrusted | undefined {
  // Comes without a MAC (RFC 8945 §5.3.2), so anybody may have said it: it is a reason to fail, and no more.
  if (tsig.error !== 0) return refusal(tsig)
  if (tsig.keyName !== key.name || tsig.algorithm !== nameOfAlgorithm(key.algorithm)) {
    return { status: 'untrusted', reason: 'other_key' }
  }
  const isRight = isMacLength(tsig.mac.length, key) && isSameMac(tsig.mac, macOf(key, { ...digested, record: tsig }))
  if (!isRight) return { status: 'untrusted', reason: 'wrong_mac' }
  return isInTime(tsig, now) ? undefined : { status: 'untrusted', reason: 'out_of_time', signedAt: tsig.time * 1000 }
}

function refusal({ error, otherData }: TsigRecord): RefusedByServer {
  const name = nameOfTsigError(error)
  const seconds = name === 'BADTIME' ? timeOfBytes(otherData) : undefined
  return { status: 'refused', error: name, ...(seconds !== undefined && { serverTime: seconds * 1000 }) }
}
