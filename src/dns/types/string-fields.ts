import { bytesOfToken, isPlainText, quoteBytes } from '../character-string.ts'
import { DnsError } from '../problem.ts'
import { splitStrings } from '../text.ts'
import type { Token } from '../tokens.ts'
import type { WireReader } from '../wire-reader.ts'
import type { WireWriter } from '../wire-writer.ts'
import type { Field } from './field.ts'

/** A character-string of 0–255 bytes (RFC 1035 §3.3), canonically in quotes. */
export function characterString(label: string): Field {
  return {
    parse: tokens => canonicalString(tokens.next(label)),
    encode: (tokens, writer) => writeString(tokens.next(label), writer),
    decode: readString,
  }
}

/** A character-string that may be missing at the end. */
export function optionalString(label: string): Field {
  const string = characterString(label)
  return {
    parse: tokens => (tokens.done ? '' : string.parse(tokens)),
    encode: (tokens, writer) => (tokens.done ? undefined : string.encode(tokens, writer)),
    decode: reader => (reader.remaining === 0 ? '' : readString(reader)),
  }
}

/**
 * One or more character-strings up to the end. Where one begins and ends is kept; one of more than 255 bytes is taken as
 * several, as it could not be stored otherwise.
 */
export function characterStrings(label: string): Field {
  return {
    parse: tokens => {
      let text = splitString(tokens.next(label))
      while (!tokens.done) text += ` ${splitString(tokens.next(label))}`
      return text
    },
    encode: (tokens, writer) => {
      while (!tokens.done) writeString(tokens.next(label), writer)
    },
    decode: reader => {
      let text = readString(reader)
      while (reader.remaining > 0) text += ` ${readString(reader)}`
      return text
    },
  }
}

/** Text of any length up to the end, without a length of its own (as URI's target), canonically in quotes. */
export function restString(label: string): Field {
  return {
    parse: tokens => quoteBytes(bytesOfToken(tokens.next(label))),
    encode: (tokens, writer) => writer.write(bytesOfToken(tokens.next(label))),
    decode: reader => quoteBytes(reader.rest()),
  }
}

function canonicalString(token: Token): string {
  if (token.text.length < 256 && isPlainText(token.text)) return `"${token.text}"`
  const bytes = bytesOfToken(token)
  if (bytes.length <= 255) return quoteBytes(bytes)
  throw new DnsError(
    'string_too_long',
    `a string has 255 bytes at most, and this one has ${bytes.length}`,
    token.column,
  )
}

function splitString(token: Token): string {
  if (token.text.length < 256 && isPlainText(token.text)) return `"${token.text}"`
  return splitStrings(bytesOfToken(token)).map(quoteBytes).join(' ')
}

function writeString(token: Token, writer: WireWriter): void {
  if (isPlainText(token.text)) {
    writer.u8(token.text.length)
    writer.ascii(token.text)
    return
  }
  const bytes = bytesOfToken(token)
  writer.u8(bytes.length)
  writer.write(bytes)
}

function readString(reader: WireReader): string {
  return quoteBytes(reader.take(reader.u8()))
}
