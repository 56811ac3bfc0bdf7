import { DnsError } from '../dns/problem.ts'
import { parseRdata } from '../dns/rdata.ts'
import type { Rdata, RecordType } from '../dns/rrset.ts'
import { textFromRdata, textToRdata } from '../dns/text.ts'

/** Types whose values are plain text in the API. SPF is TXT under another number (RFC 7208 §3.1). */
const textTypes: ReadonlySet<RecordType> = new Set(['TXT', 'SPF'])

/**
 * A value as requests write it, in canonical form: presentation form with names absolute, whether they end in a dot or not;
 * plain text for TXT, or quoted strings, where the whole value is in quotes. Throws DnsError.
 */
export function rdataFromValue(type: RecordType, value: string): Rdata {
  if (textTypes.has(type) && !isQuotedStrings(type, value)) return textToRdata(bytesOfPlainText(type, value))
  return parseRdata(type, value)
}

/**
 * A value as replies write it: presentation form with final dots; TXT as plain text wherever that, sent again, means the same
 * record. Where it doesn't (bytes that aren't UTF-8, control characters, strings that were parted at other places than each
 * 255 bytes, text that is in quotes itself) it comes as quoted strings. So a value that was read can be written, always.
 */
export function valueFromRdata(type: RecordType, rdata: Rdata): string {
  if (!textTypes.has(type)) return rdata
  const text = plainTextOf(rdata)
  return text !== undefined && !isQuotedStrings(type, text) && textToRdata(encode(text)) === rdata ? text : rdata
}

/** Whether the value is one or more strings in quotes, and nothing else. */
function isQuotedStrings(type: RecordType, value: string): boolean {
  if (!/^"(?:[^"\\]|\\.)*"(?:[ \t]+"(?:[^"\\]|\\.)*")*$/su.test(value)) return false
  try {
    parseRdata(type, value)
    return true
  } catch {
    return false
  }
}

function bytesOfPlainText(type: RecordType, value: string): Uint8Array {
  // Half a surrogate pair would silently become another character.
  if (!value.isWellFormed()) throw new DnsError('invalid_character', 'half a surrogate pair is no character')
  const bytes = encode(value)
  if (bytes.length + Math.ceil(bytes.length / 255) <= 0xffff) return bytes
  throw new DnsError(
    'rdata_too_long',
    `a ${type} record holds 65,279 bytes of text at most, and this is ${bytes.length}`,
  )
}

function plainTextOf(rdata: Rdata): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(textFromRdata(rdata))
    return /\p{Cc}/u.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
