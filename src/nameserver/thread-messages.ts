import type { NameServerStats } from './name-server.ts'
import type { SetMessage } from './wire-set.ts'

/** What the thread is started with. */
export interface ThreadOptions {
  host: string
  port: number
}

/** What the thread is asked, one after the other. Zone names are in lower-case wire form, one byte a character. */
export type ThreadRequest =
  | { do: 'begin'; load: number; zone: string; transferOnly: boolean }
  | { do: 'add'; load: number; sets: SetMessage[] }
  | { do: 'commit'; load: number }
  | { do: 'abandon'; load: number }
  | { do: 'apply'; zone: string; changes: SetMessage[] }
  | { do: 'remove'; zone: string }
  | { do: 'stats' }
  | { do: 'close' }

export interface NumberedRequest {
  id: number
  request: ThreadRequest
}

/** The thread's words: first whether it listens, then one reply per request. */
export type ThreadReply =
  | { listening: { port: number } }
  /** An error's own fields don't survive the way between threads. */
  | { failed: { message: string; code?: string | undefined } }
  | { id: number; stats?: NameServerStats }
  | { id: number; error: Error }
