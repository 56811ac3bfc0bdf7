import type {
  ApiKeys,
  Connections,
  Domains,
  MachineKeys,
  Projects,
  Sessions,
  Users,
  Workspaces,
} from './account-tables.ts'
import type { ChangeSets, IdempotencyKeys, Leases, Notices } from './history.ts'
import type { ResourceConnections, Subdomains } from './resource-tables.ts'
import type { CatalogZones, Journal, Secondaries, SecondaryStates } from './secondary-tables.ts'
import type { Activities, Counters, HostedZones, RateWindows, Resources, Zones } from './zone-tables.ts'

export type * from './account-tables.ts'
export type * from './resource-tables.ts'
export type * from './secondary-tables.ts'
export type * from './zone-tables.ts'

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
  subdomains: Subdomains
  resourceConnections: ResourceConnections
  zones: Zones
  hostedZones: HostedZones
  secondaries: Secondaries
  secondaryStates: SecondaryStates
  journal: Journal
  catalogZones: CatalogZones
  domains: Domains
  machineKeys: MachineKeys
  activities: Activities
  counters: Counters
  changeSets: ChangeSets
  idempotencyKeys: IdempotencyKeys
  leases: Leases
  notices: Notices
  /** Present where several instances may share the store; otherwise whoever counts requests does so alone. */
  rateWindows?: RateWindows
  /** All or nothing. Calls on `tx` only; nested transactions are not offered. */
  transaction<T>(work: (tx: Store) => Promise<T>): Promise<T>
  /** Throws where the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

export type StoreErrorCode = 'taken' | 'missing' | 'locked' | 'sealed' | 'newer' | 'settled' | 'lease_lost' | 'backup'

export class StoreError extends Error {
  /**
   * `taken`: a unique key exists; `missing`: the hosted zone isn't there; `locked`: another process has the data folder;
   * `sealed`: a secret cannot be opened with this key; `newer`: the database was made by a newer version of the program;
   * `settled`: a change set has been settled before; `lease_lost`: another may be writing to the zone by now;
   * `backup`: a copy of the database can't be made, or taken.
   */
  readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}
