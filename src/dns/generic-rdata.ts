import { hexBytes, hexText } from './encodings.ts'
import { DnsError } from './problem.ts'
import type { Rdata } from './rrset.ts'
import type { Token } from './tokens.ts'

/** Data of unknown types, `\# length hex` (RFC 3597 §5). */

export function isGeneric(tokens: readonly Token[]): boolean {
  return tokens[0]?.text === '\\#' && !tokens[0].quoted
}

/** Throws `invalid_generic_rdata`. White space among the hex digits is dropped. */
export function readGeneric(tokens: readonly Token[]): Uint8Array {
  const [first, length] = tokens
  if (!isGeneric(tokens) || !/^\d{1,5}$/.test(length?.text ?? '') || Number(length!.text) > 0xffff) {
    throw invalid('data of this type are written \\# length hex', length ?? first)
  }
  const words = tokens.slice(2)
  const bytes = words.some(word => word.quoted) ? undefined : hexBytes(words.map(word => word.text).join(''))
  if (bytes === undefined) throw invalid('pairs of hex digits were expected', words[0])
  if (bytes.length !== Number(length!.text)) {
    throw invalid(`${length!.text} bytes were announced, and there are ${bytes.length}`, length)
  }
  return bytes
}

export function decodeGeneric(bytes: Uint8Array): Rdata {
  return bytes.length === 0 ? '\\# 0' : `\\# ${bytes.length} ${hexText(bytes)}`
}

function invalid(message: string, token: Token | undefined): DnsError {
  return new DnsError('invalid_generic_rdata', message, token?.column ?? 0)
}
