import { isIPv4, isIPv6 } from 'node:net'
import { readName } from './names.ts'

/** What the service says of a value that isn't one of its type; undefined where it is. */
export function valueProblem(type: string, value: string): string | undefined {
  const found = checks[type]?.(value)
  return found === undefined
    ? undefined
    : `Invalid Resource Record: 'FATAL problem: ${found} encountered with '${value}''`
}

type Check = (value: string) => string | undefined

const text =
  /^"(?:[^"\\\x00-\x1f\x7f-\uffff]|\\["\\]|\\[0-3][0-7]{2})*"(?: +"(?:[^"\\\x00-\x1f\x7f-\uffff]|\\["\\]|\\[0-3][0-7]{2})*")*$/

const checks: Readonly<Record<string, Check>> = {
  A: value => (isIPv4(value) ? undefined : 'ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)'),
  AAAA: value => (isIPv6(value) ? undefined : 'AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)'),
  CNAME: value => checkName(value, 'CNAMERRDATAIllegal'),
  NS: value => checkName(value, 'NSRRDATAIllegal'),
  PTR: value => checkName(value, 'PTRRRDATAIllegal'),
  MX: value => checkFields('MX', value, [number(0xffff), name]),
  SRV: value => checkFields('SRV', value, [number(0xffff), number(0xffff), number(0xffff), name]),
  TXT: checkText,
  SPF: checkText,
  CAA: value =>
    /^\d{1,3} [a-z0-9]+ "(?:[^"\\]|\\.)*"$/i.test(value) ? undefined : 'CAARRDATAIllegal (Value is not valid)',
  NAPTR: value => (isNaptr(value) ? undefined : 'NAPTRRRDATAIllegal (Value is not valid)'),
  DS: value => checkFields('DS', value, [number(0xffff), number(255), number(255), hex]),
  TLSA: value => checkFields('TLSA', value, [number(255), number(255), number(255), hex]),
  SSHFP: value => checkFields('SSHFP', value, [number(255), number(255), hex]),
  SVCB: checkService,
  HTTPS: checkService,
  SOA: value => checkFields('SOA', value, [name, name, ...Array(5).fill(number(2 ** 32 - 1))]),
}

function checkName(value: string, code: string): string | undefined {
  return readName(value) === undefined ? `${code} (Value is not a valid domain name)` : undefined
}

function checkText(value: string): string | undefined {
  if (!value.startsWith('"')) return 'InvalidCharacterString (Value should be enclosed in quotation marks)'
  if (!text.test(value)) return 'InvalidCharacterString (Value contains characters that must be escaped)'
  const strings = value.match(/"(?:[^"\\]|\\[0-3][0-7]{2}|\\.)*"/g) ?? []
  const isLong = strings.some(string => string.slice(1, -1).replace(/\\(?:[0-3][0-7]{2}|.)/g, 'x').length > 255)
  return isLong ? 'CharacterStringTooLong (Value is too long)' : undefined
}

function checkService(value: string): string | undefined {
  const [priority = '', target = '', ...parameters] = value.split(' ')
  const isValid = number(0xffff)(priority) && name(target) && parameters.every(one => /^[a-z0-9-]+(=\S+)?$/.test(one))
  return isValid ? undefined : 'SVCBRRDATAIllegal (Value is not valid)'
}

function isNaptr(value: string): boolean {
  const match = /^(\d+) (\d+) "[^"]*" "[^"]*" "(?:[^"\\]|\\.)*" (\S+)$/.exec(value)
  return match !== null && number(0xffff)(match[1]!) && number(0xffff)(match[2]!) && name(match[3]!)
}

type Field = (text: string) => boolean

function checkFields(type: string, value: string, fields: readonly Field[]): string | undefined {
  const parts = value.split(' ')
  const isValid = parts.length === fields.length && fields.every((isField, index) => isField(parts[index]!))
  return isValid ? undefined : `${type}RRDATANotSingleString (Value is not a valid ${type} record)`
}

function number(max: number): Field {
  return part => /^\d{1,10}$/.test(part) && Number(part) <= max
}

function name(part: string): boolean {
  return readName(part) !== undefined
}

function hex(part: string): boolean {
  return /^([\da-f]{2})+$/i.test(part)
}
