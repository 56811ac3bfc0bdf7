import type { Field } from './field.ts'
import { readNumber } from './number-fields.ts'
import { bitsOf } from './type-fields.ts'

/** WKS's ports (RFC 1035 §3.4.2) as numbers up to the end; a bitmap on the wire. */
export const ports: Field = {
  parse: tokens => {
    const all = new Set<number>()
    while (!tokens.done) all.add(readNumber(tokens.word('a port'), 0xffff, 'a port'))
    return [...all].sort((a, b) => a - b).join(' ')
  },
  encode: (tokens, writer) => {
    const all: number[] = []
    while (!tokens.done) all.push(Number(tokens.next('a port').text))
    const bitmap = new Uint8Array(all.length === 0 ? 0 : (Math.max(...all) >> 3) + 1)
    for (const port of all) bitmap[port >> 3]! |= 0x80 >> (port & 7)
    writer.write(bitmap)
  },
  decode: reader => bitsOf(reader.take(Math.min(reader.remaining, 8192))).join(' '),
}
