import { LookupName } from './lookup-name.ts'

const highestPointer = 0x3fff
const slots = 512

/**
 * Names in the data of RFC 1035's types may be compressed, those of all later ones mustn't (RFC 3597 §4). By type: how many
 * names, plus sixteen times the bytes before them. Both SOA's and MINFO's stand side by side.
 */
export const compressibleNames: Uint8Array = new Uint8Array(256)
for (const type of [2, 3, 4, 5, 7, 8, 9, 12]) compressibleNames[type] = 1
for (const type of [6, 14]) compressibleNames[type] = 2
compressibleNames[15] = 0x21

/** Writes names, compressed as far as may be (RFC 1035 §4.1.4). Made once; `begin` begins the next message. */
export class NameWriter {
  /** Behind the name written last. */
  end = 0
  readonly #scratch = new LookupName()
  /** Offsets of suffixes written before, by their hash. `#stamps` tells entries of this message from older ones. */
  readonly #offsets = new Uint16Array(slots)
  readonly #stamps = new Uint32Array(slots)
  #stamp = 0

  /** With the name that stands at `offset` of the message already, if there's one. */
  begin(name?: LookupName, offset = 0): void {
    this.#stamp++
    if (name === undefined) return
    for (let label = 0; label < name.labels; label++) this.#remember(name.hashes[label]!, offset + name.starts[label]!)
  }

  /** Writes a name at `at`, behind which nothing has been written. Gives an offset that a pointer to it may have, or 0. */
  write(out: Buffer, at: number, wire: string): number {
    const name = this.#scratch
    name.set(wire)
    let to = at
    for (let label = 0; label < name.labels; label++) {
      const known = this.#findSuffix(out, to, name, label)
      if (known > 0) {
        out[to] = 0xc0 | (known >> 8)
        out[to + 1] = known
        this.end = to + 2
        return label === 0 ? known : at <= highestPointer ? at : 0
      }
      this.#remember(name.hashes[label]!, to)
      const end = name.starts[label + 1]!
      for (let from = name.starts[label]!; from < end; from++) out[to++] = name.bytes[from]!
    }
    out[to] = 0
    this.end = to + 1
    return at <= highestPointer ? at : 0
  }

  #remember(hash: number, offset: number): void {
    if (offset > highestPointer) return
    const slot = hash & (slots - 1)
    if (this.#stamps[slot] === this.#stamp) return
    this.#stamps[slot] = this.#stamp
    this.#offsets[slot] = offset
  }

  /** Where the suffix stands already, or 0. What a slot says is checked: it may be another name's, or a set's taken back. */
  #findSuffix(out: Buffer, length: number, name: LookupName, label: number): number {
    const slot = name.hashes[label]! & (slots - 1)
    if (this.#stamps[slot] !== this.#stamp) return 0
    const offset = this.#offsets[slot]!
    return offset < length && standsAt(out, length, offset, name.bytes, name.starts[label]!) ? offset : 0
  }
}

/** Whether the name that starts with a label at `start` of `bytes` is the one at `offset` of the message. */
function standsAt(out: Buffer, messageLength: number, offset: number, bytes: Uint8Array, start: number): boolean {
  let at = offset
  let index = start
  for (;;) {
    const length = out[at]!
    // Behind the end of what's written stands what earlier messages left there.
    if (at >= messageLength || (length < 0xc0 && at + length >= messageLength)) return false
    if (length >= 0xc0) {
      const target = ((length & 0x3f) << 8) | out[at + 1]!
      if (target >= at) return false
      at = target
      continue
    }
    if (length !== bytes[index]) return false
    if (length === 0) return true
    for (let left = length; left > 0; left--) {
      if (lowerCase(out[++at]!) !== bytes[++index]) return false
    }
    at++
    index++
  }
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
}
