import { parseRdata, rdataToWire } from '../../dns/rdata.ts'
import { canonicalType, typeCode } from '../../dns/record-types.ts'
import type { Rdata, RecordType } from '../../dns/rrset.ts'

/**
 * Types that PowerDNS has no names for, in no version so far (2026-08, pdns/qtype.cc). It takes them by number, with data in
 * hexadecimal (RFC 3597 §5).
 */
const namelessTypes = new Set<RecordType>([
  ...['MD', 'MF', 'WKS', 'X25', 'ISDN', 'RT', 'NSAP', 'NSAP-PTR', 'PX', 'GPOS', 'HIP', 'DSYNC', 'AVC', 'AMTRELAY'],
])

export function typeToPowerDns(type: RecordType): string {
  return namelessTypes.has(type) ? `TYPE${typeCode(type)}` : type
}

/** Undefined for types of PowerDNS's own, which DNS has not: `ALIAS` and `LUA`. */
export function typeFromPowerDns(type: string): RecordType | undefined {
  return canonicalType(type)
}

/** The data of a record as the API takes them: it wants them in the very form that it would write them in itself. */
export function contentFromRdata(type: RecordType, rdata: Rdata): string {
  if (type === 'AAAA') return withoutDottedQuad(rdata)
  if (type === 'SVCB' || type === 'HTTPS') return serviceBinding(rdata)
  if (namelessTypes.has(type)) return generic(rdataToWire(type, rdata))
  if (rdata === '\\# 0') return '\\# 0 '
  return nameTypes.has(type) ? rdata.replace(/\\(\D)/g, withoutEscape) : rdata
}

/** The data as they're read: in master file form, but for what `contentFromRdata` puts otherwise. */
export function rdataFromContent(type: RecordType, content: string): Rdata {
  const text = nameTypes.has(type) ? content.replace(/\\.|["();@$]/g, withEscape) : content
  return parseRdata(type, text)
}

/** Types of names and numbers alone. Names in them are written with `;` and the like as they are. */
const nameTypes = new Set<RecordType>(['CNAME', 'DNAME', 'NS', 'PTR', 'MX', 'SRV', 'KX', 'AFSDB', 'RP', 'LP'])

function withoutEscape(text: string): string {
  return /["();@$]/.test(text) ? text.slice(1) : text
}

function withEscape(text: string): string {
  return text.length === 1 ? `\\${text}` : text
}

function generic(bytes: Uint8Array): string {
  return `\\# ${bytes.length} ${Buffer.from(bytes).toString('hex')}`
}

/** 4.7.3 reads `::ffff:192.0.2.1` in hexadecimal only. */
function withoutDottedQuad(address: Rdata): string {
  const [quad, ...bytes] = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address) ?? []
  if (quad === undefined) return address
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number)
  return `${address.slice(0, -quad.length)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}

/** Parameters that PowerDNS writes without quotes; it quotes `ech`, and knows others by their numbers (RFC 9460 §14.3.2). */
const bareParameters = new Set(['mandatory', 'alpn', 'port', 'ipv4hint', 'ipv6hint'])
const numberedParameters = new Map([
  ['dohpath', 'key7'],
  ['ohttp', 'key8'],
])

/** Quoted values of ours have blanks in them only where the value has. */
function serviceBinding(rdata: Rdata): string {
  const words = rdata.match(/[^ "]+(?:"(?:[^"\\]|\\.)*")?/g) ?? []
  return words.map((word, index) => (index < 2 ? word : parameter(word))).join(' ')
}

function parameter(word: string): string {
  const [, name = '', value] = /^([^=]+)(?:="(.*)")?$/s.exec(word) ?? []
  if (bareParameters.has(name)) return `${name}=${value}`
  if (name === 'no-default-alpn') return name
  return `${numberedParameters.get(name) ?? name}="${value ?? ''}"`
}
