import { DnsError } from './problem.ts'

/** A label's byte as canonical text (see `Name`), by byte value; capital letters come out small. */
export const escapedLabelByte: readonly string[] = Array.from({ length: 256 }, (_, byte) => escapeLabelByte(byte))

function escapeLabelByte(byte: number): string {
  const character = String.fromCharCode(byte)
  if (byte < 0x21 || byte > 0x7e) return decimalEscape(byte)
  return '.\\"();@$'.includes(character) ? `\\${character}` : character.toLowerCase()
}

/** `\DDD` (RFC 1035 §5.1). */
export function decimalEscape(byte: number): string {
  return `\\${String(byte).padStart(3, '0')}`
}

/**
 * The byte an escape stands for, `at` being the index of its backslash in `text`: `\DDD`, or `\X` for X itself (RFC 1035
 * §5.1). Throws `invalid_escape`; `column` is that of the text's first character.
 */
export function readEscape(text: string, at: number, column: number): { byte: number; length: 2 | 4 } {
  const code = text.charCodeAt(at + 1)
  if (code >= 0x30 && code <= 0x39) return readDecimalEscape(text, at, column)
  if (code >= 0x20 && code <= 0x7e) return { byte: code, length: 2 }
  throw new DnsError('invalid_escape', 'a backslash must be followed by a character or three digits', column + at)
}

function readDecimalEscape(text: string, at: number, column: number): { byte: number; length: 4 } {
  const digits = text.slice(at + 1, at + 4)
  const byte = /^\d{3}$/.test(digits) ? Number(digits) : 256
  if (byte > 255)
    throw new DnsError('invalid_escape', `\\${digits} is no byte: \\000 to \\255 was expected`, column + at)
  return { byte, length: 4 }
}
