import { base32HexBytes, base32HexText, base64Bytes, base64Text, hexBytes, hexText } from '../encodings.ts'
import { DnsError } from '../problem.ts'
import type { TokenCursor } from '../token-cursor.ts'
import type { Field } from './field.ts'

/** A way to write bytes. */
interface Encoding {
  code: string
  name: string
  read(text: string): Uint8Array | undefined
  write(bytes: Uint8Array): string
}

export const hexEncoding: Encoding = {
  code: 'invalid_hex',
  name: 'pairs of hex digits',
  read: hexBytes,
  write: hexText,
}
export const base64Encoding: Encoding = {
  code: 'invalid_base64',
  name: 'base64 with its padding',
  read: base64Bytes,
  write: base64Text,
}
const base32HexEncoding: Encoding = {
  code: 'invalid_base32hex',
  name: 'base32hex without padding',
  read: base32HexBytes,
  write: base32HexText,
}
/** RFC 5155 §3.3: a salt of no bytes is written `-`. */
const saltEncoding: Encoding = {
  code: 'invalid_hex',
  name: 'pairs of hex digits or -',
  read: text => (text === '-' ? new Uint8Array() : text === '' ? undefined : hexBytes(text)),
  write: bytes => (bytes.length === 0 ? '-' : hexText(bytes)),
}

/** Hex digits up to the end, at least two; white space among them is dropped. */
export function hex(label: string): Field {
  return rest(hexEncoding, label)
}

/** Base64 up to the end, at least a byte; white space in it is dropped. */
export function base64(label: string): Field {
  return rest(base64Encoding, label)
}

/** As `base64`, or nothing. */
export function optionalBase64(label: string): Field {
  const field = rest(base64Encoding, label)
  return {
    parse: tokens => (tokens.done ? '' : field.parse(tokens)),
    encode: (tokens, writer) => (tokens.done ? undefined : field.encode(tokens, writer)),
    decode: reader => (reader.remaining === 0 ? '' : field.decode(reader)),
  }
}

/** NSEC3's salt, a byte of length before it on the wire. */
export function salt(label: string): Field {
  return counted(saltEncoding, label)
}

/** NSEC3's next hashed owner name, a byte of length before it on the wire. */
export function hash(label: string): Field {
  return counted(base32HexEncoding, label)
}

/** The bytes a word stands for. Throws the encoding's error. */
export function readEncoded(text: string, encoding: Encoding, label: string, column: number): Uint8Array {
  const bytes = encoding.read(text)
  if (bytes === undefined) throw new DnsError(encoding.code, `${label} must be ${encoding.name}`, column)
  return bytes
}

function rest(encoding: Encoding, label: string): Field {
  return {
    parse: tokens => {
      const column = tokens.peek()?.column ?? 0
      const bytes = readEncoded(joinedWords(tokens, label), encoding, label, column)
      if (bytes.length === 0) throw new DnsError('missing_field', `${label} is missing`, column)
      return encoding.write(bytes)
    },
    encode: (tokens, writer) => writer.write(readEncoded(joinedWords(tokens, label), encoding, label, 0)),
    decode: reader => {
      if (reader.remaining === 0) throw new DnsError('truncated', `${label} is missing`)
      return encoding.write(reader.rest())
    },
  }
}

function joinedWords(tokens: TokenCursor, label: string): string {
  let text = tokens.word(label).text
  while (!tokens.done) text += tokens.word(label).text
  return text
}

function counted(encoding: Encoding, label: string): Field {
  return {
    parse: tokens => {
      const token = tokens.word(label)
      const bytes = readEncoded(token.text, encoding, label, token.column)
      if (bytes.length > 255) throw new DnsError('string_too_long', `${label} has 255 bytes at most`, token.column)
      return written(encoding, bytes, label)
    },
    encode: (tokens, writer) => {
      const bytes = readEncoded(tokens.next(label).text, encoding, label, 0)
      writer.u8(bytes.length)
      writer.write(bytes)
    },
    decode: reader => written(encoding, reader.take(reader.u8()), label),
  }
}

/** A field must not vanish from the text. */
function written(encoding: Encoding, bytes: Uint8Array, label: string): string {
  const text = encoding.write(bytes)
  if (text === '') throw new DnsError('missing_field', `${label} is empty`)
  return text
}
