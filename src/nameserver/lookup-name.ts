const maxLabels = 127

/**
 * Mixed into every hash, so that nobody outside can choose names that all fall into one bucket. It differs between threads;
 * hashes never leave one.
 */
const seed = (Math.random() * 0x100000000) | 0

/**
 * A name on its way through the zones: lower-case wire form, where each label starts, and a hash for each of its suffixes
 * (labels 1…n, 2…n, …), so that walking up towards the root costs no second look at the bytes. Made once, filled often.
 */
export class LookupName {
  readonly bytes: Uint8Array = new Uint8Array(256)
  /** Bytes in use, with the root's. */
  length = 1
  /** Labels, without the root. */
  labels = 0
  /** Index of each label's length byte; one more for the root's. */
  readonly starts: Uint8Array = new Uint8Array(maxLabels + 1)
  /** Hash of the suffix that starts with each label; one more for the root. */
  readonly hashes: Int32Array = new Int32Array(maxLabels + 1)

  /** Reads the name at `offset` of a message. Gives the offset behind it, or -1 where no uncompressed name stands there. */
  readFrom(message: Uint8Array, offset: number, end: number): number {
    const { bytes, starts } = this
    let at = offset
    let size = 0
    let labels = 0
    for (;;) {
      if (at >= end) return -1
      const length = message[at]!
      if (length === 0) break
      if (length > 63 || at + length >= end || size + length > 253) return -1
      starts[labels++] = size
      bytes[size++] = length
      at++
      for (const labelEnd = at + length; at < labelEnd; at++) {
        const byte = message[at]!
        bytes[size++] = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
      }
    }
    bytes[size] = 0
    this.#finish(size, labels)
    return at + 1
  }

  /** Takes over a name in lower-case wire form, one byte a character. */
  set(wire: string): void {
    const { bytes, starts } = this
    const size = wire.length - 1
    let labels = 0
    for (let at = 0; at < size; ) {
      starts[labels++] = at
      const length = wire.charCodeAt(at)
      for (const labelEnd = at + length; at <= labelEnd; at++) bytes[at] = wire.charCodeAt(at)
    }
    bytes[size] = 0
    this.#finish(size, labels)
  }

  /** The suffix that starts with a label, one byte a character. */
  suffix(label: number): string {
    let wire = ''
    for (let at = this.starts[label]!; at < this.length; at++) wire += String.fromCharCode(this.bytes[at]!)
    return wire
  }

  /** Whether the suffix that starts with a label is this wire name. */
  suffixEquals(label: number, wire: string): boolean {
    const { bytes } = this
    const start = this.starts[label]!
    const length = this.length - start
    if (wire.length !== length) return false
    for (let index = 0; index < length; index++) {
      if (bytes[start + index] !== wire.charCodeAt(index)) return false
    }
    return true
  }

  #finish(size: number, labels: number): void {
    const { bytes, starts, hashes } = this
    starts[labels] = size
    hashes[labels] = seed
    let end = size
    let hash = seed
    for (let label = labels - 1; label >= 0; label--) {
      const start = starts[label]!
      for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
      hash ^= hash >>> 15
      hashes[label] = hash
      end = start
    }
    this.length = size + 1
    this.labels = labels
  }
}

/** The hash of `*.<suffix>`, from that of the suffix. */
export function wildcardHash(suffixHash: number): number {
  let hash = Math.imul(suffixHash ^ 1, 0x01000193)
  hash = Math.imul(hash ^ 0x2a, 0x01000193)
  return hash ^ (hash >>> 15)
}
