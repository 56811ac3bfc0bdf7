import { labelToAscii } from './name-idna.ts'

/**
 * A text with every A-label in it (RFC 5890 §2.3.2.1) as the U-label that it stands for, for people to read and to search. What begins
 * with `xn--` and is no A-label stays as it is.
 */
export function withUnicodeLabels(text: string): string {
  return text.includes('xn--') ? text.replaceAll(labels, label => toUnicode(label) ?? label) : text
}

const labels = /(?<![a-z0-9_-])xn--[a-z0-9-]+(?![a-z0-9_-])/g

function toUnicode(label: string): string | undefined {
  const unicode = fromPunycode(label.slice('xn--'.length))
  if (unicode === undefined || !/[^\0-\x7f]/.test(unicode)) return undefined
  try {
    return labelToAscii(unicode, 0) === label ? unicode : undefined
  } catch {
    return undefined
  }
}

/** Punycode's parameters (RFC 3492 §5). */
const base = 36
const [tMin, tMax, skew, damp, initialBias, initialCode] = [1, 26, 38, 700, 72, 128]
const highestCode = 0x10ffff

/** The text that a Punycode string stands for (RFC 3492 §6.2); undefined for what is none. */
function fromPunycode(code: string): string | undefined {
  const delimiter = code.lastIndexOf('-')
  const output = [...code.slice(0, Math.max(0, delimiter))].map(character => character.charCodeAt(0))
  let [point, index, bias] = [initialCode, 0, initialBias]
  for (let at = delimiter + 1; at < code.length; ) {
    const before = index
    for (let weight = 1, k = base; ; k += base) {
      const digit = digitOf(code.charCodeAt(at++))
      if (digit === undefined) return undefined
      index += digit * weight
      const threshold = Math.min(Math.max(k - bias, tMin), tMax)
      if (digit < threshold) break
      weight *= base - threshold
    }
    const length = output.length + 1
    bias = adapt(index - before, length, before === 0)
    point += Math.floor(index / length)
    index %= length
    if (point > highestCode) return undefined
    output.splice(index++, 0, point)
  }
  return output.length === 0 ? undefined : String.fromCodePoint(...output)
}

function digitOf(code: number): number | undefined {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61
  return code >= 0x30 && code <= 0x39 ? code - 0x30 + 26 : undefined
}

/** RFC 3492 §6.1. */
function adapt(delta: number, length: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / damp) : Math.floor(delta / 2)
  rest += Math.floor(rest / length)
  let k = 0
  for (; rest > ((base - tMin) * tMax) / 2; k += base) rest = Math.floor(rest / (base - tMin))
  return k + Math.floor(((base - tMin + 1) * rest) / (rest + skew))
}
