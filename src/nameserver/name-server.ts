import type { Name, Rdata, RecordType, RRset } from '../dns/rrset.ts'

/** The running name server as the rest of the program sees it: somebody to tell about zones. */
export interface NameServer {
  /** Where it listens, UDP and TCP alike; the port is the real one where 0 was asked for. */
  readonly address: { host: string; port: number }
  /**
   * Takes a whole zone, in chunks, and serves it from the moment the last chunk is in; until then the old data, if any,
   * goes on being served. Rejects, changing nothing, where the chunks throw or hold no SOA at the apex.
   */
  load(zone: Name, chunks: AsyncIterable<readonly RRset[]>): Promise<void>
  /** Applies changes to a zone as one step. When the promise resolves every later question sees the new data. */
  apply(zone: Name, changes: readonly ZoneChange[]): Promise<void>
  /** Stops serving a zone. One that isn't served is no error. */
  remove(zone: Name): Promise<void>
  /** Counters since the start, and how many zones and sets are served. Rejects when the server is dead. */
  stats(): Promise<NameServerStats>
  close(): Promise<void>
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
}

export interface NameServerOptions {
  host: string
  port: number
  /** Told of a server thread that died; it's started again by whoever owns it. */
  onFailure(error: Error): void
}
