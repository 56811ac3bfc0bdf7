import { decimalEscape, readEscape } from './name-escape.ts'
import { DnsError } from './problem.ts'
import type { Token } from './tokens.ts'

const encoder = new TextEncoder()

/** Every byte as it stands inside quotes in canonical text. */
const quotedByte: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  if (byte < 0x20 || byte > 0x7e) return decimalEscape(byte)
  return byte === 0x22 || byte === 0x5c ? `\\${String.fromCharCode(byte)}` : String.fromCharCode(byte)
})

/** Bytes in quotes: `"` and `\` as `\"` and `\\`, what isn't printable ASCII as `\DDD`. */
export function quoteBytes(bytes: Uint8Array): string {
  let text = '"'
  for (const byte of bytes) text += quotedByte[byte]
  return `${text}"`
}

/** Whether the text means itself, inside quotes and as bytes. */
export function isPlainText(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) return false
  }
  return true
}

/**
 * The bytes of a word or quoted string (RFC 1035 §5.1), characters beyond ASCII as UTF-8. Throws `invalid_escape`,
 * `invalid_character` (NUL, half a surrogate pair), `unexpected_quotes` (in the middle of a word).
 */
export function bytesOfToken(token: Token): Uint8Array {
  return bytesOfText(token.text, token.quoted, token.column + (token.quoted ? 1 : 0))
}

/** As `bytesOfToken`, for a part of a token; `column` is that of its first character. */
export function bytesOfText(text: string, quoted: boolean, column: number): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (let index = 0; index < text.length; ) {
    const code = text.charCodeAt(index)
    if (code === 0x5c) {
      const escaped = readEscape(text, index, column)
      bytes[length++] = escaped.byte
      index += escaped.length
    } else if (code < 0x80) {
      if (code === 0 || (code === 0x22 && !quoted)) throw unwelcome(code, column + index)
      bytes[length++] = code
      index++
    } else {
      const run = beyondAscii(text, index)
      if (!run.isWellFormed()) throw unwelcome(code, column + index)
      length += encoder.encodeInto(run, bytes.subarray(length)).written
      index += run.length
    }
  }
  return bytes.slice(0, length)
}

function beyondAscii(text: string, start: number): string {
  let end = start
  while (text.charCodeAt(end) >= 0x80) end++
  return text.slice(start, end)
}

function unwelcome(code: number, column: number): DnsError {
  if (code === 0x22) return new DnsError('unexpected_quotes', 'a quote inside a word must be written \\"', column)
  return new DnsError('invalid_character', `the character with code ${code} must be written as bytes, \\DDD`, column)
}
