import { groupsFromBytes, groupsToBytes, ipv4Bytes, ipv4Text, ipv6Groups, ipv6Text, isIpv4 } from '../address.ts'
import { DnsError } from '../problem.ts'
import type { Token } from '../tokens.ts'
import type { Field } from './field.ts'

/** An IPv4 address: four decimal numbers without leading zeros. */
export const ipv4: Field = {
  parse: tokens => readIpv4(tokens.word('the IPv4 address')),
  encode: (tokens, writer) => writer.write(ipv4Bytes(tokens.next('the IPv4 address').text)),
  decode: reader => ipv4Text(reader.take(4)),
}

/** An IPv6 address, canonically as RFC 5952 writes it. */
export const ipv6: Field = {
  parse: tokens => ipv6Text(readIpv6(tokens.word('the IPv6 address'))),
  encode: (tokens, writer) => writer.write(groupsToBytes(readIpv6(tokens.next('the IPv6 address')))),
  decode: reader => ipv6Text(groupsFromBytes(reader.take(16))),
}

/** Throws `invalid_ipv4_address`. */
export function readIpv4(token: Token): string {
  if (isIpv4(token.text)) return token.text
  throw new DnsError(
    'invalid_ipv4_address',
    `an IPv4 address such as 192.0.2.1 was expected, not “${token.text}”`,
    token.column,
  )
}

/** Throws `invalid_ipv6_address`. */
export function readIpv6(token: Token): number[] {
  const groups = ipv6Groups(token.text)
  if (groups !== undefined) return groups
  throw new DnsError(
    'invalid_ipv6_address',
    `an IPv6 address such as 2001:db8::1 was expected, not “${token.text}”`,
    token.column,
  )
}
