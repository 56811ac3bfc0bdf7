import type { Problem } from '../dns/problem.ts'
import type { AliasTarget, Name, Rdata, RecordType, Routing, RRset } from '../dns/rrset.ts'

/** What a caller wants, before anyone has looked at the zone. Every write path there is ends in a list of these. */
export type Intent =
  /** The set shall be this, whatever was there. */
  | ({ op: 'put'; rrset: RRset } & Guarded)
  /** The set shall be this; refused where one is there already. */
  | ({ op: 'create'; rrset: RRset } & Guarded)
  /**
   * No such set any more. With `expected`, refused unless the set holds exactly these records (any order); with `alias`, unless it is
   * an alias set with exactly this target.
   */
  | ({
      op: 'delete'
      name: Name
      type: RecordType
      variant?: string
      expected?: Rdata[]
      alias?: AliasTarget
    } & Guarded)
  /**
   * The set shall hold these too. One TTL per set: this one wins. Adding what is there already refreshes the TTL. With
   * `anyPreference`, MX records of the same hosts with other preferences give way.
   */
  | ({ op: 'add'; name: Name; type: RecordType; ttl: number; records: Rdata[]; anyPreference?: true } & Guarded)
  /**
   * The set shall not hold these; it goes when none is left. Refused where one of them is not there. With `anyPreference`, an
   * MX record stands for all of the same host, whatever their preferences.
   */
  | ({ op: 'remove'; name: Name; type: RecordType; records: Rdata[]; anyPreference?: true } & Guarded)
  /** The set shall be as it was before this change; refused unless it is exactly as the change left it. */
  | { op: 'undo'; change: Change }
  /**
   * The set shall not hold some records, and shall hold others, whether or not they are there (RFC 2136 §3.4.2). `remove: 'all'`: it
   * holds nothing but what is added. With nothing to add the TTL counts for nothing.
   */
  | { op: 'edit'; name: Name; type: RecordType; remove: Rdata[] | 'all'; add: Rdata[]; ttl: number }
  /**
   * No sets at the name any more but those of the types in `except`, which are those that the caller's other intents are about. With `only`, refused where there are sets of other types than
   * these.
   */
  | { op: 'clear'; name: Name; type: typeof anyType; except: RecordType[]; only?: RecordType[] }
  /**
   * Changes nothing: what must hold before the first of the caller's changes, or none is made (RFC 2136 §2.4). Of the type `ANY`:
   * any set at the name. With `records` the set must hold exactly these.
   */
  | { op: 'require'; name: Name; type: RecordType; is: 'present' | 'absent'; records?: Rdata[] }

/**
 * An intent that holds only for the set as its caller knows it; null: where there was none. Refused as `changed_since` where it is
 * another one by now, unless it is as wanted already.
 */
export interface Guarded {
  ifCurrent?: KnownSet | null
}

/** What a caller knows of a set. What is left out isn't compared. */
export interface KnownSet {
  ttl?: number
  records?: Rdata[]
  alias?: AliasTarget
  proxied?: boolean
  routing?: Routing
}

/** Stands for all sets at a name, in intents that are about a name rather than about one set. */
export const anyType = 'ANY'

/** About one set; the others are about all sets at a name. */
export type SetIntent = Exclude<Intent, { op: 'clear' | 'require' }>

/** What to do to one set. Plain JSON: stored, shown, and undone by swapping `before` and `after`. */
export type Change =
  | { op: 'create'; after: RRset }
  | { op: 'replace'; before: RRset; after: RRset }
  | { op: 'delete'; before: RRset }

/** Why a change was refused, in the seam's six words. */
export interface Failure {
  code: 'auth' | 'not_found' | 'conflict' | 'rejected' | 'rate_limited' | 'unavailable'
  message: string
  /** Seconds to wait, with `rate_limited`. */
  retryAfter?: number
  /** The service's own code, message and request id; never a secret. */
  details?: { code?: string; message?: string; requestId?: string }
}

/** What became of one change of a batch. */
export type Outcome =
  /** The service has accepted it. `stored` where it keeps something other than what was sent. */
  | { status: 'applied'; change: Change; stored?: RRset }
  /** Refused; nothing changed. */
  | { status: 'failed'; change: Change; failure: Failure }
  /** Sent, and no answer came: read again before deciding. */
  | { status: 'unknown'; change: Change; failure: Failure }
  /** Never sent. */
  | { status: 'skipped'; change: Change }

/** What an intent comes to, given the set that is there. `unchanged`: the zone already is as wanted. */
export type Resolution =
  | { status: 'change'; change: Change }
  | { status: 'unchanged'; rrset?: RRset }
  /** What clearing a name comes to: a deletion of each set there; none where there was nothing. */
  | { status: 'cleared'; changes: Change[] }
  | { status: 'refused'; problem: Problem }

/** How much of a batch's limits one change uses up, by counter (`elements`, `characters`, `changes`, …). */
export type Weight = Record<string, number>
