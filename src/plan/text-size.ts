import type { Rdata } from '../dns/rrset.ts'

/** Bytes of text in TXT rdata (quoted strings, RFC 1035 §3.3.14), without the quotes and the length bytes of the strings. */
export function textSize(rdata: Rdata): number {
  return rdata.match(/\\\d{3}|\\.|[^"\\]|" "/g)?.filter(part => part !== '" "').length ?? 0
}
