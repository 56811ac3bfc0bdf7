import { writeNameAt } from './name-wire.ts'
import type { Name } from './rrset.ts'

/** Writes big-endian values into bytes that grow as needed. */
export class WireWriter {
  bytes: Uint8Array
  length = 0

  constructor(capacity = 64) {
    this.bytes = new Uint8Array(capacity)
  }

  u8(value: number): void {
    const at = this.reserve(1)
    this.bytes[at] = value
  }

  u16(value: number): void {
    const at = this.reserve(2)
    this.bytes[at] = value >>> 8
    this.bytes[at + 1] = value
  }

  u32(value: number): void {
    this.u16(value >>> 16)
    this.u16(value & 0xffff)
  }

  write(bytes: ArrayLike<number>): void {
    const at = this.reserve(bytes.length)
    this.bytes.set(bytes, at)
  }

  /** A text of ASCII characters only. */
  ascii(text: string): void {
    const at = this.reserve(text.length)
    for (let index = 0; index < text.length; index++) this.bytes[at + index] = text.charCodeAt(index)
  }

  /** A canonical name, uncompressed. */
  name(name: Name): void {
    const at = this.reserve(name.length + 1)
    this.length = writeNameAt(name, this.bytes, at)
  }

  /** Overwrites what was written at `offset` before, such as a length known only afterwards. */
  setU16(offset: number, value: number): void {
    this.bytes[offset] = value >>> 8
    this.bytes[offset + 1] = value
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }

  /** Makes room and returns the offset of it. */
  reserve(size: number): number {
    const at = this.length
    this.length = at + size
    if (this.length > this.bytes.length) this.grow()
    return at
  }

  private grow(): void {
    const larger = new Uint8Array(Math.max(this.length, this.bytes.length * 2))
    larger.set(this.bytes)
    this.bytes = larger
  }
}
