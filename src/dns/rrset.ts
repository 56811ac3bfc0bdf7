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
  options?: { alias?: AliasTarget; proxied?: boolean }
}
