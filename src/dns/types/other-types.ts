import { ipv4 } from './address-fields.ts'
import { prefixes } from './apl-field.ts'
import { base64, hash, hex, optionalBase64, salt } from './binary-fields.ts'
import { algorithms } from './dnssec-algorithms.ts'
import { checkDigest, dsFields } from './ds.ts'
import type { Fault, RecordDefinition } from './field.ts'
import { amtRelay, ipsecGateway } from './gateway-fields.ts'
import { fourGroups, hyphenatedBytes, nsapAddress } from './group-fields.ts'
import { hostIdentity } from './hip-field.ts'
import { name, names } from './name-fields.ts'
import { u8, u8OrWord, u16, u32 } from './number-fields.ts'
import { characterString, characterStrings, optionalString } from './string-fields.ts'
import { time } from './time-field.ts'
import { checkTlsa, tlsaFields } from './tlsa.ts'
import { recordType, typeBitmap } from './type-fields.ts'
import { ports } from './wks-fields.ts'

const preference = u16('the preference')
const target = name('the target')
const algorithm = u8('the algorithm', algorithms)
const keyFields = [u16('the flags'), u8('the protocol'), algorithm, base64('the key')]
const signatureFields = [
  recordType('the type covered'),
  algorithm,
  u8('the number of labels'),
  u32('the original TTL'),
  time('the expiration'),
  time('the inception'),
  u16('the key tag'),
  name("the signer's name"),
  base64('the signature'),
]
const nsec3Fields = [u8('the hash algorithm'), u8('the flags'), u16('the iterations'), salt('the salt')]
const oneName = { compressible: { offset: 0, count: 1 } }

/** CERT's types (RFC 4398 §2.1). */
const certificateTypes = {
  PKIX: 1,
  SPKI: 2,
  PGP: 3,
  IPKIX: 4,
  ISPKI: 5,
  IPGP: 6,
  ACPKIX: 7,
  IACPKIX: 8,
  URI: 253,
  OID: 254,
}

/** Types that are their fields and little else, by RFC. */
export const otherTypes: readonly RecordDefinition[] = [
  // RFC 1035 §3.3, §3.4
  { type: 'MD', fields: [target], ...oneName },
  { type: 'MF', fields: [target], ...oneName },
  { type: 'MB', fields: [target], ...oneName },
  { type: 'MG', fields: [target], ...oneName },
  { type: 'MR', fields: [target], ...oneName },
  { type: 'MINFO', fields: [name('the mailbox'), name('the error mailbox')], compressible: { offset: 0, count: 2 } },
  { type: 'HINFO', fields: [characterString('the CPU'), characterString('the OS')] },
  { type: 'WKS', fields: [ipv4, u8('the protocol', { TCP: 6, UDP: 17 }), ports] },
  // RFC 1183
  { type: 'AFSDB', fields: [u16('the subtype'), name('the host')], decompressible: true, host: 1 },
  { type: 'RP', fields: [name('the mailbox'), name('the name of the text')], decompressible: true },
  { type: 'RT', fields: [preference, name('the host')], decompressible: true, host: 1 },
  { type: 'X25', fields: [characterString('the address')] },
  { type: 'ISDN', fields: [characterString('the address'), optionalString('the subaddress')] },
  // RFC 1706, RFC 1348
  { type: 'NSAP', fields: [nsapAddress] },
  { type: 'NSAP-PTR', fields: [target] },
  // RFC 1712, RFC 2163, RFC 2230, RFC 3123
  { type: 'GPOS', fields: [characterString('longitude'), characterString('latitude'), characterString('altitude')] },
  { type: 'PX', fields: [preference, name('MAP822'), name('MAPX400')], decompressible: true },
  { type: 'KX', fields: [preference, name('the host')], host: 1 },
  { type: 'APL', fields: [prefixes] },
  // RFC 2535, RFC 4034, RFC 4398, RFC 5155, RFC 7344, RFC 7477
  { type: 'SIG', fields: signatureFields, decompressible: true },
  { type: 'KEY', fields: keyFields },
  {
    type: 'CERT',
    fields: [u16('the type', certificateTypes), u16('the key tag'), algorithm, base64('the certificate')],
  },
  { type: 'RRSIG', fields: signatureFields },
  { type: 'NSEC', fields: [name('the next name'), typeBitmap] },
  { type: 'DNSKEY', fields: keyFields },
  { type: 'NSEC3', fields: [...nsec3Fields, hash('the next hash'), typeBitmap] },
  { type: 'NSEC3PARAM', fields: nsec3Fields },
  { type: 'CDS', fields: dsFields, check: checkDigest },
  { type: 'CDNSKEY', fields: keyFields },
  { type: 'DLV', fields: dsFields, check: checkDigest },
  { type: 'CSYNC', fields: [u32('the serial'), u16('the flags'), typeBitmap] },
  // RFC 4025, RFC 4701, RFC 8005, RFC 7929, RFC 8162
  { type: 'IPSECKEY', fields: [u8('the precedence'), ipsecGateway, optionalBase64('the key')] },
  { type: 'DHCID', fields: [base64('the identifier')] },
  { type: 'HIP', fields: [hostIdentity, names('a rendezvous server')] },
  { type: 'OPENPGPKEY', fields: [base64('the key')] },
  { type: 'SMIMEA', fields: tlsaFields, check: checkTlsa },
  // RFC 6742, RFC 7043
  { type: 'NID', fields: [preference, fourGroups('the node identifier')] },
  { type: 'L32', fields: [preference, ipv4] },
  { type: 'L64', fields: [preference, fourGroups('the locator')] },
  { type: 'LP', fields: [preference, target], host: 1 },
  { type: 'EUI48', fields: [hyphenatedBytes('the address', 6)] },
  { type: 'EUI64', fields: [hyphenatedBytes('the address', 8)] },
  // RFC 7208, RFC 8777, RFC 8976, RFC 9606, RFC 9859, RFC 9886; AVC and WALLET are in IANA's list only
  { type: 'SPF', fields: [characterStrings('the text')] },
  { type: 'AVC', fields: [characterStrings('the text')] },
  { type: 'WALLET', fields: [characterStrings('the text')] },
  { type: 'RESINFO', fields: [characterStrings('the text')] },
  { type: 'AMTRELAY', fields: [u8('the precedence'), amtRelay] },
  {
    type: 'ZONEMD',
    fields: [u32('the serial'), u8('the scheme'), u8('the hash algorithm'), hex('the digest')],
    check: checkZonemd,
  },
  { type: 'DSYNC', fields: [recordType('the type'), u8OrWord('the scheme', { NOTIFY: 1 }), u16('the port'), target] },
  { type: 'HHIT', fields: [base64('the data')] },
  { type: 'BRID', fields: [base64('the data')] },
]

/** RFC 8976 §2.2.3, §2.2.4: SHA-384 and SHA-512 with their lengths, all others with 12 bytes at least. */
function checkZonemd([, , algorithm, digest]: readonly string[]): Fault | undefined {
  const length = { 1: 48, 2: 64 }[algorithm!]
  const found = digest!.length / 2
  if (length === undefined ? found >= 12 : found === length) return undefined
  const message = `${length ?? 'at least 12'} bytes were expected, and the digest has ${found}`
  return { field: 3, code: 'invalid_digest_length', message }
}
