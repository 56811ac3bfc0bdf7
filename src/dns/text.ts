import { bytesOfToken, quoteBytes } from './character-string.ts'
import type { Rdata } from './rrset.ts'
import { tokenize } from './tokens.ts'

/** A character-string's limit (RFC 1035 §3.3). */
const longestString = 255

/** The text of a TXT record: its strings' bytes, one after the other (RFC 7208 §3.3 and all others that use TXT). */
export function textFromRdata(rdata: Rdata): Uint8Array {
  const strings = tokenize(rdata).map(bytesOfToken)
  const text = new Uint8Array(strings.reduce((length, string) => length + string.length, 0))
  let at = 0
  for (const string of strings) {
    text.set(string, at)
    at += string.length
  }
  return text
}

/** A TXT record of these bytes, in strings of 255 bytes and one with what is left; empty text is one empty string. */
export function textToRdata(bytes: Uint8Array): Rdata {
  return splitStrings(bytes).map(quoteBytes).join(' ')
}

/** Parts of 255 bytes and one with what is left; at least one. */
export function splitStrings(bytes: Uint8Array): Uint8Array[] {
  const count = Math.max(1, Math.ceil(bytes.length / longestString))
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * longestString, (index + 1) * longestString))
}
