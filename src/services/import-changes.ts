import type { Change } from '../plan/types.ts'
import { openSpool, type Spool } from './import-spool.ts'

/** The changes of a plan, kept in memory as long as there are few, in a temporary file otherwise. */
export interface ImportChanges {
  /** All changes of one name. */
  add(changes: readonly Change[]): void
  /** Puts what has been added away, if it has become much. */
  flush(): Promise<void>
  readonly count: number
  /** The first of them, for people to look at. */
  readonly first: readonly Change[]
  /** All of them, where they are in memory. */
  inMemory(): Change[] | undefined
  /** In the order they were added; no name is parted. */
  chunks(size: number): AsyncGenerator<Change[]>
  close(): Promise<void>
}

const shown = 100

export function createImportChanges(folder: string, mostInMemory: number): ImportChanges {
  const first: Change[] = []
  let names: (readonly Change[])[] = []
  let spool: Spool | undefined
  let count = 0

  return {
    first,
    get count() {
      return count
    },
    add(changes) {
      if (changes.length === 0) return
      names.push(changes)
      count += changes.length
      if (first.length < shown) first.push(...changes.slice(0, shown - first.length))
    },
    async flush() {
      if (count <= mostInMemory) return
      spool ??= await openSpool(folder)
      await spool.append(names.map(changes => JSON.stringify(changes)))
      names = []
    },
    inMemory: () => (spool === undefined ? names.flat() : undefined),
    async *chunks(size) {
      let chunk: Change[] = []
      for await (const block of blocksOf(spool, names)) {
        for (const changes of block) {
          if (chunk.length > 0 && chunk.length + changes.length > size) {
            yield chunk
            chunk = []
          }
          chunk.push(...changes)
        }
      }
      if (chunk.length > 0) yield chunk
    },
    close: async () => spool?.close(),
  }
}

async function* blocksOf(
  spool: Spool | undefined,
  names: readonly (readonly Change[])[],
): AsyncGenerator<readonly (readonly Change[])[]> {
  if (spool !== undefined) {
    for await (const lines of spool.blocks(0, spool.size)) yield lines.map(line => JSON.parse(line) as Change[])
  }
  yield names
}
