import type { Name } from '../dns/rrset.ts'

/** Accounts and what belongs to them: sessions, keys, workspaces, projects, connections, domains. See store.ts for what holds of all. */

export type Role = 'owner' | 'admin' | 'member' | 'viewer'
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
  /**
   * Notes that a provider has refused something, which should be looked into. True where the connection is `connected`, has these
   * credentials, and nothing was noted since `since`: so that of many refusals one is looked into.
   */
  noteRefusal(id: number, refusal: { credentials: string; since: number; now: number }): Promise<boolean>
  /** Makes a `connected` one `failed`, unless it has other credentials than these by now. True where it did. */
  refuse(id: number, refused: { credentials: string; statusDetail: string; now: number }): Promise<boolean>
  /** The credentials as they were given (JSON text). */
  credentials(id: number): Promise<string | undefined>
  /** Zones that are bound through it. */
  zonesUsing(id: number): Promise<{ resourceId: number; domain: Name }[]>
  delete(id: number): Promise<void>
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
  /** What it signs DNS messages with (RFC 8945), without the secret. */
  tsig: { name: Name; algorithm: string } | null
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
  networks?: string[]
}
export interface MachineKeys {
  /** `taken` where another key of the installation has the TSIG name. The TSIG secret is kept sealed. */
  create(key: {
    projectId: number
    name: string
    accessKey: string
    secretHash: string
    grants: Grants | null
    tsig?: { name: Name; algorithm: string; secret: string }
    expiresAt: number | null
    now: number
  }): Promise<MachineKey>
  list(projectId: number): Promise<MachineKey[]>
  findByAccessKey(accessKey: string): Promise<MachineKey | undefined>
  /** With the secret, as it was given to `create`. */
  findByTsigName(name: Name): Promise<{ key: MachineKey; secret: string } | undefined>
  delete(projectId: number, id: number): Promise<boolean>
  touch(id: number, now: number): Promise<void>
}
