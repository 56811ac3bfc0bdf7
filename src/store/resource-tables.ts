import type { Problem } from '../dns/problem.ts'
import type { AliasTarget, Name, Rdata, RecordType, RRset } from '../dns/rrset.ts'
import type { Intent } from '../plan/types.ts'

/** Subdomains, and connections between resources with the records that these made. See store.ts for what holds of all. */

/** The names of subdomains: unique in their environment, beside the resource that stands for each. */
export interface Subdomains {
  /** `taken` where the environment has a live subdomain of that name. */
  create(subdomain: { resourceId: number; environmentId: number; name: string }): Promise<void>
  /** Frees the name; the resource is soft-deleted by the caller. */
  delete(resourceId: number): Promise<void>
}

export type ConnectionStatus = 'pending' | 'connecting' | 'connected' | 'failed' | 'disconnected'

/** One end of a connection. */
export interface ConnectionEnd {
  resourceType: string
  resourceId: number
}

/** An edge between two resources. With a zone it stands for records there. */
export interface ResourceConnection {
  id: number
  projectId: number
  environmentId: number
  source: ConnectionEnd
  target: ConnectionEnd
  /** As the caller gave them. */
  details: Record<string, unknown>
  /** Where its records are; null for an edge without any. */
  zoneId: number | null
  /** What they are at. */
  recordName: Name | null
  status: ConnectionStatus
  /** Why it failed, or what was left alone. */
  problems: readonly Problem[]
  /** What it has put into record sets: of a set that several connections share, its own records. */
  made: readonly MadeRecords[]
  /** What is being done about its records just now. While it is set nobody else works on records of that name. */
  operation: ConnectionOperation | null
  /** Who made it under which idempotency key. */
  requestKey: string | null
  createdAt: number
  updatedAt: number
}

export interface MadeRecords {
  name: Name
  type: RecordType
  ttl: number
  records: readonly Rdata[]
  alias?: AliasTarget
}

/** Kept with the connection, so that whoever finds it abandoned can carry it on. */
export interface ConnectionOperation {
  id: string
  goal: 'connected' | 'disconnected' | 'removed'
  /** Whoever asked for it, as the services keep callers. */
  caller: unknown
  /** When somebody last took it on. */
  startedAt: number
  /** What was about to be sent; absent where the zone hasn't been looked at. */
  step?: ConnectionStep
}

export interface ConnectionStep {
  /** Idempotency key of the change set. */
  key: string
  intents: readonly Intent[]
  /** How sets will be left: by an intent (its index), or as they are now, which nobody has to be asked for. */
  sets: readonly LeftSet[]
  /** What the connection will have made. */
  made: readonly MadeRecords[]
  /** What was left alone. */
  problems: readonly Problem[]
}

export interface LeftSet {
  name: Name
  type: RecordType
  /** Null for one that is gone, or nobody's any more. */
  rrset: RRset | null
  intent: number | null
}

export type NewResourceConnection = Omit<ResourceConnection, 'id' | 'createdAt' | 'updatedAt'> & { now: number }

export interface ConnectionFilter {
  environmentId?: number
  /** Either end, or the zone of the records. */
  resourceId?: number
  zoneId?: number
  recordName?: Name
  sourceResourceType?: string
  sourceResourceId?: number
  targetResourceType?: string
  targetResourceId?: number
  status?: ConnectionStatus
}

export interface ResourceConnections {
  /** `taken` where the two are connected already, in either direction. */
  create(connection: NewResourceConnection): Promise<ResourceConnection>
  get(id: number): Promise<ResourceConnection | undefined>
  /** Between the two, in either direction. */
  between(oneId: number, otherId: number): Promise<ResourceConnection | undefined>
  /** Oldest first. */
  list(filter: ConnectionFilter): Promise<ResourceConnection[]>
  /** Those with an operation that nobody has taken on since then. */
  abandoned(before: number): Promise<ResourceConnection[]>
  /** Where its operation (by id) is the one expected; false, and nothing is done, otherwise. */
  update(
    id: number,
    expected: string | null,
    fields: Partial<Pick<ResourceConnection, 'details' | 'zoneId' | 'recordName' | 'status' | 'problems' | 'made'>> & {
      operation?: ConnectionOperation | null
      now: number
    },
  ): Promise<boolean>
  delete(id: number): Promise<void>
  /** Record sets at these names, as connections have left them last. */
  sets(zoneId: number, names: readonly Name[]): Promise<RRset[]>
  /** A set as it was left now. */
  keepSet(zoneId: number, set: RRset): Promise<void>
  forgetSet(zoneId: number, name: Name, type: RecordType): Promise<void>
  /** All of a zone's. */
  forgetSets(zoneId: number): Promise<void>
}
