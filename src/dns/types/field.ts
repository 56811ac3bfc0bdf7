import type { RecordType } from '../rrset.ts'
import type { TokenCursor } from '../token-cursor.ts'
import type { WireReader } from '../wire-reader.ts'
import type { WireWriter } from '../wire-writer.ts'

/** One field of a record's data, or several that depend on each other, in its three forms. Each takes just its own part. */
export interface Field {
  /** Text as people write it → canonical text; empty for an empty list. */
  parse(tokens: TokenCursor): string
  /** Canonical text → wire. */
  encode(tokens: TokenCursor, writer: WireWriter): void
  /** Wire → canonical text. A field without a length of its own reads up to the reader's end. */
  decode(reader: WireReader): string
}

/** A record type: its fields in the order they have in text and on the wire. */
export interface RecordDefinition {
  type: RecordType
  fields: readonly Field[]
  /** What is wrong with the fields' values taken together. Asked of text only: what came over the wire is taken as it is. */
  check?(values: readonly string[]): Fault | undefined
  /** Names that may be compressed on sending, those of RFC 1035 (RFC 3597 §4): the offset of the first, and how many. */
  compressible?: { offset: number; count: number }
  /** Names may arrive compressed though they may not be sent so (RFC 3597 §4). */
  decompressible?: true
  /** Index of the field that names a host whose addresses go into an answer's additional section. */
  host?: number
}

export interface Fault {
  /** Index of the field that is wrong. */
  field: number
  code: string
  message: string
}
