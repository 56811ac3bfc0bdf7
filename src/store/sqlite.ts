import { DatabaseSync } from 'node:sqlite'
import type { Backend } from './backend.ts'
import { dataFiles, makeDataDir } from './data-dir.ts'
import { groupCommits } from './group-commit.ts'
import { createPrivateFile } from './private-file.ts'
import { sqliteQueries } from './sqlite-dialect.ts'
import { ownLeases, sqliteNews } from './sqlite-instance.ts'
import { lockFolder } from './sqlite-lock.ts'
import { sqliteSnapshots } from './sqlite-snapshots.ts'

/**
 * Opens the embedded database in a folder, which is made where there's none and belongs to this process until `close`.
 * Throws `StoreError('locked')` where another process has it.
 */
export function openSqlite(dataDir: string): Backend {
  makeDataDir(dataDir)
  const files = dataFiles(dataDir)
  const lock = lockFolder(dataDir, files.lock)
  try {
    return backendOn(openDatabase(files.database), files.database, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

function backendOn(database: DatabaseSync, file: string, lock: { release(): void }): Backend {
  const queries = sqliteQueries(database)
  const snapshots = sqliteSnapshots(file)
  const news = sqliteNews()
  const transaction: Backend['transaction'] = work =>
    news.afterCommit(inform => queries.transaction().execute(queries => work(inform(queries))))
  const grouped = groupCommits(transaction)
  return {
    dialect: 'sqlite',
    queries,
    inTransaction: false,
    transaction,
    grouped,
    single: grouped,
    unsynced: work => queries.connection().execute(connection => withoutSync(database, () => work(connection))),
    snapshot: () => snapshots.take(),
    news,
    leases: ownLeases,
    async close() {
      await snapshots.close()
      await queries.destroy()
      // Kysely closes only what it has used.
      if (database.isOpen) database.close()
      lock.release()
    },
  }
}

/** The files that SQLite makes beside the database get its mode. */
function openDatabase(file: string): DatabaseSync {
  createPrivateFile(file)
  const database = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: true })
  database.exec('pragma journal_mode = wal')
  database.exec('pragma synchronous = full')
  // A checkpoint syncs twice and writes every changed page again: at 16 MiB instead of 4 they are rarer and pages share them.
  database.exec('pragma wal_autocheckpoint = 4096')
  database.exec('pragma journal_size_limit = 67108864')
  database.exec('pragma cache_size = -65536')
  return database
}

/**
 * In WAL mode this leaves out the sync at a commit's end and nothing else; the next commit with a sync makes these durable too,
 * since the log is one sequence. Set on the database itself: SQLite obeys this pragma when it compiles it, so a statement that
 * is kept would do nothing the second time.
 */
async function withoutSync<T>(database: DatabaseSync, work: () => Promise<T>): Promise<T> {
  database.exec('pragma synchronous = normal')
  try {
    return await work()
  } finally {
    database.exec('pragma synchronous = full')
  }
}
