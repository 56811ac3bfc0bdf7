import type { Name, Rdata, RRset } from '../dns/rrset.ts'
import type { Change } from '../plan/types.ts'
import type { ChangeSets, IdempotencyKeys, Leases, Ledger, Notices } from './history.ts'

/**
 * Everything kept, by table family. The same on SQLite and PostgreSQL.
 *
 * Times are milliseconds since 1970, ids positive integers given by the store and never reused. A unique key that is taken
 * throws `StoreError('taken')`; `get…` and `find…` give undefined for what isn't there. Secrets go in and come out as plain
 * text and are sealed in between (seal.ts).
 */
export interface Store {
  users: Users
  sessions: Sessions
  apiKeys: ApiKeys
  workspaces: Workspaces
  projects: Projects
  connections: Connections
  resources: Resources
  zones: Zones
  hostedZones: HostedZones
  domains: Domains
  machineKeys: MachineKeys
  activities: Activities
  counters: Counters
  changeSets: ChangeSets
  idempotencyKeys: IdempotencyKeys
  leases: Leases
  notices: Notices
  /** All or nothing. Calls on `tx` only; nested transactions are not offered. */
  transaction<T>(work: (tx: Store) => Promise<T>): Promise<T>
  /** Throws where the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

export type StoreErrorCode = 'taken' | 'missing' | 'locked' | 'sealed' | 'newer' | 'settled' | 'lease_lost'

export class StoreError extends Error {
  /**
   * `taken`: a unique key exists; `missing`: the hosted zone isn't there; `locked`: another process has the data folder;
   * `sealed`: a secret cannot be opened with this key; `newer`: the database was made by a newer version of the program;
   * `settled`: a change set has been settled before; `lease_lost`: another may be writing to the zone by now.
   */
  readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}

export type Role = 'owner' | 'admin' | 'member' | 'viewer'
export interface Page {
  limit: number
  /** Id of the last row of the page before; rows come newest first. */
  before?: number
}

export interface User {
  id: number
  email: string
  name: string
  passwordHash: string
  createdAt: number
}
export interface Users {
  /** Email is compared in lower case. */
  create(user: { email: string; name: string; passwordHash: string; now: number }): Promise<User>
  get(id: number): Promise<User | undefined>
  findByEmail(email: string): Promise<User | undefined>
  count(): Promise<number>
}

export interface Session {
  id: string
  userId: number
  createdAt: number
  expiresAt: number
}
export interface Sessions {
  create(session: Session): Promise<void>
  get(id: string): Promise<Session | undefined>
  delete(id: string): Promise<void>
  deleteExpired(now: number): Promise<number>
}

export interface ApiKey {
  id: number
  userId: number
  name: string
  prefix: string
  hash: string
  expiresAt: number | null
  lastUsedAt: number | null
  createdAt: number
}
export interface ApiKeys {
  create(key: {
    userId: number
    name: string
    prefix: string
    hash: string
    expiresAt: number | null
    now: number
  }): Promise<ApiKey>
  list(userId: number): Promise<ApiKey[]>
  findByHash(hash: string): Promise<ApiKey | undefined>
  /** False where the user has no such key. */
  delete(userId: number, id: number): Promise<boolean>
  touch(id: number, now: number): Promise<void>
}

export interface Workspace {
  id: number
  slug: string
  name: string
  createdAt: number
}
export interface Member {
  userId: number
  email: string
  name: string
  role: Role
  createdAt: number
}
export interface Workspaces {
  create(workspace: { slug: string; name: string; now: number }): Promise<Workspace>
  get(id: number): Promise<Workspace | undefined>
  findBySlug(slug: string): Promise<Workspace | undefined>
  /** Those the user is a member of, with the role. */
  listOf(userId: number): Promise<(Workspace & { role: Role })[]>
  members(workspaceId: number): Promise<Member[]>
  roleOf(workspaceId: number, userId: number): Promise<Role | undefined>
  /** Adds, or changes the role of, a member. */
  putMember(workspaceId: number, userId: number, role: Role, now: number): Promise<void>
  removeMember(workspaceId: number, userId: number): Promise<boolean>
  /** In a transaction: another one that locks the same workspace waits until this one ends. */
  lock(id: number): Promise<void>
}

export interface Project {
  id: number
  workspaceId: number
  slug: string
  name: string
  createdAt: number
  updatedAt: number
}
export interface Environment {
  id: number
  projectId: number
  slug: string
  name: string
  createdAt: number
}
export interface Projects {
  create(project: { workspaceId: number; slug: string; name: string; now: number }): Promise<Project>
  get(id: number): Promise<Project | undefined>
  findBySlug(slug: string): Promise<Project | undefined>
  /** Of all workspaces the user is a member of. */
  listOf(userId: number): Promise<Project[]>
  rename(id: number, name: string, now: number): Promise<void>
  /** Deletes the row; the caller has seen to it that nothing lives in it (environments, keys and attachments go with it). */
  delete(id: number): Promise<void>
  createEnvironment(environment: { projectId: number; slug: string; name: string; now: number }): Promise<Environment>
  environments(projectId: number): Promise<Environment[]>
  findEnvironment(projectId: number, slug: string): Promise<Environment | undefined>
  /** Connections attached to the project. */
  connections(projectId: number): Promise<Connection[]>
  /** `taken` where the project has one of that provider. */
  attach(projectId: number, connection: Connection, now: number): Promise<void>
  detach(projectId: number, connectionId: number): Promise<boolean>
}

export interface Connection {
  id: number
  workspaceId: number
  name: string
  /** Id of a provider kind. */
  provider: string
  status: 'pending' | 'connected' | 'failed' | 'disconnected'
  /** Why it failed, for people; never a secret. */
  statusDetail: string | null
  createdAt: number
  updatedAt: number
}
export interface Connections {
  create(connection: {
    workspaceId: number
    name: string
    provider: string
    status: Connection['status']
    credentials: string
    now: number
  }): Promise<Connection>
  get(workspaceId: number, id: number): Promise<Connection | undefined>
  list(workspaceId: number): Promise<Connection[]>
  update(
    id: number,
    fields: {
      name?: string
      status?: Connection['status']
      statusDetail?: string | null
      credentials?: string
      now: number
    },
  ): Promise<void>
  /** The credentials as they were given (JSON text). */
  credentials(id: number): Promise<string | undefined>
  /** Zones that are bound through it. */
  zonesUsing(id: number): Promise<{ resourceId: number; domain: Name }[]>
  delete(id: number): Promise<void>
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
      now: number
    },
  ): Promise<void>
  secretData(id: number): Promise<string | undefined>
  softDelete(id: number, now: number): Promise<void>
  /** How many live ones a project holds. */
  countInProject(projectId: number): Promise<number>
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
  /** `taken` where the environment has a live zone of that domain. */
  create(zone: {
    resourceId: number
    environmentId: number
    domain: Name
    binding: Omit<Binding, 'id'>
    now: number
  }): Promise<void>
  /** Undefined for a deleted one. */
  get(resourceId: number): Promise<Zone | undefined>
  /** Oldest first. */
  list(environmentId: number): Promise<Zone[]>
  findByDomain(environmentId: number, domain: Name): Promise<Zone | undefined>
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
  soas(): Promise<{ domain: Name; soa: Rdata }[]>
  /** Live hosted zones at, above or below a name. */
  overlapping(domain: Name): Promise<{ id: number; domain: Name; workspaceId: number }[]>
  delete(id: number): Promise<void>
  /** All sets in the order of names (RFC 4034 §6.1) and types, in chunks, all from one state of the zone. Throws for a zone that isn't there. */
  rrsets(id: number, chunk: number): AsyncIterable<RRset[]>
  /** The sets at some names. Throws for a zone that isn't there. */
  rrsetsAt(id: number, names: readonly Name[]): Promise<RRset[]>
  /** A page of sets in the same order, after a cursor's place; `name` and `type` narrow it. */
  page(
    id: number,
    query: { limit: number; after?: { name: Name; type: string }; name?: Name; type?: string },
  ): Promise<RRset[]>
  /**
   * Compares every change's `before` with what is there, writes all of them and the ledger in one transaction, or nothing:
   * the index of the first change that does not match otherwise. The SOA change with the new serial is the caller's to include.
   */
  commit(id: number, changes: readonly Change[], ledger?: Ledger): Promise<{ mismatch: number } | { committed: true }>
}

export interface Domain {
  id: number
  projectId: number
  domain: Name
  zoneId: number
  internalPurchase: boolean
  verified: boolean
  configured: boolean
  createdAt: number
}
export interface Domains {
  /** `taken` where the project has it. */
  create(domain: {
    projectId: number
    domain: Name
    zoneId: number
    internalPurchase: boolean
    verified: boolean
    configured: boolean
    now: number
  }): Promise<Domain>
  list(projectId: number): Promise<Domain[]>
  find(projectId: number, domain: Name): Promise<Domain | undefined>
  delete(projectId: number, id: number): Promise<boolean>
  /** For when a zone goes: machine keys can't reach it any more. */
  deleteOfZone(zoneId: number): Promise<void>
}

export interface MachineKey {
  id: number
  projectId: number
  name: string
  accessKey: string
  secretHash: string
  grants: Grants | null
  expiresAt: number | null
  lastUsedAt: number | null
  createdAt: number
}
/** What a machine key may do; an absent field narrows nothing. */
export interface Grants {
  zones?: string[]
  types?: string[]
  names?: string[]
  readOnly?: boolean
}
export interface MachineKeys {
  create(key: {
    projectId: number
    name: string
    accessKey: string
    secretHash: string
    grants: Grants | null
    expiresAt: number | null
    now: number
  }): Promise<MachineKey>
  list(projectId: number): Promise<MachineKey[]>
  findByAccessKey(accessKey: string): Promise<MachineKey | undefined>
  delete(projectId: number, id: number): Promise<boolean>
  touch(id: number, now: number): Promise<void>
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
