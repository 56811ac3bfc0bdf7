import { DnsError } from '../problem.ts'
import type { WireReader } from '../wire-reader.ts'
import { ipv4, ipv6 } from './address-fields.ts'
import type { Field } from './field.ts'
import { name } from './name-fields.ts'
import { readNumber, u8 } from './number-fields.ts'

/** No gateway, written `.`, of no bytes. */
const none: Field = {
  parse: tokens => {
    const token = tokens.word('the gateway')
    if (token.text !== '.') throw new DnsError('invalid_gateway', 'a gateway of type 0 is written .', token.column)
    return token.text
  },
  encode: tokens => {
    tokens.next('the gateway')
  },
  decode: () => '.',
}

/** By type (RFC 4025 §2.3, RFC 8777 §4.2.3). */
const gateways = [none, ipv4, ipv6, name('the gateway')]

const algorithm = u8('the algorithm')

/** IPSECKEY's gateway type, algorithm and gateway (RFC 4025 §2). */
export const ipsecGateway: Field = {
  parse: tokens => {
    const type = readNumber(tokens.word('the gateway type'), 3, 'the gateway type')
    return `${type} ${algorithm.parse(tokens)} ${gateways[type]!.parse(tokens)}`
  },
  encode: (tokens, writer) => {
    const type = Number(tokens.next('the gateway type').text)
    writer.u8(type)
    algorithm.encode(tokens, writer)
    gateways[type]!.encode(tokens, writer)
  },
  decode: reader => {
    const type = reader.u8()
    return `${type} ${algorithm.decode(reader)} ${decodeGateway(type, reader)}`
  },
}

/** AMTRELAY's discovery bit, relay type and relay (RFC 8777 §4.2); bit and type share a byte on the wire. */
export const amtRelay: Field = {
  parse: tokens => {
    const optional = readNumber(tokens.word('the discovery bit'), 1, 'the discovery bit')
    const type = readNumber(tokens.word('the relay type'), 3, 'the relay type')
    return `${optional} ${type} ${gateways[type]!.parse(tokens)}`
  },
  encode: (tokens, writer) => {
    const optional = Number(tokens.next('the discovery bit').text)
    const type = Number(tokens.next('the relay type').text)
    writer.u8(optional * 128 + type)
    gateways[type]!.encode(tokens, writer)
  },
  decode: reader => {
    const byte = reader.u8()
    return `${byte >> 7} ${byte & 127} ${decodeGateway(byte & 127, reader)}`
  },
}

function decodeGateway(type: number, reader: WireReader): string {
  const gateway = gateways[type]
  if (gateway === undefined) throw new DnsError('invalid_gateway', `gateway types are 0–3, not ${type}`)
  return gateway.decode(reader)
}
