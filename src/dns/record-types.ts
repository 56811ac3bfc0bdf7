import type { RecordType } from './rrset.ts'

/** Types whose data can be read and written field by field, with their numbers (IANA "Resource Record (RR) TYPEs"). */
const dataTypes: Readonly<Record<RecordType, number>> = {
  A: 1,
  NS: 2,
  MD: 3,
  MF: 4,
  CNAME: 5,
  SOA: 6,
  MB: 7,
  MG: 8,
  MR: 9,
  WKS: 11,
  PTR: 12,
  HINFO: 13,
  MINFO: 14,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  X25: 19,
  ISDN: 20,
  RT: 21,
  NSAP: 22,
  'NSAP-PTR': 23,
  SIG: 24,
  KEY: 25,
  PX: 26,
  GPOS: 27,
  AAAA: 28,
  LOC: 29,
  SRV: 33,
  NAPTR: 35,
  KX: 36,
  CERT: 37,
  DNAME: 39,
  APL: 42,
  DS: 43,
  SSHFP: 44,
  IPSECKEY: 45,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  DHCID: 49,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  HIP: 55,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  SVCB: 64,
  HTTPS: 65,
  DSYNC: 66,
  HHIT: 67,
  BRID: 68,
  SPF: 99,
  NID: 104,
  L32: 105,
  L64: 106,
  LP: 107,
  EUI48: 108,
  EUI64: 109,
  URI: 256,
  CAA: 257,
  AVC: 258,
  AMTRELAY: 260,
  RESINFO: 261,
  WALLET: 262,
  DLV: 32769,
}

/** Types of questions and of a message's own machinery, and NULL, which master files may not hold (RFC 1035 §3.3.10). */
const otherTypes: Readonly<Record<RecordType, number>> = {
  NULL: 10,
  OPT: 41,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
}

/** Types that no zone can hold. */
export const metaTypes: ReadonlySet<RecordType> = new Set(Object.keys(otherTypes))

/**
 * Types that only whoever signs a zone makes (RFC 4034, RFC 5155, RFC 2535), and that are wrong the moment anything else
 * changes. DNSKEY, CDS and CDNSKEY aren't among them: with several signers (RFC 8901) they are written by hand.
 */
export const signingTypes: ReadonlySet<RecordType> = new Set(['RRSIG', 'NSEC', 'NSEC3', 'NSEC3PARAM', 'SIG'])

const codes = new Map<RecordType, number>([...Object.entries(dataTypes), ...Object.entries(otherTypes)])
const mnemonics = new Map<number, RecordType>([...codes].map(([type, code]) => [code, type]))

/** The type's number, from a mnemonic or `TYPE` and the number (RFC 3597 §5), in any case; undefined for other words. */
export function typeCode(type: string): number | undefined {
  return codes.get(type) ?? codes.get(type.toUpperCase()) ?? genericCode(type)
}

function genericCode(type: string): number | undefined {
  const digits = /^TYPE(\d{1,5})$/i.exec(type)?.[1]
  const code = Number(digits ?? Number.NaN)
  return code <= 0xffff ? code : undefined
}

/** The mnemonic, or `TYPE` and the number. */
export function typeFromCode(code: number): RecordType {
  return mnemonics.get(code) ?? `TYPE${code}`
}

/** The type as it is written canonically, from any way of writing it: `mx` and `TYPE15` give `MX`. */
export function canonicalType(type: string): RecordType | undefined {
  const code = typeCode(type)
  return code === undefined ? undefined : typeFromCode(code)
}

/** Whether the data of the (canonical) type are read field by field; those of others are `\# length hex` (RFC 3597 §5). */
export function isKnownType(type: RecordType): boolean {
  return Object.hasOwn(dataTypes, type)
}
