import type { FaultAim } from '../lib/pending-faults.ts'

/** Who signs with an access key. */
export interface User {
  secretAccessKey: string
  /** Temporary keys have one, which every request must carry. */
  sessionToken?: string
  /** Milliseconds since 1970 at which a temporary key ends. */
  expires?: number
  /** What IAM allows, such as `route53:GetChange`; everything where nothing is said. */
  actions?: readonly string[]
  /** 123456789012 where nothing is said. */
  account?: string
  /** Of a role that was taken on: its ARN. */
  role?: string
}

/** A role, by ARN; whoever may `sts:AssumeRole` may take it on. */
export interface Role {
  /** Must be given by whoever takes it on. */
  externalId?: string
  actions?: readonly string[]
  account?: string
}

/** One thing that goes wrong. */
export interface Fault extends FaultAim {
  kind: /** The connection is cut before the request is looked at. */
    | 'reset_before'
    /** The request is carried out, and the connection cut without an answer. */
    | 'reset_after'
    /** A 5xx with one of AWS's codes, before the request is looked at. */
    | 'server_error'
    /** The same, after the request was carried out. */
    | 'server_error_after'
    /** A page for people instead of XML. */
    | 'html'
    /** An answer that breaks off in the middle. */
    | 'broken_xml'
    /** An answer of which a byte comes now and then, and never the last. */
    | 'slow_loris'
    | 'throttled'
  /** Of `server_error` and `html`. */
  status?: number
}

export interface Limits {
  /** Requests of one account within so many seconds. */
  requests: number
  perSeconds: number
  zonesPerAccount: number
  setsPerZone: number
  valuesPerSet: number
  /** In one ChangeResourceRecordSets request, those of an UPSERT twice. */
  elements: number
  characters: number
}

export interface FakeRoute53Options {
  /** 0 takes a free one. */
  port?: number
  /** By access key id; where nothing is said there is one that may do everything (see `usualKey`). */
  users?: Record<string, User>
  roles?: Record<string, Role>
  limits?: Partial<Limits>
  /** Milliseconds. Tests of limits bring a clock of their own. */
  now?(): number
  /** Milliseconds that each request takes, half of it before it is carried out. */
  latency?: number
  /** Milliseconds from a change to INSYNC. */
  inSyncAfter?: number
  /** Milliseconds after the answer to a change until the zone takes another one. */
  underWay?: number
  /** Milliseconds for which a new zone isn't known to other requests. */
  unknownFor?: number
  /** The two ways in which the service has been seen to write InvalidChangeBatch. */
  changeBatchErrors?: 'ErrorResponse' | 'InvalidChangeBatch'
  healthChecks?: readonly string[]
}

/** The access key that there is where no users are named. */
export const usualKey = { accessKeyId: 'AKIAFAKE000000000000', secretAccessKey: 'fake-secret' }

/** Developer guide, "Quotas"; 2026-11. */
export const usualLimits: Limits = {
  requests: 5,
  perSeconds: 1,
  zonesPerAccount: 500,
  setsPerZone: 10_000,
  valuesPerSet: 400,
  elements: 1000,
  characters: 32_000,
}

export const usualAccount = '123456789012'
