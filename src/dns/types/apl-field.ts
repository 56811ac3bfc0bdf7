import { groupsFromBytes, groupsToBytes, ipv4Bytes, ipv4Text, ipv6Text } from '../address.ts'
import { DnsError } from '../problem.ts'
import type { Token } from '../tokens.ts'
import type { WireReader } from '../wire-reader.ts'
import type { WireWriter } from '../wire-writer.ts'
import { readIpv4, readIpv6 } from './address-fields.ts'
import type { Field } from './field.ts'
import { readNumber } from './number-fields.ts'

/** APL's address prefixes (RFC 3123 §4), `[!]family:address/prefix`, with the families 1 (IPv4) and 2 (IPv6). */
export const prefixes: Field = {
  parse: tokens => {
    const texts: string[] = []
    while (!tokens.done) texts.push(prefixText(readPrefix(tokens.word('a prefix'))))
    return texts.join(' ')
  },
  encode: (tokens, writer) => {
    while (!tokens.done) writePrefix(readPrefix(tokens.next('a prefix')), writer)
  },
  decode: reader => {
    const texts: string[] = []
    while (reader.remaining > 0) texts.push(prefixText(decodePrefix(reader)))
    return texts.join(' ')
  },
}

interface Prefix {
  negated: boolean
  family: 1 | 2
  address: Uint8Array
  bits: number
}

function readPrefix(token: Token): Prefix {
  const [, negation, family, address, bits] = /^(!?)([12]):([^/]*)\/(.*)$/.exec(token.text) ?? []
  if (bits === undefined) throw invalid(`[!]1:192.0.2.0/24 or [!]2:2001:db8::/32 was expected`, token.column)
  const part = (text: string): Token => ({ text, quoted: false, column: token.column })
  const bytes = family === '1' ? ipv4Bytes(readIpv4(part(address!))) : groupsToBytes(readIpv6(part(address!)))
  return {
    negated: negation === '!',
    family: family === '1' ? 1 : 2,
    address: Uint8Array.from(bytes),
    bits: readNumber(part(bits), bytes.length * 8, 'the prefix length'),
  }
}

function prefixText({ negated, family, address, bits }: Prefix): string {
  const text = family === 1 ? ipv4Text(address) : ipv6Text(groupsFromBytes(address))
  return `${negated ? '!' : ''}${family}:${text}/${bits}`
}

/** Zero bytes at the address's end are left out. */
function writePrefix({ negated, family, address, bits }: Prefix, writer: WireWriter): void {
  const length = address.findLastIndex(byte => byte !== 0) + 1
  writer.u16(family)
  writer.u8(bits)
  writer.u8(length + (negated ? 128 : 0))
  writer.write(address.subarray(0, length))
}

function decodePrefix(reader: WireReader): Prefix {
  const family = reader.u16()
  const bits = reader.u8()
  const length = reader.u8()
  const size = family === 1 ? 4 : 16
  if ((family !== 1 && family !== 2) || bits > size * 8 || (length & 127) > size) {
    throw invalid('the prefix is none of IPv4 or IPv6')
  }
  const address = new Uint8Array(size)
  address.set(reader.take(length & 127))
  return { negated: length > 127, family, address, bits }
}

function invalid(message: string, column?: number): DnsError {
  return new DnsError('invalid_prefix', message, column)
}
