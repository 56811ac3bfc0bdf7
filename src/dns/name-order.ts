import { readEscape } from './name-escape.ts'
import { labelsOf } from './name-labels.ts'
import type { Name } from './rrset.ts'

/**
 * Canonical order of names (RFC 4034 §6.1): negative, zero or positive as `a` comes before, with or after `b`. Makes both keys
 * each time: to sort many names make each one's key once.
 */
export function compareNames(a: Name, b: Name): number {
  if (a === b) return 0
  return nameSortKey(a) < nameSortKey(b) ? -1 : 1
}

/**
 * A key in printable ASCII whose plain byte order is the canonical order of names (RFC 4034 §6.1), for databases and `sort()`.
 *
 * Labels stand from the root downward, parted by `!`. Bytes up to `#` are `#` and two hex digits, bytes from `~` on are `~` and
 * two hex digits, all others themselves: so `!` comes before every byte, and bytes keep their order. The root's key is empty.
 * The names below a name with key `k` are those with keys from `k + '!'` up to, but without, `k + '"'`.
 */
export function nameSortKey(name: Name): string {
  const plain = !/[\\!#~"]/.test(name)
  const labels = plain ? name.slice(0, -1).split('.') : labelsOf(name).map(sortKeyOfLabel)
  return labels.reverse().join('!')
}

function sortKeyOfLabel(label: string): string {
  let key = ''
  for (let index = 0; index < label.length; index++) {
    if (label[index] === '\\') {
      const escaped = readEscape(label, index, 0)
      key += sortKeyOfByte(escaped.byte)
      index += escaped.length - 1
    } else key += sortKeyOfByte(label.charCodeAt(index))
  }
  return key
}

function sortKeyOfByte(byte: number): string {
  if (byte > 0x23 && byte < 0x7e) return String.fromCharCode(byte)
  return (byte <= 0x23 ? '#' : '~') + byte.toString(16).padStart(2, '0')
}
