import type { Generated, Kysely } from 'kysely'
import type { TsigAlgorithm } from '../tsig/tsig-key.ts'
import type { ChangeRecord, ChangeSet } from './history.ts'
import type { Connection, NewActivity, ResourceConnection, Role } from './store.ts'

/** Queries on the tables, alone or inside a transaction. */
export type Queries = Kysely<Tables>

/**
 * The tables as both databases have them: times in milliseconds since 1970, booleans as 0 and 1, JSON and base64 as text.
 * `sealed` columns hold what seal.ts makes.
 */
export interface Tables {
  users: UserTable
  sessions: SessionTable
  api_keys: ApiKeyTable
  workspaces: WorkspaceTable
  members: MemberTable
  projects: ProjectTable
  environments: EnvironmentTable
  connections: ConnectionTable
  attachments: AttachmentTable
  resources: ResourceTable
  subdomains: SubdomainTable
  resource_connections: ResourceConnectionTable
  connection_sets: ConnectionSetTable
  zones: ZoneTable
  bindings: BindingTable
  zone_references: ZoneReferenceTable
  hosted_zones: HostedZoneTable
  record_sets: RecordSetTable
  domains: DomainTable
  machine_keys: MachineKeyTable
  machine_tsig_keys: MachineTsigKeyTable
  activities: ActivityTable
  counters: CounterTable
  change_sets: ChangeSetTable
  changes: ChangeTable
  attempts: AttemptTable
  last_writes: LastWriteTable
  idempotency_keys: IdempotencyKeyTable
  secondaries: SecondaryTable
  zone_secondaries: ZoneSecondaryTable
  secondary_states: SecondaryStateTable
  journal: JournalTable
  catalog_zones: CatalogZoneTable
  last_serials: LastSerialTable
}

interface UserTable {
  id: Generated<number>
  /** In lower case. */
  email: string
  name: string
  password_hash: string
  created_at: number
}

interface SessionTable {
  id: string
  user_id: number
  created_at: number
  expires_at: number
}

interface ApiKeyTable {
  id: Generated<number>
  user_id: number
  name: string
  prefix: string
  hash: string
  expires_at: number | null
  last_used_at: number | null
  created_at: number
}

interface WorkspaceTable {
  id: Generated<number>
  slug: string
  name: string
  created_at: number
}

interface MemberTable {
  workspace_id: number
  user_id: number
  role: Role
  created_at: number
}

interface ProjectTable {
  id: Generated<number>
  workspace_id: number
  slug: string
  name: string
  created_at: number
  updated_at: number
}

interface EnvironmentTable {
  id: Generated<number>
  project_id: number
  slug: string
  name: string
  created_at: number
}

interface ConnectionTable {
  id: Generated<number>
  workspace_id: number
  name: string
  provider: string
  status: Connection['status']
  status_detail: string | null
  /** Sealed. */
  credentials: string
  /** When something was refused last that the credentials may be to blame for. */
  refused_at: number | null
  created_at: number
  updated_at: number
}

/** Which connections a project uses. */
interface AttachmentTable {
  project_id: number
  connection_id: number
  /** The connection's, kept here for the unique key over project and provider. */
  provider: string
  created_at: number
}

interface ResourceTable {
  id: Generated<number>
  project_id: number
  environment_id: number
  resource_type: string
  name: string
  status: string
  comment: string | null
  position_x: number | null
  position_y: number | null
  /** JSON. */
  metadata: string
  /** Sealed. */
  secret_data: string | null
  created_at: number
  updated_at: number
  deleted_at: number | null
}

interface SubdomainTable {
  resource_id: number
  environment_id: number
  name: string
}

interface ResourceConnectionTable {
  id: Generated<number>
  project_id: number
  environment_id: number
  source_type: string
  source_id: number
  target_type: string
  target_id: number
  /** The two ids again in order, unique together: two resources are connected once. */
  low_id: number
  high_id: number
  /** JSON. */
  details: string
  zone_id: number | null
  record_name: string | null
  status: ResourceConnection['status']
  /** JSON list. */
  problems: string
  /** JSON list. */
  made: string
  operation_id: string | null
  /** JSON. */
  operation: string | null
  operation_at: number | null
  request_key: string | null
  created_at: number
  updated_at: number
}

/** Record sets that connections have made, as they were left last. */
interface ConnectionSetTable {
  zone_id: number
  name: string
  type: string
  /** JSON. */
  rrset: string
}

interface ZoneTable {
  resource_id: number
  environment_id: number
  domain: string
  created_at: number
}

interface BindingTable {
  id: Generated<number>
  zone_id: number
  provider: string
  connection_id: number | null
  /** Where the provider's service is; empty for its usual place. With provider and hosted zone unique: one writer for each. */
  service: Generated<string>
  hosted_zone_id: string
  /** JSON list. */
  name_servers: string
}

/** Under which reference a zone is being made, or was when its making broke off. */
interface ZoneReferenceTable {
  connection_id: number
  domain: string
  reference: string
}

interface HostedZoneTable {
  id: Generated<number>
  domain: string
  /** See nameSortKey in dns/name.ts. */
  sort_key: string
  reference: string
  workspace_id: number
  /** 1: those of zone_secondaries follow it, instead of all of the workspace. */
  own_secondaries: Generated<number>
  created_at: number
}

interface RecordSetTable {
  hosted_zone_id: number
  /** See nameSortKey in dns/name.ts. */
  sort_key: string
  type: string
  name: string
  ttl: number
  /** JSON list. */
  records: string
}

interface DomainTable {
  id: Generated<number>
  project_id: number
  domain: string
  zone_id: number
  internal_purchase: number
  verified: number
  configured: number
  created_at: number
}

interface MachineKeyTable {
  id: Generated<number>
  project_id: number
  name: string
  access_key: string
  secret_hash: string
  /** JSON. */
  grants: string | null
  expires_at: number | null
  last_used_at: number | null
  created_at: number
}

interface MachineTsigKeyTable {
  machine_key_id: number
  /** Canonical; unique, for it is all that a signed message says of who has sent it. */
  name: string
  algorithm: string
  /** Sealed, see seal.ts; base64 inside. */
  secret: string
}

/** Rows outlive what they tell of, so no column refers to another table. */
interface ActivityTable {
  id: Generated<number>
  workspace_id: number
  project_id: number | null
  environment_id: number | null
  resource_id: number | null
  actor_kind: NewActivity['actorKind']
  actor_id: number | null
  actor_name: string
  action: string
  subject: string
  request_id: string
  address: string | null
  /** JSON. */
  before: string | null
  /** JSON. */
  after: string | null
  created_at: number
}

interface CounterTable {
  key: string
  window_seconds: number
  starts_at: number
  expires_at: number
  count: number
}

/** Outlives its zone, as activities do. */
interface ChangeSetTable {
  id: Generated<number>
  zone_id: number
  workspace_id: number
  project_id: number
  environment_id: number
  kind: ChangeSet['kind']
  status: ChangeSet['status']
  /** JSON list. */
  intents: string
  comment: string | null
  revert_of: number | null
  actor_kind: NewActivity['actorKind']
  actor_id: number | null
  actor_name: string
  request_id: string
  address: string | null
  idempotency_key: string | null
  /** JSON list. */
  problems: string
  done: number
  total: number
  created_at: number
  deadline: number
  settled_at: number | null
}

interface ChangeTable {
  change_set_id: number
  position: number
  /** JSON. */
  change: string
  status: ChangeRecord['status']
  /** JSON. */
  failure: string | null
  receipt: string | null
}

/** What was sent of a pending change set; gone when that is settled. */
interface AttemptTable {
  change_set_id: number
  /** JSON list. */
  plans: string
  /** JSON list. */
  made: string
}

/** The newest applied change of each record set of a zone. Kept when the change set it came with is cleaned up. */
interface LastWriteTable {
  zone_id: number
  /** See nameSortKey in dns/name.ts. */
  sort_key: string
  type: string
  /** Empty where the set has none. */
  variant: string
  change_set_id: number
  /** JSON. */
  change: string
}

interface IdempotencyKeyTable {
  principal: string
  key: string
  fingerprint: string
  /** Of the reply; null until there is one. */
  status: number | null
  /** Sealed. */
  body: string | null
  taken_at: number
  expires_at: number
}

/** A name server that follows the built-in one. */
interface SecondaryTable {
  id: Generated<number>
  workspace_id: number
  name: string
  address: string
  port: number
  hostname: string | null
  notify: number
  /** JSON list. */
  transfer_from: string | null
  tsig_name: string | null
  tsig_algorithm: TsigAlgorithm | null
  /** Sealed. */
  tsig_secret: string | null
  created_at: number
  updated_at: number
}

interface ZoneSecondaryTable {
  hosted_zone_id: number
  secondary_id: number
}

/** How far a secondary has come with a zone, a catalog zone among them, so by domain. May be lost with the power. */
interface SecondaryStateTable {
  secondary_id: number
  domain: string
  seen_serial: number | null
  /** Until then an instance sees to it that the secondary learns of the newest serial. */
  busy_until: Generated<number>
  /** JSON. */
  notified: string | null
  /** JSON. */
  transferred: string | null
  /** JSON. */
  seen: string | null
}

/** The steps from serial to serial of zones that somebody follows: what has changed with each. The newest ones only. */
interface JournalTable {
  hosted_zone_id: number
  /** From 1, without a gap. */
  position: number
  before_serial: number
  serial: number
  /** Bytes of all differences of the zone so far. */
  end_bytes: number
  /** JSON. */
  difference: string
}

interface CatalogZoneTable {
  workspace_id: number
  domain: string
  serial: number
}

/** Of hosted zones that were deleted: one that is made anew goes on from there, or secondaries would take it for older. */
interface LastSerialTable {
  domain: string
  serial: number
}
