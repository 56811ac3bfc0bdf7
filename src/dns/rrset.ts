/**
 * A domain name in its one canonical text form: absolute with the final dot, ASCII lower case (RFC 4343), IDN as A-labels,
 * bytes outside `!`–`~` as `\DDD`, and `.` `\` `"` `(` `)` `;` `@` `$` inside a label as `\` and the character. The root is `.`.
 */
export type Name = string

/** Mnemonic in upper case (`MX`), or `TYPE` and the number for types without one (RFC 3597 §5). */
export type RecordType = string

/**
 * The data of one record in its one canonical presentation form: names absolute and in lower case, TXT in quoted strings,
 * addresses as RFC 5952 writes them, single spaces between fields. Two rdata are equal exactly if their texts are.
 */
export type Rdata = string

/** What an alias set answers with (Route 53 and alike): the records of another name. */
export interface AliasTarget {
  dnsName: Name
  hostedZoneId: string
  evaluateTargetHealth: boolean
}

/**
 * By what a service chooses among several sets of one name and type (Route 53 "routing policy"). Kept as it is, so that a set can
 * be shown, deleted and made again just as it was.
 */
export type Routing = RoutingPolicy & {
  /** The set is left out of answers while this check fails. */
  healthCheckId?: string
  /** The set was made by a traffic policy, and only that may change it. */
  trafficPolicyInstanceId?: string
}

type RoutingPolicy =
  | { policy: 'simple' | 'multivalue' }
  | { policy: 'weighted'; weight: number }
  | { policy: 'latency'; region: string }
  | { policy: 'failover'; role: 'PRIMARY' | 'SECONDARY' }
  | { policy: 'geolocation'; continent?: string; country?: string; subdivision?: string }
  | { policy: 'geoproximity'; region?: string; localZoneGroup?: string; coordinates?: Coordinates; bias?: number }
  | { policy: 'cidr'; collectionId: string; location: string }

/** Degrees as decimal text, as the service writes them. */
interface Coordinates {
  latitude: string
  longitude: string
}

/** All records of one name and type (RFC 9499 "RRset"). Plain JSON: stored, sent and shown as it stands. */
export interface RRset {
  name: Name
  type: RecordType
  /** Tells several sets of one name and type apart, where a provider has routing policies (Route 53's SetIdentifier). */
  variant?: string
  /** Seconds, 0–2147483647 (RFC 2181 §8). */
  ttl: number
  /** Without duplicates; the order carries no meaning. Empty only where `options.alias` is set. */
  records: Rdata[]
  options?: { alias?: AliasTarget; proxied?: boolean; routing?: Routing }
}
