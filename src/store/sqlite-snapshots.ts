import { DatabaseSync } from 'node:sqlite'
import type { Snapshot } from './backend.ts'
import { sqliteQueries } from './sqlite-dialect.ts'
import type { Queries } from './tables.ts'

/** Connections kept open for later snapshots. More may be open while more are read at once. */
const keptReaders = 4

export interface Snapshots {
  take(): Promise<Snapshot>
  close(): Promise<void>
}

/**
 * Snapshots of a database in WAL mode, each on a read-only connection of its own: a read transaction there sees one state and
 * stands in no writer's way.
 */
export function sqliteSnapshots(file: string): Snapshots {
  const idle: Queries[] = []
  let closed = false

  async function release(reader: Queries) {
    if (closed || idle.length >= keptReaders) await reader.destroy()
    else idle.push(reader)
  }

  return {
    async take() {
      const reader = idle.pop() ?? openReader(file)
      const transaction = await reader.startTransaction().execute()
      return {
        queries: transaction,
        async end() {
          await transaction.rollback().execute()
          await release(reader)
        },
      }
    },
    async close() {
      closed = true
      await Promise.all(idle.splice(0).map(reader => reader.destroy()))
    },
  }
}

function openReader(file: string): Queries {
  return sqliteQueries(new DatabaseSync(file, { readOnly: true, timeout: 5_000 }))
}
