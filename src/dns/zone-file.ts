import type { Name, Rdata, RecordType } from './rrset.ts'
import { createZoneFileReader, type ZoneFileReader } from './zone-file-reader.ts'
import { textBlocks } from './zone-file-text.ts'

/** One record as a zone file states it. */
export interface ZoneFileRecord {
  name: Name
  /** Canonical. */
  type: RecordType
  /** Seconds, 0–2147483647. */
  ttl: number
  rdata: Rdata
  /** Line of the file on which its entry begins, counted from 1. */
  line: number
}

/** Something wrong with a zone file. An entry with an error gives no record. */
export interface ZoneFileProblem {
  /** Counted from 1. */
  line: number
  /** Counted from 1, in UTF-16 code units. */
  column: number
  /** Stable snake_case word. */
  code: string
  /** For people. */
  message: string
  /** A warning leaves the records usable. */
  severity: 'error' | 'warning'
}

/** A run of entries, at most some thousand records (65,536 where `$GENERATE` makes them), in the order of the file. */
export interface ZoneFileBatch {
  records: ZoneFileRecord[]
  problems: ZoneFileProblem[]
}

export interface ZoneFileOptions {
  /** What relative names are relative to before the first `$ORIGIN`; `zone` unless told, else the root. */
  origin?: Name
  /** Owners outside of it are problems. */
  zone?: Name
  /** Seconds, for records before the first stated TTL. Without it they are problems. */
  defaultTtl?: number
}

/** Pieces of a file, broken anywhere; bytes are UTF-8. */
export type ZoneFileChunks = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>

/**
 * Reads a zone file (RFC 1035 §5, `$TTL` of RFC 2308 §4, general types of RFC 3597 §5, BIND's `$GENERATE`), any size of it in
 * bounded memory. It never throws for what the file holds: every bad entry is one problem, and reading goes on behind it. What
 * depends on a bad `$ORIGIN`, `$TTL` or owner is checked, but gives no record and no second problem.
 *
 * A record without TTL has that of `$TTL`, else the last one stated, else `defaultTtl` (RFC 2308 §4, RFC 1035 §5.1).
 *
 * Codes: `not_utf8`, `entry_too_long`, `unbalanced_parentheses`, `unterminated_string`, `missing_owner`, `out_of_zone`,
 * `invalid_ttl`, `missing_ttl`, `class_not_supported`, `missing_type`, `unknown_type`, `type_not_allowed`,
 * `include_not_allowed`, `unknown_directive`, `missing_field`, `unexpected_field`, `invalid_generate`, `too_many_generated`, and
 * those of names and record data.
 */
export async function* parseZoneFile(
  chunks: ZoneFileChunks | string,
  options: ZoneFileOptions = {},
): AsyncGenerator<ZoneFileBatch, void, undefined> {
  const reader = createZoneFileReader(options)
  const blocks = textBlocks()
  for await (const chunk of typeof chunks === 'string' ? [chunks] : chunks) {
    const block = blocks.add(chunk)
    if (block !== undefined) yield* reader.read(block)
  }
  yield* lastBatches(reader, blocks.end())
}

/** A whole small zone file at once; see `parseZoneFile`. */
export function readZoneFile(text: string, options: ZoneFileOptions = {}): ZoneFileBatch {
  const whole: ZoneFileBatch = { records: [], problems: [] }
  const blocks = textBlocks()
  const first = blocks.add(text) ?? ''
  const reader = createZoneFileReader(options)
  for (const batches of [reader.read(first), lastBatches(reader, blocks.end())]) {
    for (const batch of batches) {
      for (const record of batch.records) whole.records.push(record)
      for (const problem of batch.problems) whole.problems.push(problem)
    }
  }
  return whole
}

function* lastBatches(reader: ZoneFileReader, block: string): Generator<ZoneFileBatch> {
  yield* reader.read(block)
  yield* reader.end()
}
