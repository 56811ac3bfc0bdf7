import { setImmediate as turn } from 'node:timers/promises'
import { openSpool, type Spool } from './import-spool.ts'

/**
 * Sorts any number of lines in bounded memory: in runs that are sorted one by one and put into a temporary file, and merged as
 * they are read. What fits into one run stays in memory.
 */
export interface SortedLines {
  add(lines: readonly string[]): Promise<void>
  /** Bytes so far, each line with its end. */
  readonly size: number
  /** All lines in the order of their code units, in blocks. */
  read(): AsyncGenerator<string[]>
  close(): Promise<void>
}

/** Characters. Sorting as many takes some hundredths of a second, during which nothing else is done. */
const runSize = 2 * 1024 * 1024
/** Lines in a block of what was merged. */
const mergedBlock = 1000

export function createSortedLines(folder: string): SortedLines {
  const runs: { from: number; to: number }[] = []
  let spool: Spool | undefined
  let run: string[] = []
  let [size, sizeOfRun] = [0, 0]

  async function endRun(): Promise<void> {
    spool ??= await openSpool(folder)
    const from = spool.size
    const lines = run.sort()
    run = []
    sizeOfRun = 0
    await spool.append(lines)
    runs.push({ from, to: spool.size })
  }

  return {
    get size() {
      return size
    },
    async add(lines) {
      for (const line of lines) {
        run.push(line)
        sizeOfRun += line.length + 1
      }
      size += lines.reduce((sum, line) => sum + line.length + 1, 0)
      if (sizeOfRun >= runSize) await endRun()
    },
    async *read() {
      const last = run.sort()
      const stored = spool
      if (stored === undefined) {
        yield last
        return
      }
      const parts = runs.map(({ from, to }) => stored.blocks(from, to))
      yield* merge([...parts, oneBlock(last)])
    },
    close: async () => spool?.close(),
  }
}

async function* oneBlock(lines: string[]): AsyncGenerator<string[]> {
  yield lines
}

/** One run while it is read; `line` is its next one. */
interface Cursor {
  line: string
  lines: readonly string[]
  at: number
  blocks: AsyncGenerator<string[]>
}

async function* merge(runs: readonly AsyncGenerator<string[]>[]): AsyncGenerator<string[]> {
  const heap: Cursor[] = []
  for (const blocks of runs) {
    const cursor: Cursor = { line: '', lines: [], at: 0, blocks }
    if (await nextBlock(cursor)) heap.push(cursor)
  }
  heap.sort((one, other) => (one.line < other.line ? -1 : 1))
  let merged: string[] = []
  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    merged.push(first.line)
    if (!(nextLine(first) || (await nextBlock(first)))) dropFirst(heap)
    siftDown(heap)
    if (merged.length < mergedBlock) continue
    yield merged
    merged = []
    await turn()
  }
  yield merged
}

function nextLine(cursor: Cursor): boolean {
  const line = cursor.lines[++cursor.at]
  if (line !== undefined) cursor.line = line
  return line !== undefined
}

async function nextBlock(cursor: Cursor): Promise<boolean> {
  for (let next = await cursor.blocks.next(); !next.done; next = await cursor.blocks.next()) {
    cursor.lines = next.value
    cursor.at = -1
    if (nextLine(cursor)) return true
  }
  return false
}

function dropFirst(heap: Cursor[]): void {
  const last = heap.pop()
  if (last !== undefined && heap.length > 0) heap[0] = last
}

/** Puts the first where it belongs: a heap's parent at `i` comes before its children at `2i + 1` and `2i + 2`. */
function siftDown(heap: Cursor[]): void {
  const moved = heap[0]
  if (moved === undefined) return
  let place = 0
  for (;;) {
    const child = smallerChild(heap, place)
    if (child === undefined || heap[child]!.line >= moved.line) break
    heap[place] = heap[child]!
    place = child
  }
  heap[place] = moved
}

function smallerChild(heap: readonly Cursor[], place: number): number | undefined {
  const [left, right] = [2 * place + 1, 2 * place + 2]
  if (left >= heap.length) return undefined
  return right < heap.length && heap[right]!.line < heap[left]!.line ? right : left
}
