import type { TsigReplyContext } from '../tsig/tsig-key.ts'
import type { FrontRequest, Reaction, TransferEnd } from './front.ts'
import type { NameServerStats } from './name-server.ts'
import type { SlowLimits } from './slow-limits.ts'
import type { TransferLimits } from './transfer-limits.ts'
import type { SetMessage } from './wire-set.ts'
import type { WireDifference } from './zone-difference.ts'

/** What the thread is started with. */
export interface ThreadOptions {
  host: string
  port: number
  /** Whether there's a front to hand messages to. */
  hasFront: boolean
  slowLimits: SlowLimits
  transferLimits: TransferLimits
}

/** What the thread is asked, one after the other. Zone names are in lower-case wire form, one byte a character. */
export type ThreadRequest =
  | { do: 'begin'; load: number; zone: string; transferOnly: boolean }
  | { do: 'add'; load: number; sets: SetMessage[] }
  | { do: 'commit'; load: number }
  | { do: 'abandon'; load: number }
  | { do: 'apply'; zone: string; changes: SetMessage[] }
  | { do: 'remove'; zone: string; transferOnly: boolean }
  | { do: 'stats' }
  | { do: 'close' }

export interface NumberedRequest {
  id: number
  request: ThreadRequest
}

/** What the front says of a message, under the number that it was handed over with. Nothing is said back. */
export interface NumberedReaction {
  ticket: number
  reaction: ThreadReaction
}

/** A `Reaction` that can go between threads, zones in wire form; `fail` where the front threw. */
export type ThreadReaction =
  | Exclude<Reaction, { do: 'transfer' | 'answer' }>
  | { do: 'answer'; sign?: TsigReplyContext; transferOnly?: string }
  | { do: 'transfer'; zone: string; sign?: TsigReplyContext; differences?: WireDifference[] }
  | { do: 'fail' }

/** The thread's words: first whether it listens, then one reply per request, and what it has to ask the front and to tell it. */
export type ThreadReply =
  | { listening: { port: number } }
  /** An error's own fields don't survive the way between threads. */
  | { failed: { message: string; code?: string | undefined } }
  | { id: number; stats?: NameServerStats }
  | { id: number; error: Error }
  | { ticket: number; request: FrontRequest }
  | { ticket: number; end: TransferEnd }
