import { DnsError } from './problem.ts'

/** BIND writes each number into 128 bytes. */
const widest = 127

/**
 * Puts a number into a `$GENERATE` template: `$` is the number, `${offset[,width[,base]]}` the number plus an offset, padded
 * with zeros to a width, in base `d` `o` `x` `X`, or as nibbles with dots, lowest first, `n` `N` (as ip6.arpa has them).
 * `$$` and escapes stay for whoever reads the text next, who takes both `\$` for a dollar sign.
 *
 * Throws `invalid_generate`.
 */
export function fillTemplate(template: string, number: number, column = 0): string {
  return template.replace(/\\.|\$\$|\$(\{[^}]*\}?)?/gs, (part, modifier: string | undefined, at: number) => {
    if (part === '$$') return '\\$'
    if (part[0] === '\\') return part
    return modifier === undefined ? String(number) : fillModifier(modifier, number, column + at)
  })
}

function fillModifier(modifier: string, number: number, column: number): string {
  const [, offset, width = '0', base = 'd'] =
    /^\{([+-]?\d{1,10})(?:,(\d{1,3})(?:,([doxXnN]))?)?\}$/.exec(modifier) ?? []
  const value = number + Number(offset)
  if (offset === undefined || Number(width) > widest) {
    throw new DnsError('invalid_generate', `\${offset,width,base} was expected, not “$${modifier}”`, column)
  }
  if (value < 0) throw new DnsError('invalid_generate', `${number} with an offset of ${offset} is less than 0`, column)
  if (base === 'n' || base === 'N') return nibbles(value, Number(width), base === 'N')
  const digits = value.toString({ d: 10, o: 8 }[base] ?? 16).padStart(Number(width), '0')
  return base === 'X' ? digits.toUpperCase() : digits
}

/** The width counts the dots too; a dot at its end is kept, as BIND does. */
function nibbles(value: number, width: number, isUpper: boolean): string {
  const digits = [...value.toString(16)].reverse().join('.')
  const padded = digits.length < width ? digits + '.0'.repeat(Math.ceil((width - digits.length) / 2)) : digits
  const text = digits.length < width ? padded.slice(0, width) : digits
  return isUpper ? text.toUpperCase() : text
}
