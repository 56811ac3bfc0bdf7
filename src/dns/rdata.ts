import { decodeGeneric, isGeneric, readGeneric } from './generic-rdata.ts'
import { DnsError } from './problem.ts'
import { canonicalType } from './record-types.ts'
import type { Name, Rdata, RecordType } from './rrset.ts'
import { TokenCursor } from './token-cursor.ts'
import { type Token, tokenize } from './tokens.ts'
import type { RecordDefinition } from './types/field.ts'
import { recordTypes } from './types/index.ts'
import { WireReader } from './wire-reader.ts'
import { WireWriter } from './wire-writer.ts'

const definitions: ReadonlyMap<RecordType, RecordDefinition> = new Map(recordTypes.map(each => [each.type, each]))

/** The most that a record's length on the wire can say. */
const longestRdata = 0xffff

/**
 * Reads a record's data as people write them (RFC 1035 §5.1) into canonical form. Names are taken relative to `origin`, or as
 * absolute without one. `\# length hex` (RFC 3597 §5) is taken for every type, and is the only form for those without fields.
 *
 * Throws DnsError with the column in the text, or in the text the tokens came from.
 */
export function parseRdata(type: RecordType, text: string | readonly Token[], origin?: Name): Rdata {
  const tokens = typeof text === 'string' ? tokenize(text) : text
  const definition = definitions.get(type)
  if (definition === undefined || isGeneric(tokens)) return parseGeneric(type, definition, tokens)
  const rdata = parseFields(definition, tokens, origin)
  if (rdata.length > longestRdata) checkLength(type, rdata)
  return rdata
}

/** As `parseRdata` and `rdataToWire` together. */
export function parseRdataToWire(type: RecordType, text: string | readonly Token[], origin?: Name): Uint8Array {
  return rdataToWire(type, parseRdata(type, text, origin))
}

/** Canonical data on the wire, names uncompressed. */
export function rdataToWire(type: RecordType, rdata: Rdata): Uint8Array {
  const definition = definitions.get(type)
  const tokens = tokenize(rdata)
  if (definition === undefined) return readGeneric(tokens)
  const writer = new WireWriter()
  const cursor = new TokenCursor(tokens)
  for (const field of definition.fields) field.encode(cursor, writer)
  return writer.finish()
}

/**
 * Reads the data that stand in `bytes` from `start` to `end` into canonical form. Of the types that may have compressed names
 * (RFC 3597 §4), these may point to anywhere before them in `bytes`, which then must be the whole message.
 *
 * Whatever can be written again as it was is accepted; the checks of meaning that `parseRdata` adds are for what people write.
 * Throws DnsError: `truncated`, `trailing_bytes`, and those of the fields.
 */
export function rdataFromWire(type: RecordType, bytes: Uint8Array, start = 0, end = bytes.length): Rdata {
  const definition = definitions.get(type)
  const pointers = definition?.compressible !== undefined || definition?.decompressible === true
  const reader = new WireReader(bytes, start, end, pointers)
  return definition === undefined ? decodeGeneric(reader.rest()) : decodeFields(definition, reader)
}

/** Where in a type's data names stand that may be compressed on sending: those of RFC 1035 only (RFC 3597 §4). */
export function namesInRdata(type: RecordType): { offset: number; count: number } | undefined {
  return definitions.get(type)?.compressible
}

/** Hosts named in canonical data, whose addresses belong in an answer's additional section; at most one as of today. */
export function targetNames(type: RecordType, rdata: Rdata): Name[] {
  const index = definitions.get(type)?.host
  if (index === undefined) return []
  const name = tokenize(rdata)[index]?.text
  return name === undefined || name === '.' ? [] : [name]
}

function parseFields(definition: RecordDefinition, tokens: readonly Token[], origin: Name | undefined): Rdata {
  const cursor = new TokenCursor(tokens, origin)
  const { fields, check } = definition
  const values: string[] = []
  const firstTokens: number[] = []
  for (const field of fields) {
    firstTokens.push(cursor.index)
    values.push(field.parse(cursor))
  }
  const extra = cursor.peek()
  if (extra !== undefined) {
    throw new DnsError('unexpected_field', `${definition.type} has no field for “${extra.text}”`, extra.column)
  }
  const fault = check?.(values)
  if (fault) throw new DnsError(fault.code, fault.message, tokens[firstTokens[fault.field]!]?.column)
  return joined(values)
}

function decodeFields(definition: RecordDefinition, reader: WireReader): Rdata {
  const values = definition.fields.map(field => field.decode(reader))
  if (reader.remaining > 0) throw new DnsError('trailing_bytes', 'bytes follow that belong to no field')
  return joined(values)
}

/** Only the last fields can be empty. */
function joined(values: readonly string[]): Rdata {
  let text = values[0]!
  for (let index = 1; index < values.length; index++) if (values[index] !== '') text += ` ${values[index]}`
  return text
}

/** A known type's data are decoded and then read once more, so that nothing comes in that couldn't be written as text. */
function parseGeneric(type: RecordType, definition: RecordDefinition | undefined, tokens: readonly Token[]): Rdata {
  if (canonicalType(type) !== type) throw new DnsError('invalid_record_type', `“${type}” is no record type`, 0)
  const bytes = readGeneric(tokens)
  if (definition === undefined) return decodeGeneric(bytes)
  try {
    const text = decodeFields(definition, new WireReader(bytes, 0, bytes.length, false))
    return parseFields(definition, tokenize(text), undefined)
  } catch (error) {
    if (error instanceof DnsError) throw new DnsError(error.code, error.message, tokens[0]?.column)
    throw error
  }
}

function checkLength(type: RecordType, rdata: Rdata): void {
  const { length } = rdataToWire(type, rdata)
  if (length > longestRdata) {
    throw new DnsError('rdata_too_long', `a record's data have 65535 bytes at most, and these have ${length}`, 0)
  }
}
