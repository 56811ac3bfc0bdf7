import { DnsError } from '../problem.ts'
import { typeCode, typeFromCode } from '../record-types.ts'
import type { Token } from '../tokens.ts'
import type { WireReader } from '../wire-reader.ts'
import type { WireWriter } from '../wire-writer.ts'
import type { Field } from './field.ts'

/** A record type's mnemonic. */
export function recordType(label: string): Field {
  return {
    parse: tokens => typeFromCode(readType(tokens.word(label))),
    encode: (tokens, writer) => writer.u16(readType(tokens.next(label))),
    decode: reader => typeFromCode(reader.u16()),
  }
}

/** A set of record types up to the end, canonically by number; on the wire in windows of 256 (RFC 4034 §4.1.2). */
export const typeBitmap: Field = {
  parse: tokens => {
    const codes = new Set<number>()
    while (!tokens.done) codes.add(readType(tokens.word('a record type')))
    return typesText(codes)
  },
  encode: (tokens, writer) => {
    const codes: number[] = []
    while (!tokens.done) codes.push(readType(tokens.next('a record type')))
    writeWindows(codes, writer)
  },
  decode: reader => typesText(readWindows(reader)),
}

function readType(token: Token): number {
  const code = typeCode(token.text)
  if (code !== undefined) return code
  throw new DnsError('invalid_record_type', `“${token.text}” is no record type`, token.column)
}

function typesText(codes: Iterable<number>): string {
  return [...codes]
    .sort((a, b) => a - b)
    .map(typeFromCode)
    .join(' ')
}

function writeWindows(codes: readonly number[], writer: WireWriter): void {
  for (const [window, low] of Map.groupBy(codes, code => code >> 8)) {
    const bitmap = new Uint8Array((Math.max(...low.map(code => code & 255)) >> 3) + 1)
    for (const code of low) bitmap[(code & 255) >> 3]! |= 0x80 >> (code & 7)
    writer.u8(window)
    writer.u8(bitmap.length)
    writer.write(bitmap)
  }
}

function readWindows(reader: WireReader): number[] {
  const codes: number[] = []
  let last = -1
  while (reader.remaining > 0) {
    const window = reader.u8()
    const length = reader.u8()
    if (window <= last || length < 1 || length > 32) {
      throw new DnsError('invalid_type_bitmap', 'windows must come in order, each with 1–32 bytes')
    }
    codes.push(...bitsOf(reader.take(length)).map(bit => window * 256 + bit))
    last = window
  }
  return codes
}

/** Numbers of the bits that are set, counted from the first byte's highest. */
export function bitsOf(bytes: Uint8Array): number[] {
  const bits: number[] = []
  for (let bit = 0; bit < bytes.length * 8; bit++) if (bytes[bit >> 3]! & (0x80 >> (bit & 7))) bits.push(bit)
  return bits
}
