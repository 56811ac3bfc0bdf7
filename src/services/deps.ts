import type { Principal } from '../auth/principal.ts'
import type { SessionTokens } from '../auth/session-tokens.ts'
import type { Name } from '../dns/rrset.ts'
import type { ProviderIo, ProviderKind } from '../providers/provider.ts'
import type { CallStats } from '../providers/wrappers/call-recorder.ts'
import type { Resolver } from '../resolver/resolver.ts'
import type { ServerAddress } from '../resolver/server-address.ts'
import type { Environment, Project, Store } from '../store/store.ts'
import type { ImportRuns } from './import-runs.ts'
import type { SecondaryProgress } from './sweep-secondaries.ts'
import type { ZoneReads } from './zone-reads.ts'
import type { ZoneWriters } from './zone-writers.ts'

/** Everything that services work with; made once at the start and handed in. */
export interface Deps {
  store: Store
  /** Milliseconds since 1970. */
  now(): number
  log: Log
  sessionTokens: SessionTokens
  /** The provider kinds that this installation offers, by id. */
  kinds: ReadonlyMap<string, ProviderKind>
  io: ProviderIo
  writers: ZoneWriters
  reads: ZoneReads
  /** Called at the named points of every write, for tests that end the process there. */
  checkpoint(name: Checkpoint): Promise<void>
  imports: ImportRuns
  dns: Dns
  secondaries: SecondaryService
  /** What was done around calls to providers, beside the calls themselves. */
  callStats(): CallStats
  /** Counters of the built-in name server; rejects while it's dead. */
  nameServerStats(): Promise<NameServerStats>
  /** What isn't ready yet, each with its reason; empty when all is well. */
  notReady(): Promise<{ part: string; reason: string }[]>
}

/** The name servers that follow the built-in one, all the time. */
export interface SecondaryService {
  /** Whether messages may be sent to an address. */
  mayAsk(address: string): boolean
  /** What is stored of secondaries, and what they follow, has been changed here. Resolves when it's in force in this process. */
  reload(): Promise<void>
  /** Sends NOTIFY to all that follow a zone, if there are any. */
  notify(domain: Name): Promise<void>
  /** Resolves when what is known of them is stored. */
  flush(): Promise<void>
  /** How far all of them were when they were looked at last; undefined before. */
  lastLook(): { at: number; progress: ReadonlyMap<number, SecondaryProgress> } | undefined
}

/** Asking name servers what they serve. */
export interface Dns {
  resolver: Resolver
  /** Where the built-in name server answers. */
  builtin: ServerAddress
}

/** In the order in which a write comes to them. */
export type Checkpoint = 'intent-stored' | 'before-send' | 'after-send' | 'before-settle' | 'settled'

/** The name server's counts, as its own room gives them. */
export interface NameServerStats {
  zones: number
  rrsets: number
  questions: Record<string, number>
  answers: Record<string, number>
  dropped: number
  transferOnlyZones: number
  transfers: Record<string, { sent: number; failed: number }>
  handedOver: Record<string, number>
  signatureRefusals: number
}

/** The part of pino that services use. */
export interface Log {
  debug(details: object, message: string): void
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

/** On whose behalf, and through which request, a service is called. */
export interface Caller {
  principal: Principal
  requestId: string
  /** Where the request came from; null for what the program does by itself. */
  address: string | null
  /** The `Idempotency-Key` that the request was sent under. */
  idempotencyKey?: string
}

/** A project, and an environment of it, that the caller has been allowed into. */
export interface ProjectPlace {
  workspaceId: number
  project: Project
}
export interface Place extends ProjectPlace {
  environment: Environment
}
