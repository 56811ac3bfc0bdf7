import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** A temporary file of lines: written at its end, read from anywhere. */
export interface Spool {
  /** Bytes so far. */
  readonly size: number
  /** Each line gets its line break here. */
  append(lines: readonly string[]): Promise<void>
  /** The lines between two places where lines begin, in blocks. */
  blocks(from: number, to: number): AsyncGenerator<string[]>
  close(): Promise<void>
}

/** Bytes that are read at once. */
const blockSize = 0x10000

/** The file loses its name as soon as it's open, so that nothing is left behind, however the process ends. */
export async function openSpool(folder: string): Promise<Spool> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `import-${randomUUID()}.spool`)
  const file = await open(path, 'wx+', 0o600)
  await unlink(path)
  let size = 0
  return {
    get size() {
      return size
    },
    async append(lines) {
      if (lines.length === 0) return
      const bytes = Buffer.from(`${lines.join('\n')}\n`)
      for (let at = 0; at < bytes.length; )
        at += (await file.write(bytes, at, bytes.length - at, size + at)).bytesWritten
      size += bytes.length
    },
    blocks: (from, to) => readBlocks(file, from, to),
    close: () => file.close(),
  }
}

async function* readBlocks(file: FileHandle, from: number, to: number): AsyncGenerator<string[]> {
  let rest = Buffer.alloc(0)
  for (let at = from; at < to; ) {
    const block = Buffer.alloc(Math.min(blockSize, to - at))
    const { bytesRead } = await file.read(block, 0, block.length, at)
    if (bytesRead === 0) throw new Error('a temporary file of an import is shorter than what was written to it')
    at += bytesRead
    const bytes = Buffer.concat([rest, block.subarray(0, bytesRead)])
    const end = bytes.lastIndexOf(0x0a)
    rest = bytes.subarray(end + 1)
    if (end >= 0) yield bytes.toString('utf8', 0, end).split('\n')
  }
}
