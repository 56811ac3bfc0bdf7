import { DnsError } from '../problem.ts'
import type { Token } from '../tokens.ts'
import type { Field } from './field.ts'
import { readNumber } from './number-fields.ts'

/** A moment as `YYYYMMDDHHmmSS` in UTC, or seconds since 1970 (RFC 4034 §3.2); canonically the former. 1970–2106. */
export function time(label: string): Field {
  return {
    parse: tokens => timeText(readTime(tokens.word(label), label)),
    encode: (tokens, writer) => writer.u32(readTime(tokens.next(label), label)),
    decode: reader => timeText(reader.u32()),
  }
}

function readTime(token: Token, label: string): number {
  if (token.text.length !== 14) return readNumber(token, 0xffffffff, label)
  const iso = token.text.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z')
  const seconds = Date.parse(iso) / 1000
  if (seconds >= 0 && seconds <= 0xffffffff && timeText(seconds) === token.text) return seconds
  throw new DnsError('invalid_time', `${label} must be a moment YYYYMMDDHHmmSS, not “${token.text}”`, token.column)
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace(/[-:T]/g, '')
}
