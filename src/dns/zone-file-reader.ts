import { DnsError } from './problem.ts'
import type { ZoneFileBatch, ZoneFileOptions } from './zone-file.ts'
import { readZoneFileEntry } from './zone-file-entry.ts'
import { type BadEntry, type EntryScan, entryText, scanEntry } from './zone-file-scan.ts'
import { loseEntry, startingState, type ZoneFileState } from './zone-file-state.ts'

/** Reads a file's text block by block; entries may go over the blocks' borders. */
export interface ZoneFileReader {
  read(block: string): Generator<ZoneFileBatch>
  /** Reads what is left, once the last block is in. */
  end(): Generator<ZoneFileBatch>
}

/** Records and problems: big enough that handing over costs nothing, small enough that nobody waits long. */
const batchSize = 1000

export function createZoneFileReader(options: ZoneFileOptions): ZoneFileReader {
  const state = startingState(options)
  const cursor: Cursor = { text: '', at: 0, line: 1, replacement: Number.POSITIVE_INFINITY, skipsLine: false }
  return {
    *read(block) {
      addBlock(cursor, block)
      yield* readEntries(cursor, state, false)
    },
    *end() {
      addBlock(cursor, '\n')
      yield* readEntries(cursor, state, true)
      if (sizeOf(state.batch) > 0) yield state.batch
    },
  }
}

/** How far reading has come. */
interface Cursor {
  text: string
  /** Index of the next entry in `text`, and the number of its line. */
  at: number
  line: number
  /** Index of the next U+FFFD, which stands for bytes that aren't UTF-8; Infinity for none. */
  replacement: number
  /** The rest of a line that is given up has not come yet. */
  skipsLine: boolean
}

function addBlock(cursor: Cursor, block: string): void {
  cursor.text = cursor.text.slice(cursor.at) + block
  cursor.at = 0
  findReplacement(cursor)
}

function findReplacement(cursor: Cursor): void {
  const index = cursor.text.indexOf('\ufffd', cursor.at)
  cursor.replacement = index < 0 ? Number.POSITIVE_INFINITY : index
}

function* readEntries(cursor: Cursor, state: ZoneFileState, isLast: boolean): Generator<ZoneFileBatch> {
  while (readNext(cursor, state, isLast)) {
    if (sizeOf(state.batch) < batchSize) continue
    yield state.batch
    state.batch = { records: [], problems: [] }
  }
}

function sizeOf(batch: ZoneFileBatch): number {
  return batch.records.length + batch.problems.length
}

/** False where there is no text left, or more of it is needed first. */
function readNext(cursor: Cursor, state: ZoneFileState, isLast: boolean): boolean {
  if (cursor.skipsLine) return skipLine(cursor)
  const scan = scanEntry(cursor.text, cursor.at, isLast)
  if (scan === undefined) return false
  const isBad = 'code' in scan
  const isUtf8 = cursor.replacement >= scan.next
  if (isBad) addProblem(cursor, state, scan.code, scan.message, scan.at)
  else if (isUtf8) readEntry(cursor, state, scan)
  else addProblem(cursor, state, 'not_utf8', 'a zone file must be UTF-8, and this is not', cursor.replacement)
  if (isBad || !isUtf8) loseEntry(cursor.text.slice(cursor.at, cursor.at + 8), state)
  moveTo(cursor, scan)
  return true
}

function readEntry(cursor: Cursor, state: ZoneFileState, scan: EntryScan): void {
  try {
    readZoneFileEntry(entryText(cursor.text, cursor.at, scan), cursor.line, state)
  } catch (error) {
    if (!(error instanceof DnsError)) throw error
    addProblem(cursor, state, error.code, error.message, cursor.at + (error.column ?? 0))
  }
}

function addProblem(cursor: Cursor, state: ZoneFileState, code: string, message: string, index: number): void {
  const before = cursor.text.slice(cursor.at, index)
  const line = cursor.line + countLineBreaks(before)
  const column = before.length - before.lastIndexOf('\n')
  state.batch.problems.push({ line, column, code, message: shortened(message), severity: 'error' })
}

/** Messages quote what is wrong, which may be as long as an entry. */
function shortened(message: string): string {
  return message.length > 300 ? `${message.slice(0, 299)}…` : message
}

function moveTo(cursor: Cursor, scan: EntryScan | BadEntry): void {
  cursor.skipsLine = scan.next > cursor.text.length
  const isOneLine = !cursor.skipsLine && 'gaps' in scan && scan.gaps === undefined
  cursor.line += isOneLine ? 1 : countLineBreaks(cursor.text.slice(cursor.at, scan.next))
  cursor.at = Math.min(scan.next, cursor.text.length)
  if (cursor.replacement < cursor.at) findReplacement(cursor)
}

function skipLine(cursor: Cursor): boolean {
  const end = cursor.text.indexOf('\n', cursor.at)
  cursor.skipsLine = end < 0
  cursor.at = end < 0 ? cursor.text.length : end + 1
  if (end >= 0) cursor.line++
  if (cursor.replacement < cursor.at) findReplacement(cursor)
  return end >= 0
}

function countLineBreaks(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
