import { bytesOfText } from '../../dns/character-string.ts'
import { labelsOf, parseName } from '../../dns/name.ts'
import { decimalEscape } from '../../dns/name-escape.ts'
import type { Name } from '../../dns/rrset.ts'

/**
 * A name as Route 53 gives it back: all but letters, digits, `-` and `_` as a backslash and three *octal* digits, `*` among them
 * ("DNS domain name format" in its developer guide).
 */
export function toServiceName(name: Name): string {
  if (/^[a-z0-9_.-]+$/.test(name)) return name
  return `${labelsOf(name).map(toServiceLabel).join('.')}.`
}

function toServiceLabel(label: string): string {
  let text = ''
  for (const byte of bytesOfText(label, false, 0)) text += isPlain(byte) ? String.fromCharCode(byte) : octalEscape(byte)
  return text
}

function isPlain(byte: number): boolean {
  return /[a-z0-9_-]/.test(String.fromCharCode(byte))
}

/** Any name of an answer, with or without its final dot. Throws DnsError. */
export function fromServiceName(text: string): Name {
  if (/^[a-z0-9_.-]+\.$/.test(text)) return text
  return parseName(octalToDecimal(text).replace(/\\.|[()";@$]/gs, sign => (sign.length === 1 ? `\\${sign}` : sign)))
}

/** `\ooo`. */
export function octalEscape(byte: number): string {
  return `\\${byte.toString(8).padStart(3, '0')}`
}

/** Text with Route 53's octal escapes as one with the decimal ones of master files; a backslash and another character stay. */
export function octalToDecimal(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\([0-3][0-7]{2}|.)/gs, (found, digits) =>
    digits.length === 3 ? decimalEscape(Number.parseInt(digits, 8)) : found,
  )
}

/** The other way. */
export function decimalToOctal(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(\d{3}|.)/gs, (found, digits) => (digits.length === 3 ? octalEscape(Number(digits)) : found))
}
