import type { Problem } from '../dns/problem.ts'
import type { Name, RecordType } from '../dns/rrset.ts'
import type { SetId } from '../plan/set-key.ts'
import type { Change, Failure, Intent } from '../plan/types.ts'
import type { NewActivity } from './store.ts'

/**
 * What one caller asked of one zone with one request, and what became of it. Stored as `pending` before anything is sent to
 * a provider, and settled exactly once.
 */
export interface ChangeSet {
  id: number
  /** The zone's resource. */
  zoneId: number
  workspaceId: number
  projectId: number
  environmentId: number
  /** `write`: records of either family; `import`: a zone file; `revert`: another change set undone. */
  kind: 'write' | 'import' | 'revert'
  /** `partial`: some changes were made and some were not, which only providers that aren't atomic can come to. */
  status: 'pending' | 'applied' | 'failed' | 'partial'
  intents: readonly Intent[]
  comment: string | null
  /** The change set that this one undoes. */
  revertOf: number | null
  actorKind: NewActivity['actorKind']
  actorId: number | null
  actorName: string
  requestId: string
  address: string | null
  idempotencyKey: string | null
  /** Why nothing, or not everything, was done. */
  problems: readonly Problem[]
  /** Changes settled, and changes in all; both grow while a large one is under way. */
  done: number
  total: number
  createdAt: number
  /** After this a set that is still pending and wasn't begun is not sent any more. */
  deadline: number
  settledAt: number | null
}

export type NewChangeSet = Pick<
  ChangeSet,
  | 'zoneId'
  | 'workspaceId'
  | 'projectId'
  | 'environmentId'
  | 'kind'
  | 'intents'
  | 'comment'
  | 'revertOf'
  | 'actorKind'
  | 'actorId'
  | 'actorName'
  | 'requestId'
  | 'address'
  | 'idempotencyKey'
  | 'createdAt'
  | 'deadline'
>

/** One change of a change set, and what became of it. */
export interface ChangeRecord {
  /** From 0, in the order of the intents where each came to one change. */
  position: number
  change: Change
  status: 'applied' | 'failed' | 'skipped'
  failure: Failure | null
  /** The provider's own word for the call that carried it: a change id, a serial. */
  receipt: string | null
}

export interface PlacedChange {
  changeSetId: number
  record: ChangeRecord
}

/**
 * What is sent of a change set to a provider that keeps no ledger, stored before it is: so whoever finds the set pending can
 * tell by the zone what was made of it.
 */
export interface Attempt {
  changeSetId: number
  /** The plans it was part of whose end isn't known, oldest first. One id in several sets is one plan. */
  plans: readonly { id: string; sentAt: number; steps: readonly PlanStep[] }[]
  /** What is known to have been made of it. */
  made: readonly ChangeRecord[]
}

/** What one intent of a change set comes to within a plan. */
export interface PlanStep {
  /** The intent's index. */
  position: number
  change: Change
  /** What is sent for the same record set, for all change sets of the plan; null where their steps come to nothing together. */
  sent: Change | null
}

/** What a record set was last made, and by which change set. */
export interface LastWrite {
  changeSetId: number
  change: Change
}

/** Which changes of change sets are meant; an absent field narrows nothing. */
export interface ChangeFilter {
  name?: Name
  type?: RecordType
}

/** The end of a change set. */
export interface Settlement {
  changeSetId: number
  status: Exclude<ChangeSet['status'], 'pending'>
  problems: readonly Problem[]
  changes: readonly ChangeRecord[]
  settledAt: number
}

/** What a provider with a ledger commits together with the records. */
export interface Ledger {
  activities: readonly NewActivity[]
  /** A set that is settled already, by whoever took it over, makes the whole commit fail: `StoreError('settled')`. */
  settlements: readonly Settlement[]
  /** Changes of sets that go on, see `addChanges`; one that is settled already makes the whole commit fail too. */
  progress?: readonly { changeSetId: number; changes: readonly ChangeRecord[] }[]
  /** The lease under which all this is written; one that is not ours any more makes it fail: `StoreError('lease_lost')`. */
  lease?: Lease
  /** Somebody at another instance may wait for these ends, so they're told by notice. */
  tellOthers?: boolean
}

export interface ChangeSets {
  /** All of them as `pending`, in this order, durably. Works that wait at the same time share a commit. */
  create(sets: readonly NewChangeSet[]): Promise<ChangeSet[]>
  get(zoneId: number, id: number): Promise<ChangeSet | undefined>
  /** Newest first; with a filter those that have such changes. Without intents, which can be large: `intents` is empty. */
  list(zoneId: number, page: ChangeFilter & { limit: number; before?: number }): Promise<ChangeSet[]>
  changes(id: number, page: { limit: number; after?: number }): Promise<ChangeRecord[]>
  /**
   * Of each record set that was ever changed, the newest change that was applied, in one order for all pages. `after`: the set
   * of the last row of the page before. Kept when change sets are deleted; gone with the zone.
   */
  lastWrites(zoneId: number, page: { limit: number; after?: SetId }): Promise<LastWrite[]>
  /** What one actor has asked of the zone under an idempotency key since then, oldest first. */
  underKey(key: {
    zoneId: number
    actorKind: ChangeSet['actorKind']
    actorId: number | null
    idempotencyKey: string
    since: number
  }): Promise<ChangeSet[]>
  /** Oldest first: what nobody has settled yet, but those with these ids. */
  pending(zoneId: number, except?: readonly number[]): Promise<ChangeSet[]>
  /** Those of these that have been settled. Without intents, which can be large: `intents` is empty. */
  settledOf(zoneId: number, ids: readonly number[]): Promise<ChangeSet[]>
  /** Changes of several, in the order of their ids and positions. `after`: the last one of the page before. */
  changesOf(ids: readonly number[], page: { limit: number; after?: PlacedChange }): Promise<PlacedChange[]>
  zonesWithPending(): Promise<number[]>
  /** The first few changes of each of these, as far as they stand at its beginning. */
  firstChanges(ids: readonly number[], filter?: ChangeFilter): Promise<ReadonlyMap<number, Change[]>>
  /** When each of these zones was last changed, as far as the history goes back. */
  latest(zoneIds: readonly number[]): Promise<ReadonlyMap<number, number>>
  /** In place of what was stored of the same sets before. `StoreError('lease_lost')` where the lease isn't ours any more. */
  storeAttempts(attempts: readonly Attempt[], lease: Lease): Promise<void>
  /** Of the zone's pending sets; nothing of those that were never sent. */
  attempts(zoneId: number): Promise<Attempt[]>
  progress(id: number, done: number, total: number): Promise<void>
  /**
   * Changes of one that goes on, at positions that it has none at yet; they count as settled. `StoreError('settled')` where it
   * doesn't go on.
   */
  addChanges(id: number, changes: readonly ChangeRecord[]): Promise<void>
  /** All of them in one transaction, with the activities; their attempts are forgotten. False, and nothing is done, where one of them is settled already. */
  settle(ledger: Ledger): Promise<boolean>
  /** Settled ones, with their changes. Gives how many. */
  deleteSettledBefore(time: number, limit: number): Promise<number>
}

/** The first reply to a request with an `Idempotency-Key`. The body is sealed at rest: there are replies with new keys in them. */
export interface IdempotentReply {
  status: number
  body: string
}
export interface IdempotencyKeys {
  /**
   * Takes the key for a request. `taken`: it's ours now. `replay`: the same request has been answered so. `other`: the key
   * stands for a request with another fingerprint. `running`: the same request is being answered just now. A key that was taken
   * before `abandonedBefore`, and neither kept nor given back, is free again: whoever took it has died.
   */
  take(key: {
    principal: string
    key: string
    fingerprint: string
    now: number
    expiresAt: number
    abandonedBefore: number
  }): Promise<
    { state: 'taken' } | { state: 'replay'; reply: IdempotentReply } | { state: 'other' } | { state: 'running' }
  >
  /** Keeps the reply for whoever sends the request again. */
  keep(principal: string, key: string, reply: IdempotentReply): Promise<void>
  /** Gives the key back, for a request that came to nothing that should be repeated (500, 503, 429). */
  release(principal: string, key: string): Promise<void>
  deleteExpired(now: number): Promise<number>
}

/** Who may write to a zone at its provider. On the embedded store that's always this process. */
export interface Leases {
  /**
   * The zone's lease, or undefined while another instance has it or a commit made under another's lost one is under way. An
   * instance that has it is given it again; it's free when each of them is given back.
   */
  tryTake(zoneId: number): Promise<Lease | undefined>
}
export interface Lease {
  /** Asks the database whether the lease is still ours; throws `StoreError('lease_lost')` where it isn't, or no answer comes. */
  confirm(): Promise<void>
  release(): Promise<void>
}

/** News between the instances on one database. On the embedded store they stay in the process. */
export interface Notices {
  /** Reaches every instance, this one included, once; or not at all where a connection broke: whoever listens polls too. */
  publish(notice: Notice): Promise<void>
  /** Gives the function that ends it. `onGap` is called when notices may have been missed (reconnected). */
  listen(onNotice: (notice: Notice) => void, onGap: () => void): () => void
}
export type Notice =
  /** A zone has pending change sets. */
  | { kind: 'pending'; zoneId: number }
  /** Somebody needs a zone's lease for work that nobody else can do for them. */
  | { kind: 'wanted'; zoneId: number }
  /** Change sets of a zone have been settled. */
  | { kind: 'settled'; zoneId: number }
  /**
   * Records of a hosted zone were committed, or the zone was made or deleted. `serial`: the zone's by this commit, where it has
   * moved. Without `sets`, in which the SOA isn't: too many to name, or all. `own`, where it's received: by this very process.
   */
  | {
      kind: 'committed'
      domain: string
      hostedZoneId: number
      serial?: number
      sets?: [name: string, type: string][]
      own?: boolean
    }
  /** Change sets of a zone have come to their ends, or parts of them. Without `changeSets`: too many to name. */
  | {
      kind: 'ended'
      environmentId: number
      zoneId: number
      changeSets?: [id: number, status: Settlement['status']][]
    }
  /** An activity that isn't about records was kept. */
  | ({ kind: 'activity' } & Pick<NewActivity, 'workspaceId' | 'projectId' | 'environmentId' | 'resourceId' | 'action'>)
  /** A workspace's secondaries, what they follow, or its catalog zone have been changed; `own` as above. */
  | { kind: 'secondaries'; workspaceId: number; own?: boolean }
