import { escapedLabelByte, readEscape } from './name-escape.ts'
import { labelToAscii } from './name-idna.ts'
import { nameToWire } from './name-wire.ts'
import { DnsError } from './problem.ts'
import type { Name } from './rrset.ts'

export {
  isHostname,
  isWildcard,
  isWithin,
  labelsOf,
  nameWithoutFinalDot,
  parentOf,
  relativeName,
} from './name-labels.ts'
export { compareNames, nameSortKey } from './name-order.ts'
export { nameFromWire, nameToWire } from './name-wire.ts'

const dot = 0x2e

/** By ASCII code: 1 for characters that stand for themselves in a canonical name, 2 for capital letters, 0 for all others. */
const plainness = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 0x41 && code <= 0x5a) return 2
  return escapedLabelByte[code]!.length === 1 ? 1 : 0
})

/**
 * Reads a domain name (RFC 1035 §5.1) into its canonical form: absolute, relative to `origin`, or `@` for the origin itself.
 * Without an origin a name without the final dot is taken as absolute. Labels with characters beyond ASCII become A-labels.
 *
 * Throws `empty_name`, `empty_label`, `label_too_long` (63 bytes), `name_too_long` (255 bytes on the wire), `invalid_escape`,
 * `invalid_name_character`, `invalid_idn`, `no_origin`. `column` is that of the first character, for the errors.
 */
export function parseName(text: string, origin?: Name, column = 0): Name {
  return plainName(text, origin) ?? anyName(text, origin, column)
}

/** The way of nearly all names: nothing to escape or convert. Undefined for all others, wrong ones among them. */
function plainName(text: string, origin: Name | undefined): Name | undefined {
  const { length } = text
  let labelStart = 0
  let capital = false
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code === dot) {
      if (index === labelStart || index - labelStart > 63) return undefined
      labelStart = index + 1
    } else if (plainness[code] !== 1) {
      if (plainness[code] !== 2) return undefined
      capital = true
    }
  }
  if (length === 0 || length - labelStart > 63) return undefined
  const name = absolute(capital ? text.toLowerCase() : text, labelStart === length, origin)
  return name.length < 255 ? name : undefined
}

function absolute(text: string, hasFinalDot: boolean, origin: Name = '.'): Name {
  if (hasFinalDot) return text
  return origin === '.' ? `${text}.` : `${text}.${origin}`
}

function anyName(text: string, origin: Name | undefined, column: number): Name {
  if (text === '.') return text
  if (text === '') throw new DnsError('empty_name', 'a name was expected', column)
  if (text === '@') return originOf(origin, column)
  const { labels, hasFinalDot } = splitLabels(text, column)
  const name = absolute(labels.join('.') + (hasFinalDot ? '.' : ''), hasFinalDot, origin)
  if (nameToWire(name).length > 255) throw new DnsError('name_too_long', 'a name has 255 bytes at most', column)
  return name
}

function originOf(origin: Name | undefined, column: number): Name {
  if (origin === undefined) throw new DnsError('no_origin', '@ stands for the origin, and there is none here', column)
  return origin
}

/** The labels in canonical text. UTS #46 takes the full stops of ideographic scripts as dots. */
function splitLabels(text: string, column: number): { labels: string[]; hasFinalDot: boolean } {
  const raw = text.match(/(?:[^.\u3002\uff0e\uff61\\]|\\\d{3}|\\.?)+|[.\u3002\uff0e\uff61]/gsu) ?? []
  const labels: string[] = []
  let at = column
  let expectsLabel = true
  for (const part of raw) {
    const isDot = /^[.\u3002\uff0e\uff61]$/u.test(part)
    if (isDot && expectsLabel) throw new DnsError('empty_label', 'a label is empty', at)
    if (!isDot) labels.push(canonicalLabel(part, at))
    expectsLabel = isDot
    at += part.length
  }
  return { labels, hasFinalDot: expectsLabel }
}

function canonicalLabel(raw: string, column: number): string {
  const ascii = /^[\0-\x7f]*$/.test(raw) ? raw : labelToAscii(raw, column)
  let label = ''
  let size = 0
  for (let index = 0; index < ascii.length; size++) {
    const code = ascii.charCodeAt(index)
    if (code === 0x5c) {
      const escaped = readEscape(ascii, index, column)
      label += escapedLabelByte[escaped.byte]
      index += escaped.length
    } else {
      label += plainCharacter(code, column + index)
      index++
    }
  }
  if (size > 63) throw new DnsError('label_too_long', `a label has 63 bytes at most, and this one has ${size}`, column)
  return label
}

/** `$` has a meaning only where a line begins; the others that are escaped in canonical form must be escaped when given. */
function plainCharacter(code: number, column: number): string {
  const text = escapedLabelByte[code]!
  if (text.length === 1 || text === '\\$') return text
  throw new DnsError('invalid_name_character', nameCharacterMessage(code), column)
}

function nameCharacterMessage(code: number): string {
  if (code === 0x40) return 'an @ inside a name: mail addresses are written with a dot instead, other names with \\@'
  const character = code > 0x20 && code < 0x7f ? `“${String.fromCharCode(code)}”` : `the character with code ${code}`
  return `${character} must be escaped inside a name`
}
