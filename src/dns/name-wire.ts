import { escapedLabelByte, readEscape } from './name-escape.ts'
import { DnsError } from './problem.ts'
import type { Name } from './rrset.ts'

const dot = 0x2e
const backslash = 0x5c

/** The name uncompressed (RFC 1035 §3.1). The name must be canonical. */
export function nameToWire(name: Name): Uint8Array {
  if (name === '.') return new Uint8Array(1)
  const bytes = new Uint8Array(name.length + 1)
  const end = writeNameAt(name, bytes, 0)
  return end === bytes.length ? bytes : bytes.slice(0, end)
}

/**
 * Writes a canonical name uncompressed at `offset` and returns the offset behind it. `name.length + 1` bytes are always
 * room enough.
 */
export function writeNameAt(name: Name, bytes: Uint8Array, offset: number): number {
  let lengthAt = offset
  let end = offset + 1
  const { length } = name
  if (length > 1) {
    for (let index = 0; index < length; index++) {
      const code = name.charCodeAt(index)
      if (code === dot) {
        bytes[lengthAt] = end - lengthAt - 1
        lengthAt = end++
      } else if (code === backslash) {
        const escaped = readEscape(name, index, 0)
        bytes[end++] = escaped.byte
        index += escaped.length - 1
      } else bytes[end++] = code
    }
  }
  bytes[lengthAt] = 0
  return end
}

/**
 * Reads a name, following compression pointers (RFC 1035 §4.1.4). Every pointer must lead further back than where the run of
 * labels it ends began, so reading ends. `end` is the offset behind the name where it stands.
 *
 * Throws `truncated`, `invalid_label_type`, `invalid_pointer`, `name_too_long`.
 */
export function nameFromWire(bytes: Uint8Array, offset: number, pointers = true): { name: Name; end: number } {
  let name = ''
  let size = 1
  let end = -1
  let runStart = offset
  let at = offset
  for (;;) {
    const length = byteAt(bytes, at++)
    if (length === 0) break
    if (length >= 0xc0) {
      const target = ((length & 0x3f) << 8) | byteAt(bytes, at++)
      if (!pointers || target >= runStart)
        throw new DnsError('invalid_pointer', 'a compression pointer may only lead back')
      if (end < 0) end = at
      at = runStart = target
      continue
    }
    if (length > 63) throw new DnsError('invalid_label_type', 'label types other than 00 and 11 are not in use')
    size += length + 1
    if (size > 255) throw new DnsError('name_too_long', 'a name has 255 bytes at most')
    if (at + length > bytes.length) throw truncated()
    for (const labelEnd = at + length; at < labelEnd; at++) name += escapedLabelByte[bytes[at]!]
    name += '.'
  }
  return { name: name === '' ? '.' : name, end: end < 0 ? at : end }
}

function byteAt(bytes: Uint8Array, offset: number): number {
  const byte = bytes[offset]
  if (byte === undefined) throw truncated()
  return byte
}

function truncated(): DnsError {
  return new DnsError('truncated', 'the data end in the middle of a name')
}
