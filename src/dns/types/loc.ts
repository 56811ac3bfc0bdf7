import type { Field, RecordDefinition } from './field.ts'
import { readLocation } from './loc-text.ts'
import { decodeLocation, encodeLocation } from './loc-wire.ts'
import { locationText } from './location.ts'

const location: Field = {
  parse: tokens => locationText(readLocation(tokens)),
  encode: (tokens, writer) => encodeLocation(readLocation(tokens), writer),
  decode: reader => locationText(decodeLocation(reader)),
}

/** RFC 1876: latitude, longitude and altitude of a place (WGS 84), its size, and how exact the position is. */
export const loc: RecordDefinition = { type: 'LOC', fields: [location] }
