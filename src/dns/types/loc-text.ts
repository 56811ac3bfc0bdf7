import { DnsError } from '../problem.ts'
import type { TokenCursor } from '../token-cursor.ts'
import type { Token } from '../tokens.ts'
import type { Location } from './location.ts'

/** Defaults and limits in centimetres (RFC 1876 §2, §3). */
const defaults = { size: 100, horizontal: 1_000_000, vertical: 1_000 }
const lowest = -10_000_000
const highest = 0xffffffff - 10_000_000
const largest = 9_000_000_000

/** `d [m [s]] N|S d [m [s]] E|W altitude [size [horizontal [vertical]]]`. Throws `invalid_location`. */
export function readLocation(tokens: TokenCursor): Location {
  return {
    latitude: readAngle(tokens, 90, 'N', 'S'),
    longitude: readAngle(tokens, 180, 'E', 'W'),
    altitude: readLength(tokens.word('the altitude'), lowest, highest),
    size: tokens.done ? defaults.size : readPrecision(tokens),
    horizontal: tokens.done ? defaults.horizontal : readPrecision(tokens),
    vertical: tokens.done ? defaults.vertical : readPrecision(tokens),
  }
}

function readAngle(tokens: TokenCursor, maxDegrees: number, positive: string, negative: string): number {
  const what = `an angle such as 52 14 05.3 ${positive}`
  const first = tokens.peek()
  const units = [3_600_000, 60_000, 1000]
  let value = 0
  for (;;) {
    const token = tokens.word(what)
    const direction = token.text.toUpperCase()
    if (units.length < 3 && (direction === positive || direction === negative)) {
      if (value > maxDegrees * 3_600_000) throw invalid(`at most ${maxDegrees} degrees`, first ?? token)
      return direction === negative ? -value || 0 : value
    }
    value += readAnglePart(token, units.shift(), what)
  }
}

function readAnglePart(token: Token, unit: number | undefined, what: string): number {
  const pattern = unit === 1000 ? /^\d{1,2}(\.\d{1,3})?$/ : /^\d{1,3}$/
  const part = Number(token.text)
  if (unit === undefined || !pattern.test(token.text) || (unit < 3_600_000 && part >= 60)) throw invalid(what, token)
  return Math.round(part * unit)
}

function readLength(token: Token, min: number, max: number): number {
  const [, sign, metres, decimals = ''] = /^(-?)(\d{1,8})(?:\.(\d{1,2}))?m?$/i.exec(token.text) ?? []
  if (metres === undefined) throw invalid('a length in metres such as 10.00m', token)
  const size = Number(metres) * 100 + Number(decimals.padEnd(2, '0'))
  const value = sign === '-' ? -size || 0 : size
  if (value < min || value > max) throw invalid(`a length of ${min / 100}–${max / 100} metres`, token)
  return value
}

/** Only the first digit can be stored; the others are dropped, as the code in RFC 1876 appendix A does. */
function readPrecision(tokens: TokenCursor): number {
  const value = readLength(tokens.word('a size'), 0, largest)
  const unit = 10 ** Math.max(0, String(value).length - 1)
  return Math.floor(value / unit) * unit
}

function invalid(expected: string, token: Token): DnsError {
  return new DnsError('invalid_location', `${expected} was expected, not “${token.text}”`, token.column)
}
