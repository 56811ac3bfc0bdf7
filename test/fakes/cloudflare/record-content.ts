import { isIPv4, isIPv6 } from 'node:net'
import { invalidRecord } from './api-error.ts'

type Data = Record<string, string | number>

/** What a type's fields become as one text. Names come without the final dot, and SRV's text lacks the priority. */
const texts: Readonly<Record<string, { fields: string[]; text(data: Data): string }>> = {
  CAA: { fields: ['flags', 'tag', 'value'], text: ({ flags, tag, value }) => `${flags} ${tag} "${value}"` },
  CERT: { fields: ['type', 'key_tag', 'algorithm', 'certificate'], text: words },
  DNSKEY: { fields: ['flags', 'protocol', 'algorithm', 'public_key'], text: words },
  DS: { fields: ['key_tag', 'algorithm', 'digest_type', 'digest'], text: words },
  HTTPS: { fields: ['priority', 'target', 'value'], text: words },
  LOC: {
    fields: ['lat_degrees', 'lat_direction', 'long_degrees', 'long_direction', 'altitude'],
    text: data =>
      `IN LOC ${data.lat_degrees} ${data.lat_minutes ?? 0} ${data.lat_seconds ?? 0} ${data.lat_direction} ` +
      `${data.long_degrees} ${data.long_minutes ?? 0} ${data.long_seconds ?? 0} ${data.long_direction} ` +
      `${data.altitude}m ${data.size ?? 0}m ${data.precision_horz ?? 0}m ${data.precision_vert ?? 0}m`,
  },
  NAPTR: {
    fields: ['order', 'preference', 'flags', 'service', 'regex', 'replacement'],
    text: ({ order, preference, flags, service, regex, replacement }) =>
      `${order} ${preference} "${flags}" "${service}" ${regex} ${replacement}`,
  },
  SMIMEA: { fields: ['usage', 'selector', 'matching_type', 'certificate'], text: words },
  SRV: {
    fields: ['priority', 'weight', 'port', 'target'],
    text: ({ weight, port, target }) => `${weight}\t${port}\t${target}`,
  },
  SSHFP: { fields: ['algorithm', 'type', 'fingerprint'], text: words },
  SVCB: { fields: ['priority', 'target', 'value'], text: words },
  TLSA: { fields: ['usage', 'selector', 'matching_type', 'certificate'], text: words },
  URI: { fields: ['weight', 'target'], text: ({ weight, target }) => `${weight} "${target}"` },
}

const hexadecimal = new Set(['digest', 'fingerprint'])

function words(data: Data): string {
  return Object.values(data).join(' ')
}

/** The value of a record as it is stored. Throws what the service says of one that it doesn't take. */
export function normalValue(
  type: string,
  given: { content?: unknown; data?: unknown; priority?: unknown; name: string },
): {
  content: string
  data?: Data
  priority?: number
} {
  const shape = texts[type]
  const priority = priorityOf(type, given)
  if (shape !== undefined) {
    const data = normalData(type, shape.fields, given.data)
    return { content: shape.text(data), data, ...(priority !== undefined && { priority }) }
  }
  if (typeof given.content !== 'string' || given.content === '') {
    throw invalidRecord(9111, `Content for ${type} record is missing.`)
  }
  const content = normalContent(type, given.content)
  if (type === 'CNAME' && content === given.name) throw invalidRecord(9039, 'A CNAME record cannot reference itself.')
  return { content, ...(priority !== undefined && { priority }) }
}

function priorityOf(type: string, { data, priority }: { data?: unknown; priority?: unknown }): number | undefined {
  if (type === 'SRV' || type === 'HTTPS' || type === 'SVCB') return (data as Data | undefined)?.priority as number
  if (type !== 'MX' && type !== 'URI') return undefined
  if (Number.isInteger(priority)) return priority as number
  throw invalidRecord(9100, 'priority is a required field.')
}

function normalData(type: string, fields: readonly string[], given: unknown): Data {
  if (typeof given !== 'object' || given === null) throw invalidRecord(9101, `${type} records need data.`)
  const data = given as Data
  const missing = fields.filter(field => data[field] === undefined)
  if (missing.length > 0) throw invalidRecord(9101, `${missing.join(', ')} is a required data field.`)
  const known = type === 'LOC' ? Object.keys(data) : fields
  return Object.fromEntries(known.map(field => [field, normalField(type, field, data[field]!)]))
}

function normalField(type: string, field: string, value: string | number): string | number {
  if (field === 'target' && type !== 'URI') return normalHost(type, String(value))
  if (field === 'replacement') return normalHost(type, String(value))
  const isHex = hexadecimal.has(field) || (field === 'certificate' && type !== 'CERT')
  if (!isHex) return value
  if (!/^([0-9a-f]{2})+$/i.test(String(value))) throw invalidRecord(9102, `${field} must be hexadecimal.`)
  return String(value).toLowerCase()
}

function normalContent(type: string, content: string): string {
  switch (type) {
    case 'A':
      if (!isIPv4(content)) throw invalidRecord(9005, 'Content for A record must be a valid IPv4 address.')
      return content
    case 'AAAA':
      if (!isIPv6(content)) throw invalidRecord(9006, 'Content for AAAA record must be a valid IPv6 address.')
      return new URL(`http://[${content}]`).hostname.slice(1, -1)
    case 'TXT':
      return normalText(content)
    case 'OPENPGPKEY':
      if (!/^[A-Za-z0-9+/]+=*$/.test(content)) throw invalidRecord(9103, 'Content for OPENPGPKEY must be base64.')
      return content
    default:
      return normalHost(type, content)
  }
}

/** Labels as hosts and services have them; MX and SRV may say with the root that there is none. */
function normalHost(type: string, given: string): string {
  const host = given === '.' ? given : given.toLowerCase().replace(/\.$/, '')
  if (host === '.' && type !== 'CNAME' && type !== 'NS' && type !== 'PTR') return host
  const isName =
    host.length <= 253 && host.split('.').every(label => /^(\*|[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)$/.test(label))
  if (isName) return host
  throw invalidRecord(type === 'MX' ? 9009 : 9007, `Content for ${type} record is invalid.`)
}

/**
 * Quoted strings stay as they are, but for those of more than 255 bytes, which are split (2025-05-04, lego#2521); anything else is
 * put into quotes.
 */
function normalText(content: string): string {
  if (/^("(?:[^"\\]|\\.)*"\s*)+$/.test(content)) {
    if (/^("" ?)+$/.test(content)) throw invalidRecord(9111, 'Content for TXT record is missing.')
    return checkLength(
      content
        .match(/"(?:[^"\\]|\\.)*"/g)!
        .flatMap(splitString)
        .join(' '),
    )
  }
  if (content.startsWith('"') || content.endsWith('"')) {
    throw invalidRecord(9107, 'Content for TXT record has unbalanced quotes.')
  }
  return checkLength(splitString(`"${content.replace(/(?<!\\)"/g, '\\"')}"`).join(' '))
}

function splitString(quoted: string): string[] {
  const bytes = quoted.slice(1, -1).match(/\\\d{3}|\\.|[^\\]/gs) ?? []
  const count = Math.max(1, Math.ceil(bytes.length / 255))
  return Array.from({ length: count }, (_, index) => `"${bytes.slice(index * 255, (index + 1) * 255).join('')}"`)
}

function checkLength(content: string): string {
  if (textLength(content) <= 2048) return content
  throw invalidRecord(9104, 'Content for TXT record has 2048 characters at most.')
}

/** Characters of a text, without its quotes. */
export function textLength(content: string): number {
  return content
    .replace(/"\s+"/g, '')
    .replace(/\\(\d{3}|.)/g, 'x')
    .replaceAll('"', '').length
}
