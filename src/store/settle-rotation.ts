import { existsSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { dataFiles } from './data-dir.ts'
import { keyId } from './seal.ts'
import { keyIdsIn } from './sealed-values.ts'
import { lockFolder } from './sqlite-lock.ts'
import { syncFolder } from './synced-file.ts'

/**
 * Ends what a rotation of the key has left that was cut off. The next key is on the disk before the values are sealed with it, and takes
 * the old one's place after that: so whatever the values say is the key that holds. Throws `StoreError('locked')` where
 * another process has the folder, for that may be the rotation.
 */
export async function settleRotation(dataDir: string): Promise<void> {
  const files = dataFiles(dataDir)
  if (!existsSync(files.nextSecretKey)) return
  const lock = lockFolder(dataDir, files.lock)
  try {
    const next = Buffer.from((await readFile(files.nextSecretKey, 'utf8')).trim(), 'base64')
    const ids = idsIn(files.database)
    if (ids.length === 0 || ids.includes(keyId(next))) await rename(files.nextSecretKey, files.secretKey)
    else await rm(files.nextSecretKey)
    await syncFolder(dataDir)
  } finally {
    lock.release()
  }
}

function idsIn(file: string): string[] {
  const database = new DatabaseSync(file, { timeout: 5_000 })
  try {
    return keyIdsIn(database)
  } finally {
    database.close()
  }
}
