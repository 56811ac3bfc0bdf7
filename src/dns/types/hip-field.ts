import { DnsError } from '../problem.ts'
import { base64Encoding, hexEncoding, readEncoded } from './binary-fields.ts'
import type { Field } from './field.ts'
import { u8 } from './number-fields.ts'

const algorithm = u8('the algorithm')

/** HIP's algorithm, host identity tag and public key (RFC 8005 §5); on the wire the lengths of both stand in front. */
export const hostIdentity: Field = {
  parse: tokens => {
    const number = algorithm.parse(tokens)
    const tag = tokens.word('the host identity tag')
    const key = tokens.word('the public key')
    const tagBytes = readEncoded(tag.text, hexEncoding, 'the host identity tag', tag.column)
    const keyBytes = readEncoded(key.text, base64Encoding, 'the public key', key.column)
    return identityText(number, tagBytes, keyBytes)
  },
  encode: (tokens, writer) => {
    const number = Number(tokens.next('the algorithm').text)
    const tag = readEncoded(tokens.next('the host identity tag').text, hexEncoding, 'the host identity tag', 0)
    const key = readEncoded(tokens.next('the public key').text, base64Encoding, 'the public key', 0)
    writer.u8(tag.length)
    writer.u8(number)
    writer.u16(key.length)
    writer.write(tag)
    writer.write(key)
  },
  decode: reader => {
    const tagLength = reader.u8()
    const number = reader.u8()
    const keyLength = reader.u16()
    return identityText(String(number), reader.take(tagLength), reader.take(keyLength))
  },
}

/** Lengths must fit a byte and two, and neither part may be empty: there would be nothing to write in its place. */
function identityText(algorithm: string, tag: Uint8Array, key: Uint8Array): string {
  if (tag.length < 1 || tag.length > 255 || key.length < 1 || key.length > 0xffff) {
    throw new DnsError('invalid_host_identity', 'the tag has 1–255 bytes, the key 1–65535')
  }
  return `${algorithm} ${hexEncoding.write(tag)} ${base64Encoding.write(key)}`
}
