const comma = 0x2c
const backslash = 0x5c

/** The items of a value-list (RFC 9460 appendix A.1): parted by commas; `\,` and `\\` stand for the characters themselves. */
export function splitList(value: Uint8Array): Uint8Array[] {
  const items: number[][] = [[]]
  for (let index = 0; index < value.length; index++) {
    const byte = value[index]!
    if (byte === comma) items.push([])
    else if (byte === backslash && index + 1 < value.length) items.at(-1)!.push(value[++index]!)
    else items.at(-1)!.push(byte)
  }
  return items.map(item => Uint8Array.from(item))
}

export function writeList(items: readonly Uint8Array[]): Uint8Array {
  const value: number[] = []
  for (const [index, item] of items.entries()) {
    if (index > 0) value.push(comma)
    for (const byte of item) {
      if (byte === comma || byte === backslash) value.push(backslash)
      value.push(byte)
    }
  }
  return Uint8Array.from(value)
}
