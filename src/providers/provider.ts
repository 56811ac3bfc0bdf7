import type { Problem } from '../dns/problem.ts'
import type { Name, RecordType, RRset } from '../dns/rrset.ts'
import type { SetFilter, SetOrder } from '../plan/select-sets.ts'
import type { SetId } from '../plan/set-key.ts'
import type { Change, Failure, Outcome, Weight } from '../plan/types.ts'
import type { DnsClient } from '../resolver/dns-client.ts'

/**
 * The seam between Zoneplane and whoever keeps zones.
 *
 * A *kind* is what is known of a service without credentials: data and pure functions. `open` makes a *provider* out of a
 * kind and one account's settings; it has three verbs. A provider converts and calls, nothing else: it never diffs,
 * batches, retries, caches, audits or limits its rate, because the engine and the wrappers do that once for all.
 */
export interface ProviderKind<Settings = unknown> {
  readonly id: string
  readonly label: string
  /** What a connection to the service is called where that isn't the kind's own id: `aws` for `route53`. */
  readonly connection?: string
  readonly settings: readonly SettingsField[]
  readonly capabilities: Capabilities
  /** The set as the service would store it and give it back. Absent: it keeps what it is given. */
  canonical?(rrset: RRset, zone: Name): RRset
  /** What the service would refuse, found before it is asked. Each quirk is a named predicate with a date and a link. */
  audit?(rrset: RRset, zone: Name): Problem[]
  /** What is wrong with credentials beyond fields that are missing or of another form; paths are the fields' names. */
  checkSettings?(settings: object): Problem[]
  /** What works in credentials and had better be otherwise, told where they are tried. */
  adviseSettings?(settings: object): Problem[]
  open(settings: Settings, io: ProviderIo): Provider
}

/** One field of a kind's credentials; the console's form and the CLI's prompts come from it. */
export interface SettingsField {
  name: string
  label: string
  required: boolean
  /** Text where nothing is said. `list`: texts, any number of them; `group`: fields of its own. */
  form?: 'boolean' | 'number' | 'list' | 'group'
  /** Of a group. */
  fields?: readonly SettingsField[]
  /** The texts that there are to choose from. */
  choices?: readonly string[]
  /** Sealed at rest and never given back. */
  secret: boolean
}

/** What a provider may touch of the world. */
export interface ProviderIo {
  fetch: typeof fetch
  /** Name servers, for those who keep zones on servers of their own. */
  dns: DnsClient
  now(): number
  log: { debug(details: object, message: string): void; warn(details: object, message: string): void }
}

/** What a service can do, as data. */
export interface Capabilities {
  types: ReadonlySet<RecordType> | 'all'
  /** Seconds. `allowed` where only certain values are accepted. `automatic`: a value below `min` that leaves the choice to the service. */
  ttl: { min: number; max: number; allowed?: readonly number[]; automatic?: number }
  alias: 'none' | 'apex' | 'anywhere'
  /** Types that can be served through the service's own proxies. */
  proxied: readonly RecordType[]
  /** Several sets of one name and type, told apart by `variant`. */
  variants: boolean
  /** CNAME at the apex is answered with the target's addresses. */
  flattensApexCname: boolean
  /** What can't stand beside a CNAME below the apex. Absent: anything but its signatures, as RFC 1034 §3.6.2 has it. */
  barredByCname?: ReadonlySet<RecordType>
  apexNs: 'hidden' | 'read' | 'write'
  maxValuesPerSet: number
  /** Bytes of text in one TXT record, and in all TXT records of one name. */
  txt: { maxValue: number; maxName?: number }
  /** What the service's own API changes at once. */
  granularity: 'record' | 'rrset' | 'zone'
  batch: {
    maxChanges: number
    /** Upper bound by counter; `weigh` says what one change adds to each. */
    limits: Weight
    /** Upper bound of what goes alone, all changes of one name, where that is more. */
    alone?: Weight
    weigh(change: Change): Weight
    /** A batch is applied whole or not at all. */
    atomic: boolean
  }
  rate: { requests: number; perSeconds: number; scope: 'account' | 'zone' } | 'unlimited'
  precondition: 'none' | 'etag' | 'exact' | 'prerequisite'
  /** `apply` stores `call.ledger` in the same transaction as the records. True of our own store only. */
  ledger: boolean
}

/** One account at one service. */
export interface Provider {
  /** All zones of the account, or those of one name: some services keep several. Pages inside. */
  zones(call?: Call & { name?: Name }): AsyncIterable<RemoteZone>
  /**
   * Whether the credentials may do all that Zoneplane needs, as far as can be told without changing anything: a problem for each
   * permission that is missing, with its name as the path. Throws ProviderError where the credentials are refused altogether.
   * Absent: being able to list zones is all there is.
   */
  missingPermissions?(call?: Call): Promise<Problem[]>
  /**
   * The zone's sets in canonical form, all of them or those at the names of `at`. Pages inside. A read that fails or breaks
   * off throws a ProviderError and so can never look like an empty zone.
   */
  rrsets(zone: RemoteZone, call?: Call & { at?: readonly Name[] }): AsyncIterable<RRset>
  /**
   * Sends one batch, already within the declared limits. One outcome per change, in the same order. Throws ProviderError only
   * where nothing was sent. `before` of a change is its precondition.
   */
  apply(zone: RemoteZone, batch: readonly Change[], call?: Call): Promise<{ outcomes: Outcome[]; receipt?: string }>
  /** Resolves when all the service's name servers answer with what a receipt of `apply` stands for. Absent: nobody can tell. */
  untilServed?(receipt: string, call?: Call): Promise<void>
  /** One page of sets. Present where a page costs less than the zone, and so does `count`. */
  page?(zone: RemoteZone, query: PageQuery, call?: Call): Promise<RRset[]>
  /** How many sets there are of those that a page's query asks for. */
  count?(zone: RemoteZone, filter: SetFilter, call?: Call): Promise<number>
  /** Present where zones can be made and deleted through the service. */
  zoneAdmin?: ZoneAdmin
}

export interface PageQuery extends SetFilter, SetOrder {
  limit: number
  /** The last set of the page before. */
  after?: SetId & { ttl: number }
}

export interface ZoneAdmin {
  /** Makes an empty zone with its SOA and apex NS sets. `reference` makes a repeated call give the first one's zone. */
  create(domain: Name, options: { reference: string; comment?: string }, call?: Call): Promise<RemoteZone>
  /** Deletes the zone with everything in it. A zone that is gone already is no error. */
  delete(zone: RemoteZone, call?: Call): Promise<void>
  /** Makes these the zone's own NS set, one or more. Present where that is for its users to say. */
  setNameServers?(zone: RemoteZone, nameServers: readonly Name[], call?: Call): Promise<void>
}

/** A zone as the service knows it. */
export interface RemoteZone {
  /** The service's own id of the zone. */
  hostedZoneId: string
  name: Name
  /** Names of the servers to delegate to. */
  nameServers: Name[]
}

export interface Call {
  signal?: AbortSignal
  /** Somebody waits in front of a screen: it goes before calls that aren't, within the share of the rate kept for such. */
  interactive?: boolean
  /**
   * Awaited before every request after the first that the call takes (further pages, looking whether a change is done), so that
   * they count towards the account's rate. `refused`: the service has refused such a request as one too many, and it is sent again
   * after the rest that the service asks for; a long listing isn't begun anew then.
   */
  furtherRequest?(refused?: ProviderError): Promise<void>
  /** A place among the calls under way. It is taken for the time of the requests, and not while the call waits for the rate. */
  turn?: Turn
  /** The caller's own, handed through unread to the store that commits it with the records (`capabilities.ledger`). */
  ledger?: unknown
}

/** Taken by the wrappers; a provider leaves it alone. */
export interface Turn {
  /** Resolves when the place is free and taken. Where it throws, nothing is sent, and the call throws the same. */
  begin(): Promise<void>
  /** Gives the place back, where it is taken. */
  end(): void
}

/** Every error that leaves a provider. The original is in `cause`. */
export class ProviderError extends Error {
  readonly failure: Failure

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options)
    this.name = 'ProviderError'
    this.failure = failure
  }
}
