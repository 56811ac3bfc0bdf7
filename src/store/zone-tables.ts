import type { Name, Rdata, RRset } from '../dns/rrset.ts'
import type { SetFilter, SetOrder } from '../plan/select-sets.ts'
import type { Change } from '../plan/types.ts'
import type { Ledger } from './history.ts'

/** Resources, zones, the records of zones that are kept here, and who did what. See store.ts for what holds of all. */

export interface Page {
  limit: number
  /** Id of the last row of the page before; rows come newest first. */
  before?: number
}

export interface Resource {
  id: number
  projectId: number
  environmentId: number
  resourceType: string
  name: string
  status: string
  comment: string | null
  positionX: number | null
  positionY: number | null
  metadata: Record<string, unknown>
  createdAt: number
  updatedAt: number
}
export interface ResourceCount {
  projectId: number
  environmentId: number
  resourceType: string
  status: string
  count: number
}
export interface Resources {
  create(resource: {
    projectId: number
    environmentId: number
    resourceType: string
    name: string
    status: string
    comment: string | null
    positionX: number | null
    positionY: number | null
    metadata: Record<string, unknown>
    secretData?: string
    now: number
  }): Promise<Resource>
  /** Undefined for a deleted one. Where it belongs is for the caller to compare. */
  get(id: number): Promise<Resource | undefined>
  list(environmentId: number, resourceType?: string): Promise<Resource[]>
  update(
    id: number,
    fields: {
      name?: string
      status?: string
      comment?: string | null
      positionX?: number | null
      positionY?: number | null
      metadata?: Record<string, unknown>
      secretData?: string
      now: number
    },
  ): Promise<void>
  secretData(id: number): Promise<string | undefined>
  softDelete(id: number, now: number): Promise<void>
  /** How many live ones a project holds. */
  countInProject(projectId: number): Promise<number>
  /** Live ones by place, type and status. */
  counts(projectIds: readonly number[]): Promise<ResourceCount[]>
  /**
   * The live ones among them, which nobody else changes or deletes until the transaction ends. Alike calls wait for each other.
   */
  lock(ids: readonly number[]): Promise<Resource[]>
  /** Deleted ones, for good. Gives how many. */
  deleteForgotten(deletedBefore: number, limit: number): Promise<number>
}

/** A zone: its resource, its domain, and its place at a provider (the binding; a table of its own, one row per zone today). */
export interface Zone {
  resource: Resource
  domain: Name
  binding: Binding
}
export interface Binding {
  id: number
  provider: string
  connectionId: number | null
  hostedZoneId: string
  nameServers: Name[]
}
export interface Zones {
  /**
   * `taken` where the environment has a live zone of that domain, or the hosted zone is bound to a live zone already, of whichever
   * workspace: each hosted zone has one writer.
   */
  create(zone: {
    resourceId: number
    environmentId: number
    domain: Name
    binding: Omit<Binding, 'id'>
    /** Where the provider's service is; left out for its usual place. Ids of hosted zones are unique within one service. */
    service?: string
    now: number
  }): Promise<void>
  /** Whether a live zone of any workspace is bound to the hosted zone. */
  isBound(hosted: { provider: string; service?: string; hostedZoneId: string }): Promise<boolean>
  /** The zones bound through a connection are at another service by now. `taken` where another zone is bound to one of theirs there. */
  moveService(connectionId: number, service: string): Promise<void>
  /**
   * The reference that a zone of that domain is made under through the connection: the same for everybody until one of them is
   * done, so that whoever repeats what broke off gets the zone that was made.
   */
  reference(connectionId: number, domain: Name, fresh: string): Promise<string>
  forgetReference(connectionId: number, domain: Name): Promise<void>
  /** Undefined for a deleted one. */
  get(resourceId: number): Promise<Zone | undefined>
  /** Oldest first. */
  list(environmentId: number): Promise<Zone[]>
  findByDomain(environmentId: number, domain: Name): Promise<Zone | undefined>
  /** What people are told to delegate it to. */
  setNameServers(resourceId: number, nameServers: readonly Name[]): Promise<void>
  /** Frees the domain; the resource is soft-deleted by the caller. */
  delete(resourceId: number): Promise<void>
}

/** The zones of the built-in provider and their records: the only zone data that Zoneplane itself is the home of. */
export interface HostedZones {
  /** With its SOA and NS sets. The same `reference` again gives the first one's id; a domain that is served already is `taken`. */
  create(zone: {
    domain: Name
    reference: string
    workspaceId: number
    rrsets: readonly RRset[]
    now: number
  }): Promise<{ id: number; domain: Name }>
  get(id: number): Promise<{ id: number; domain: Name; workspaceId: number } | undefined>
  list(): Promise<{ id: number; domain: Name; workspaceId: number }[]>
  /** Every zone's SOA as it is stored: what a name server has to be up to date with. */
  soas(): Promise<{ id: number; domain: Name; soa: Rdata }[]>
  /** Live hosted zones at, above or below a name. */
  overlapping(domain: Name): Promise<{ id: number; domain: Name; workspaceId: number }[]>
  delete(id: number): Promise<void>
  /** All sets in the order of names (RFC 4034 §6.1) and types, in chunks, all from one state of the zone. Throws for a zone that isn't there. */
  rrsets(id: number, chunk: number): AsyncIterable<RRset[]>
  /** The sets at some names. Throws for a zone that isn't there. */
  rrsetsAt(id: number, names: readonly Name[]): Promise<RRset[]>
  /** A page of sets after a cursor's place, by name where nothing is said; `name`, `type` and `search` narrow it. */
  page(
    id: number,
    query: SetFilter & SetOrder & { limit: number; after?: { name: Name; type: string; ttl: number } },
  ): Promise<RRset[]>
  /** How many sets there are of those. */
  count(id: number, filter: SetFilter): Promise<number>
  /**
   * Compares every change's `before` with what is there, writes all of them and the ledger in one transaction, or nothing:
   * the index of the first change that does not match otherwise. The SOA change with the new serial is the caller's to include.
   * What the ledger tells of these changes it tells with the receipt.
   */
  commit(
    id: number,
    changes: readonly Change[],
    ledger?: Ledger,
    receipt?: string,
  ): Promise<{ mismatch: number } | { committed: true }>
}

/** Who did what. */
export interface NewActivity {
  workspaceId: number
  projectId: number | null
  environmentId: number | null
  resourceId: number | null
  actorKind: 'user' | 'api_key' | 'machine_key' | 'system'
  actorId: number | null
  /** As it was then: the user's email, the key's name. */
  actorName: string
  /** `record_set.put`, `zone.create`, `member.remove`, … */
  action: string
  /** What it was done to, for people: `www.example.com. A`. */
  subject: string
  requestId: string
  address: string | null
  before: unknown
  after: unknown
  now: number
}
export type Activity = Omit<NewActivity, 'now'> & { id: number; createdAt: number }
export interface Activities {
  add(activities: readonly NewActivity[]): Promise<void>
  /** Newest first; at least the workspaces are always given. */
  list(
    filter: {
      workspaceIds: readonly number[]
      projectId?: number
      resourceId?: number
      action?: string
      actorId?: number
    } & Page,
  ): Promise<Activity[]>
}

/** Counts of events by key in fixed windows, shared by all instances. */
export interface Counters {
  /** Counts one event in each window (seconds) and gives the counts including this one, in the same order. */
  hit(key: string, windows: readonly number[], now: number): Promise<number[]>
  /** Takes back one event that `hit` counted at the same `now`. */
  takeBack(key: string, windows: readonly number[], now: number): Promise<void>
  deleteExpired(now: number): Promise<number>
}

/** The requests that accounts at providers have been sent, counted over all instances. Times are the database's own. */
export interface RateWindows {
  /**
   * Counts a request where fewer than `most` were counted within the last `milliseconds`, and gives 0; counts nothing otherwise,
   * and gives how many milliseconds to wait before asking again.
   */
  take(account: string, limit: { most: number; milliseconds: number }): Promise<number>
  /** For so many milliseconds nothing of the account's is counted. A longer stop stays as it is. */
  stop(account: string, milliseconds: number): Promise<void>
  deleteExpired(): Promise<number>
}
