import type { Name, RRset } from '../dns/rrset.ts'
import type { TsigAlgorithm } from '../tsig/tsig-key.ts'

/** A name server that follows the zones of the built-in one by transfer. */
export interface Secondary {
  id: number
  workspaceId: number
  name: string
  /** IPv4 or IPv6, in the form that the system writes it in. */
  address: string
  port: number
  /** The name that the world knows it by. */
  hostname: Name | null
  /** Whether it's told of changes. */
  notify: boolean
  /** Networks it asks from; null: from its address, or, with a key, from anywhere. */
  transferFrom: readonly string[] | null
  tsig: { name: Name; algorithm: TsigAlgorithm } | null
  createdAt: number
  updatedAt: number
}
/** With the key's secret, in base64. */
export type SecondaryWithSecret = Omit<Secondary, 'tsig'> & {
  tsig: { name: Name; algorithm: TsigAlgorithm; secret: string } | null
}
export type SecondaryFields = Omit<SecondaryWithSecret, 'id' | 'workspaceId' | 'createdAt' | 'updatedAt'>
export interface Secondaries {
  /** `taken`: the name in the workspace, or the key's name anywhere. */
  create(workspaceId: number, fields: SecondaryFields, now: number): Promise<Secondary>
  get(workspaceId: number, id: number): Promise<Secondary | undefined>
  list(workspaceId: number): Promise<Secondary[]>
  /** Of all workspaces. */
  all(): Promise<SecondaryWithSecret[]>
  /** `taken` as with `create`. */
  update(id: number, fields: Partial<SecondaryFields>, now: number): Promise<void>
  delete(id: number): Promise<void>
  /** Who follows a hosted zone: a list of its own, or null for all of its workspace. Undefined where there's no such zone. */
  choice(hostedZoneId: number): Promise<readonly number[] | null | undefined>
  choose(hostedZoneId: number, ids: readonly number[] | null): Promise<void>
  /** The hosted zone of that domain, and its choice. */
  findChoice(
    domain: Name,
  ): Promise<{ hostedZoneId: number; workspaceId: number; ids: readonly number[] | null } | undefined>
  /** The hosted zones with a list of their own. */
  choices(): Promise<{ hostedZoneId: number; ids: readonly number[] }[]>
  /** Tells all instances that secondaries, or what they follow, have changed. */
  publish(workspaceId: number): Promise<void>
}

/** The last NOTIFY. */
export interface NotifyState {
  at: number
  serial: number
  status: 'answered' | 'failed'
  /** For this serial. */
  tries: number
  reason: string | null
}
/** The last transfer, ended or broken off, or the last request for one that was refused. */
export interface TransferState {
  at: number
  status: 'sent' | 'failed'
  /** Where the request came from. */
  address: string
  kind: 'axfr' | 'ixfr' | null
  serial: number | null
  records: number | null
  bytes: number | null
  milliseconds: number | null
  reason: string | null
}
/** The last SOA question. */
export interface SeenState {
  at: number
  /** Null: it didn't tell. */
  serial: number | null
  reason: string | null
}
export interface SecondaryState {
  secondaryId: number
  domain: Name
  notified: NotifyState | null
  transferred: TransferState | null
  seen: SeenState | null
}
/** What is to be kept of a state; what isn't named stays. */
export type SecondaryNews = Pick<SecondaryState, 'secondaryId' | 'domain'> & {
  notified?: NotifyState
  transferred?: TransferState
  seen?: SeenState
  /** An instance is seeing to it until then; see `claim`. */
  busyUntil?: number
}
export interface SecondaryStates {
  /** Of a zone, by its domain. */
  of(domain: Name): Promise<SecondaryState[]>
  /** At most one for each secondary and domain. May be lost when the power fails. Those of deleted secondaries are dropped. */
  note(news: readonly SecondaryNews[]): Promise<void>
  /** How far each has come: the serial it has shown last. */
  positions(): Promise<{ secondaryId: number; domain: Name; serial: number | null; busyUntil: number }[]>
  /** Those of them that no instance is seeing to; from now on somebody is, until `until`. */
  claim(
    pairs: readonly { secondaryId: number; domain: Name }[],
    times: { now: number; until: number },
  ): Promise<{ secondaryId: number; domain: Name }[]>
}

/** What has changed from one serial of a zone to the next: sets as they were and as they are, the SOA's too. */
export interface JournalStep {
  before: readonly RRset[]
  after: readonly RRset[]
}
export interface Journal {
  /**
   * All steps from that serial to the one that is stored now, oldest first; none where that is the very one. Undefined where the
   * journal doesn't reach back so far.
   */
  since(hostedZoneId: number, serial: number): Promise<JournalStep[] | undefined>
  /** Drops what is kept of zones that nobody follows any more. Gives how many steps. */
  deleteUnfollowed(): Promise<number>
}

/** The zone that lists a workspace's zones for secondaries (RFC 9432). */
export interface CatalogZone {
  workspaceId: number
  domain: Name
  serial: number
}
export interface CatalogZones {
  get(workspaceId: number): Promise<CatalogZone | undefined>
  list(): Promise<CatalogZone[]>
  /**
   * Null: there is to be none. `taken` where a zone or another catalog has that domain. The first serial is the time in seconds, or
   * the one after that which the domain had last, where that is later.
   */
  put(workspaceId: number, domain: Name | null, now: number): Promise<void>
  /** The catalog and the zones in it, of one moment: those that all secondaries of the workspace follow. */
  read(workspaceId: number): Promise<{ catalog: CatalogZone; members: { id: number; domain: Name }[] } | undefined>
}
