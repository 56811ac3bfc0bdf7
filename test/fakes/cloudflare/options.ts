export type Plan = 'free' | 'pro' | 'business' | 'enterprise'

/** What a token may do; all of its zones are those of one account, or of any where none is named. */
export interface Token {
  permissions: Permission[]
  accountId?: string
}

export type Permission = 'zone:read' | 'dns:read' | 'dns:edit'

/** One thing that goes wrong. */
export interface Fault {
  kind: /** The connection is cut before the request is looked at. */
    | 'reset_before'
    /** The request is carried out, and the connection cut without an answer. */
    | 'reset_after'
    /** A 5xx in the API's own form, before the request is looked at. */
    | 'server_error'
    /** A 5xx after the request was carried out. */
    | 'server_error_after'
    /** A page for people instead of JSON. */
    | 'html'
    /** An answer that breaks off in the middle of its JSON. */
    | 'broken_json'
    /** An answer of which a byte comes now and then, and never the last. */
    | 'slow_loris'
    /** Too many requests, for as long as `retryAfter` says. */
    | 'throttled'
  /** Which requests it befalls; all of them where nothing is said. */
  method?: string
  path?: RegExp
  /** How many of these pass before it happens, and how often it happens then: once where nothing is said. */
  after?: number
  times?: number
  /** Of `server_error` and `html`. */
  status?: number
  /** Seconds, of `throttled`; no such header where nothing is said. */
  retryAfter?: number
}

export interface Limits {
  /** Requests of one user within so many seconds; over it everything is refused for as long again. */
  requests: number
  perSeconds: number
  /** Requests of one address within a second. */
  requestsPerSecond: number
}

export interface FakeCloudflareOptions {
  /** 0 takes a free one. */
  port?: number
  /** By token; one called `fake-token` that may do everything where nothing is said. */
  tokens?: Record<string, Token>
  limits?: Partial<Limits>
  /** Milliseconds. Tests of limits bring a clock of their own. */
  now?(): number
  /** Milliseconds before each answer. */
  latency?: number
  /** What becomes of new records that don't say whether they are proxied; accounts differ. */
  proxiedByDefault?: boolean
  /** Whether there is `/dns_records/batch`. */
  batch?: boolean
  /** Seed of the zones' and records' ids. */
  seed?: string
}

export const usualLimits: Limits = { requests: 1200, perSeconds: 300, requestsPerSecond: 200 }

interface PlanLimits {
  operations: number
  records: number
  minTtl: number
  commentLength: number
  tags: number
}

/**
 * 2026-06: batch-record-changes (operations), manage-dns-records (records; of Free zones since 2024-09-01), ttl, record-attributes
 * (comments and tags).
 */
export const planLimits: Readonly<Record<Plan, PlanLimits>> = {
  free: { operations: 200, records: 200, minTtl: 60, commentLength: 100, tags: 0 },
  pro: { operations: 3500, records: 3500, minTtl: 60, commentLength: 500, tags: 20 },
  business: { operations: 3500, records: 3500, minTtl: 60, commentLength: 500, tags: 20 },
  enterprise: { operations: 3500, records: 1_000_000, minTtl: 30, commentLength: 500, tags: 20 },
}
