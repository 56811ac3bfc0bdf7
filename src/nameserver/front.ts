import type { Name, RRset } from '../dns/rrset.ts'
import type { TsigReplyContext } from '../tsig/tsig-key.ts'

/**
 * Who decides about messages that aren't plain questions: signed ones (TSIG), zone transfers (AXFR, IXFR) and UPDATE. The thread
 * that answers questions knows neither keys nor rights; it hands such a message over, and does what it's told. A front that throws
 * costs the one message a SERVFAIL.
 */
export interface Front {
  handle(request: FrontRequest): Promise<Reaction>
}

export interface FrontRequest {
  /** As it came in, with its TSIG record if it has one. */
  message: Uint8Array
  from: { address: string; port: number }
  transport: 'udp' | 'tcp'
}

export type Reaction =
  /** Send this, which is signed already where it has to be. */
  | { do: 'reply'; message: Uint8Array }
  /** Say nothing. */
  | { do: 'drop' }
  /**
   * An ordinary question: answer it without its TSIG record, and sign the answer where `sign` is there. Of the zones that are for
   * secondaries alone it's answered out of `transferOnly`, and of no other.
   */
  | { do: 'answer'; sign?: TsigReplyContext; transferOnly?: Name }
  /**
   * Transfer the zone as it's served (RFC 5936), or with `differences` what has changed (RFC 1995), one message after the other,
   * each signed where `sign` is there. A zone that isn't served is answered with NOTAUTH. `differences` go from the client's serial
   * to the newest, oldest first; an IXFR from that serial or a later one is answered with the SOA alone, by itself or where they're
   * empty, and the whole zone is sent where they don't begin with the client's serial. `done` is called once, when the client has
   * taken the last message, or with why it broke off.
   */
  | {
      do: 'transfer'
      zone: Name
      sign?: TsigReplyContext
      differences?: readonly ZoneDifference[]
      done?(end: TransferEnd): void
    }

/** One step from a serial to the next one: sets as they were and as they are, the SOA sets among them. */
export interface ZoneDifference {
  before: readonly RRset[]
  after: readonly RRset[]
}

export type TransferEnd =
  | { status: 'sent'; kind: 'axfr' | 'ixfr'; serial: number; records: number; bytes: number; milliseconds: number }
  | { status: 'failed'; reason: string }
