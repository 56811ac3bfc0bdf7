import { readEscape } from './name-escape.ts'
import type { Name } from './rrset.ts'
import type { WireWriter } from './wire-writer.ts'

/** Remembers where names were written, and points there instead of writing them again (RFC 1035 §4.1.4). */
export interface NameCompressor {
  /** Writes a canonical name, compressed; whatever case it was given in, canonical names are in lower case. */
  write(name: Name): void
  /** Forgets names that begin at this offset or behind. */
  forget(offset: number): void
}

/** A pointer has 14 bits: what is written further behind can't be pointed to. */
const pointerLimit = 0x4000

export function createNameCompressor(wire: WireWriter): NameCompressor {
  const offsets = new Map<Name, number>()
  return {
    write(name) {
      let rest = name
      while (rest !== '.' && rest !== '') {
        const offset = offsets.get(rest)
        if (offset !== undefined) return wire.u16(0xc000 | offset)
        if (wire.length < pointerLimit) offsets.set(rest, wire.length)
        rest = rest.slice(writeFirstLabel(wire, rest))
      }
      wire.u8(0)
    },
    /** A map keeps the order of insertion, so offsets only grow along it. */
    forget(offset) {
      for (const [name, at] of [...offsets].reverse()) {
        if (at < offset) break
        offsets.delete(name)
      }
    },
  }
}

/** Returns the index in `name` behind the label's dot. */
function writeFirstLabel(wire: WireWriter, name: Name): number {
  const lengthAt = wire.reserve(1)
  let index = 0
  for (; name[index] !== '.'; index++) {
    if (name[index] === '\\') {
      const escaped = readEscape(name, index, 0)
      wire.u8(escaped.byte)
      index += escaped.length - 1
    } else wire.u8(name.charCodeAt(index))
  }
  wire.bytes[lengthAt] = wire.length - lengthAt - 1
  return index + 1
}
