import { nameFromWire } from './name-wire.ts'
import { DnsError } from './problem.ts'
import type { Name } from './rrset.ts'

/** Reads big-endian values from `offset` up to `end`, and throws `truncated` rather than read beyond. */
export class WireReader {
  readonly bytes: Uint8Array
  readonly end: number
  offset: number
  /** Whether names may be compressed (RFC 1035 §4.1.4). */
  readonly pointers: boolean

  constructor(bytes: Uint8Array, offset = 0, end = bytes.length, pointers = true) {
    if (offset > end || end > bytes.length) throw truncated()
    this.bytes = bytes
    this.offset = offset
    this.end = end
    this.pointers = pointers
  }

  get remaining(): number {
    return this.end - this.offset
  }

  u8(): number {
    return this.bytes[this.skip(1)]!
  }

  u16(): number {
    const at = this.skip(2)
    return (this.bytes[at]! << 8) | this.bytes[at + 1]!
  }

  u32(): number {
    return this.u16() * 0x10000 + this.u16()
  }

  /** A view, not a copy. */
  take(length: number): Uint8Array {
    const at = this.skip(length)
    return this.bytes.subarray(at, at + length)
  }

  rest(): Uint8Array {
    return this.take(this.remaining)
  }

  name(): Name {
    const { name, end } = nameFromWire(this.bytes, this.offset, this.pointers)
    if (end > this.end) throw truncated()
    this.offset = end
    return name
  }

  /** Moves on and returns the offset there was. */
  skip(length: number): number {
    const at = this.offset
    if (at + length > this.end) throw truncated()
    this.offset = at + length
    return at
  }
}

function truncated(): DnsError {
  return new DnsError('truncated', 'the data end too early')
}
