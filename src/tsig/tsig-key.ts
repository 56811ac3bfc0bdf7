import type { Name } from '../dns/rrset.ts'

/** HMAC algorithms of RFC 8945 §6 that are offered, by the words that people and configuration files use. */
export type TsigAlgorithm = 'hmac-sha1' | 'hmac-sha256' | 'hmac-sha384' | 'hmac-sha512'

/** A secret shared with somebody who signs messages with it (RFC 8945). */
export interface TsigKey {
  /** Canonical: lower case, with the final dot. Both sides must call it the same. */
  name: Name
  algorithm: TsigAlgorithm
  secret: Uint8Array
}

/** What a reply to a signed request is signed with (RFC 8945 §5.3): the key, and the MAC of the request. */
export interface TsigReplyContext {
  key: TsigKey
  requestMac: Uint8Array
}
