import { randomBytes } from 'node:crypto'
import { closeSync, copyFileSync, existsSync, fsyncSync, linkSync, openSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { dataFiles, makeDataDir } from './data-dir.ts'
import { createPrivateFile } from './private-file.ts'
import { keyIdsIn } from './sealed-values.ts'
import { lockFolder } from './sqlite-lock.ts'
import { StoreError } from './store.ts'

/**
 * Copies the embedded database as it is at one moment, also while another process uses it: a reader of SQLite in WAL mode holds nobody
 * up. The copy is checked, on the disk, and for its owner alone. Throws StoreError where there is nothing to copy, or the file is
 * there already.
 */
export function backUpDatabase(dataDir: string, file: string): { bytes: number } {
  const { database } = dataFiles(dataDir)
  if (!existsSync(database)) throw new StoreError('backup', `There is no database in ${dataDir}.`)
  refuseExisting(file)
  return { bytes: writeWhole(file, draft => copyDatabase(database, draft)) }
}

/**
 * Makes a backup the database of a folder that has none. Gives the ids of the keys that its secrets are sealed with. Throws
 * StoreError where there is a database already, or the file isn't one of Zoneplane's.
 */
export function restoreDatabase(dataDir: string, file: string): { sealedWith: string[] } {
  if (!existsSync(file)) throw new StoreError('backup', `${file} can't be read: there is no such file.`)
  makeDataDir(dataDir)
  const { database, lock } = dataFiles(dataDir)
  const held = lockFolder(dataDir, lock)
  try {
    for (const path of [database, `${database}-wal`]) refuseExisting(path)
    writeWhole(database, draft => {
      rmSync(draft)
      copyFileSync(file, draft)
    })
    return { sealedWith: look(database, keyIdsIn) }
  } finally {
    held.release()
  }
}

function refuseExisting(file: string): void {
  if (!existsSync(file)) return
  throw new StoreError('backup', `${file} is there already, and nothing is overwritten. Move it away first.`)
}

/** The file has its name once it's whole. Nobody else may read it, not even for a moment. */
function writeWhole(file: string, write: (draft: string) => void): number {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  createPrivateFile(draft)
  try {
    write(draft)
    look(draft, mustBeWhole)
    sync(draft)
    linkSync(draft, file)
    sync(dirname(file))
    return statSync(file).size
  } finally {
    for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(`${draft}${ending}`, { force: true })
  }
}

function copyDatabase(from: string, to: string): void {
  const database = new DatabaseSync(from, { timeout: 5_000 })
  try {
    database.prepare('vacuum into ?').run(to)
  } finally {
    database.close()
  }
}

function mustBeWhole(database: DatabaseSync): void {
  const found = database.prepare('pragma integrity_check').all() as { integrity_check: string }[]
  if (found[0]?.integrity_check !== 'ok')
    throw new StoreError('backup', 'The database is damaged: SQLite does not pass it.')
  const isOurs = database.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get() !== undefined
  if (!isOurs) throw new StoreError('backup', 'That is not a database of Zoneplane’s.')
}

function look<T>(file: string, read: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file, { timeout: 5_000 })
  try {
    return read(database)
  } catch (error) {
    if (error instanceof StoreError) throw error
    throw new StoreError('backup', `${file} is not a database: ${(error as Error).message}.`, { cause: error })
  } finally {
    database.close()
  }
}

function sync(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
