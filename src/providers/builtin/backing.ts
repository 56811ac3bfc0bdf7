import type { Name, Rdata, RecordType, RRset } from '../../dns/rrset.ts'
import type { SetFilter } from '../../plan/select-sets.ts'
import type { Change } from '../../plan/types.ts'
import type { PageQuery } from '../provider.ts'
import { createQueues, type Queues } from './queues.ts'
import { createZonePublisher, type Schedule, type ZonePublisher } from './zone-publisher.ts'

/** A zone whose records are kept here. */
export interface HostedZone {
  id: number
  domain: Name
  workspaceId: number
}

/** Where zones and records are kept, durably. What is committed here is the truth; the name server's copy follows it. */
export interface ZoneKeeper {
  /**
   * With its SOA and NS sets. The same `reference` again gives the first one's zone. Rejects with an error whose `code` is
   * `taken` where another zone has the domain.
   */
  create(zone: {
    domain: Name
    reference: string
    workspaceId: number
    rrsets: readonly RRset[]
    now: number
  }): Promise<{ id: number; domain: Name }>
  get(id: number): Promise<HostedZone | undefined>
  list(): Promise<HostedZone[]>
  /** Every zone's SOA as it is stored. */
  soas(): Promise<{ id: number; domain: Name; soa: Rdata }[]>
  /** Zones at, above or below a name. */
  overlapping(domain: Name): Promise<HostedZone[]>
  delete(id: number): Promise<void>
  /** All sets in chunks, all from one state of the zone. Throws for a zone that isn't there. */
  rrsets(id: number, chunk: number): AsyncIterable<RRset[]>
  rrsetsAt(id: number, names: readonly Name[]): Promise<RRset[]>
  page(id: number, query: PageQuery): Promise<RRset[]>
  count(id: number, filter: SetFilter): Promise<number>
  /** All of it or nothing: the index of the first change whose `before` is not what is there, in the second case. */
  commit(
    id: number,
    changes: readonly Change[],
    ledger: unknown,
    receipt: string,
  ): Promise<{ mismatch: number } | { committed: true }>
}

/** The name server that answers for the zones. */
export interface Publisher {
  /** Takes a whole zone and serves it from the last chunk on; the old data, if any, until then. */
  load(zone: Name, chunks: AsyncIterable<readonly RRset[]>): Promise<void>
  /** When it resolves, every later question is answered with the new data. */
  apply(
    zone: Name,
    changes: readonly { name: Name; type: RecordType; after?: { ttl: number; records: readonly Rdata[] } }[],
  ): Promise<void>
  /** A zone that isn't served is no error. */
  remove(zone: Name): Promise<void>
}

/** What new zones begin with. */
export interface ZoneDefaults {
  /** Names of the servers that answer for the zones, for their apex NS sets; the first is the SOA's MNAME. At least one. */
  nameServers: readonly Name[]
  /** RNAME of the SOA; `hostmaster.` and the zone's name (RFC 2142 §7) where absent. */
  hostmaster?: Name
}

/** What the built-in provider stands on, one for the whole process. */
export interface BuiltinBacking {
  zones: ZoneKeeper
  publisher: ZonePublisher
  /** Work on one domain, one after another: so the name server learns of commits in the order they were made. */
  queues: Queues
  defaults: ZoneDefaults
}

export function createBuiltinBacking(parts: {
  zones: ZoneKeeper
  nameServer: Publisher
  defaults: ZoneDefaults
  /** Told of every zone that the name server could not take. */
  log: { warn(details: object, message: string): void }
  schedule?: Schedule
  /** Told of what this process has committed, once the name server answers it. */
  onServed?(domain: Name, soa?: Rdata): void
}): BuiltinBacking {
  const queues = createQueues()
  const { zones, nameServer, defaults, log, schedule, onServed } = parts
  return {
    zones,
    queues,
    defaults,
    publisher: createZonePublisher({ zones, nameServer, queues, log, schedule, onServed }),
  }
}
