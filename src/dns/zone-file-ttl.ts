import { DnsError } from './problem.ts'

/** RFC 2181 §8 */
export const longestTtl = 0x7fffffff

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, '': 1 }

/** Seconds, as a number or with units (`1h30m`, as BIND has always allowed). Throws `invalid_ttl` with `column`. */
export function parseTtl(text: string, column = 0): number {
  const seconds = /^\d+$/.test(text) ? Number(text) : sumOfUnits(text)
  if (seconds <= longestTtl) return seconds
  const message = `a TTL must be 0–${longestTtl} seconds, as a number or with units as in 1h30m, not “${text}”`
  throw new DnsError('invalid_ttl', message, column)
}

/** NaN for what isn't numbers with units. */
function sumOfUnits(text: string): number {
  if (!/^(\d+[smhdw])+\d*$/i.test(text)) return Number.NaN
  let sum = 0
  for (const [, count, unit] of text.toLowerCase().matchAll(/(\d+)([smhdw]?)/g))
    sum += Number(count) * secondsOf[unit!]!
  return sum
}
