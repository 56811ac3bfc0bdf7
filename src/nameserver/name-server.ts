import type { Name, Rdata, RecordType, RRset } from '../dns/rrset.ts'
import type { Front } from './front.ts'
import type { TransferLimits } from './transfer-limits.ts'

/** The running name server as the rest of the program sees it: somebody to tell about zones. */
export interface NameServer {
  /** Where it listens, UDP and TCP alike; the port is the real one where 0 was asked for. */
  readonly address: { host: string; port: number }
  /**
   * Takes a whole zone, in chunks, and serves it from the moment the last chunk is in; until then the old data, if any,
   * goes on being served. Rejects, changing nothing, where the chunks throw or hold no SOA at the apex.
   */
  load(zone: Name, chunks: AsyncIterable<readonly RRset[]>, options?: LoadOptions): Promise<void>
  /** Applies changes to a zone as one step. When the promise resolves every later question sees the new data. */
  apply(zone: Name, changes: readonly ZoneChange[]): Promise<void>
  /** Stops serving a zone. One that isn't served, or is of the other kind, is no error, and stays. */
  remove(zone: Name, options?: LoadOptions): Promise<void>
  /** Counters since the start, and how many zones and sets are served. Rejects when the server is dead. */
  stats(): Promise<NameServerStats>
  close(): Promise<void>
}

export interface LoadOptions {
  /**
   * The zone is for secondaries alone, as a catalog zone is: it can be transferred, and signed questions are answered as the front
   * says. Unsigned ones are refused but for SOA, which the front decides about, so that secondaries without a key can ask for it. It
   * can't take the place of a zone that is served to all, and gives way to one.
   */
  transferOnly?: boolean
}

/** One set's new state; without `after` it is gone. */
export interface ZoneChange {
  name: Name
  type: RecordType
  after?: { ttl: number; records: readonly Rdata[] }
}

export interface NameServerStats {
  zones: number
  rrsets: number
  /** Questions by transport. */
  questions: { udp: number; tcp: number }
  /** Answers by RCODE mnemonic (`NOERROR`, `NXDOMAIN`, …). */
  answers: Record<string, number>
  /** Packets that got no answer, as malformed ones below a header do. */
  dropped: number
  /** Zones loaded with `transferOnly`; they count neither in `zones` nor in `rrsets`. */
  transferOnlyZones: number
  /** Zone transfers by what was sent: the whole zone, or differences. */
  transfers: Record<'axfr' | 'ixfr', { sent: number; failed: number }>
  /** Messages given to the front. */
  handedOver: { transfers: number; updates: number; others: number }
  /** Signed messages that were answered with NOTAUTH: the key is unknown or wrong, or the clocks differ (RFC 8945 §5.2). */
  signatureRefusals: number
}

export interface NameServerOptions {
  host: string
  port: number
  /** Told of a server thread that died; it's started again by whoever owns it. */
  onFailure(error: Error): void
  /** Who decides about transfers, updates and signed messages. Without one they're answered with REFUSED and NOTIMP. */
  front?: Front | undefined
  transferLimits?: Partial<TransferLimits> | undefined
}
