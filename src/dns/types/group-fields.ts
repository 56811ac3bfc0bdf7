import { groupsFromBytes, groupsToBytes } from '../address.ts'
import { hexBytes, hexText } from '../encodings.ts'
import { DnsError } from '../problem.ts'
import type { Token } from '../tokens.ts'
import type { Field } from './field.ts'

/** So many bytes as pairs of hex digits with hyphens between them (RFC 7043 §3.2, §4.2). */
export function hyphenatedBytes(label: string, size: number): Field {
  const pattern = new RegExp(`^[0-9a-f]{2}(-[0-9a-f]{2}){${size - 1}}$`)
  return {
    parse: tokens => matching(tokens.word(label), pattern, label),
    encode: (tokens, writer) => writer.write(hexBytes(tokens.next(label).text.replaceAll('-', ''))!),
    decode: reader => hexText(reader.take(size)).match(/../g)!.join('-'),
  }
}

/** Eight bytes as four groups of four hex digits (RFC 6742 §2.1.1, §2.3.1). */
export function fourGroups(label: string): Field {
  return {
    parse: tokens => padded(matching(tokens.word(label), /^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){3}$/, label).split(':')),
    encode: (tokens, writer) => {
      const groups = tokens.next(label).text.split(':')
      writer.write(groupsToBytes(groups.map(group => Number.parseInt(group, 16))))
    },
    decode: reader => padded(groupsFromBytes(reader.take(8)).map(group => group.toString(16))),
  }
}

/** `0x` and hex digits up to the end, among which dots may stand (RFC 1706 §7). */
export const nsapAddress: Field = {
  parse: tokens => {
    const token = tokens.word('the NSAP address')
    return matching({ ...token, text: token.text.replaceAll('.', '') }, /^0x([0-9a-f]{2})+$/, 'the NSAP address')
  },
  encode: (tokens, writer) => writer.write(hexBytes(tokens.next('the NSAP address').text.slice(2))!),
  decode: reader => {
    if (reader.remaining === 0) throw new DnsError('truncated', 'the NSAP address is missing')
    return `0x${hexText(reader.rest())}`
  },
}

function padded(groups: readonly string[]): string {
  return groups.map(group => group.padStart(4, '0')).join(':')
}

function matching(token: Token, pattern: RegExp, label: string): string {
  const text = token.text.toLowerCase()
  if (pattern.test(text)) return text
  throw new DnsError('invalid_hex', `${label} can't be “${token.text}”`, token.column)
}
