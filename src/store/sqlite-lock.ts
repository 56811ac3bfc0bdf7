import { DatabaseSync } from 'node:sqlite'
import { createPrivateFile } from './private-file.ts'
import { StoreError } from './store.ts'

/**
 * Takes a data folder for this process: an exclusive SQLite transaction on a file of its own, held open. It's a lock of the
 * operating system's, so it ends with the process, however that dies; the file itself stays and means nothing.
 *
 * Throws `StoreError('locked')` where another process has the folder, or this one has opened it already.
 */
export function lockFolder(dataDir: string, file: string): { release(): void } {
  createPrivateFile(file)
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('begin exclusive')
  } catch (error) {
    database.close()
    throw isBusy(error) ? lockedError(dataDir, error) : error
  }
  return { release: () => database.close() }
}

/** SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5
}

function lockedError(dataDir: string, cause: unknown): StoreError {
  const message =
    `The data folder ${dataDir} is in use by another Zoneplane process. Stop that one first, give this one a folder of ` +
    'its own, or run several on one PostgreSQL database (DATABASE_URL).'
  return new StoreError('locked', message, { cause })
}
