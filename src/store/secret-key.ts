import { randomBytes } from 'node:crypto'
import { link, readFile, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { dataFiles, makeDataDir } from './data-dir.ts'
import { settleRotation } from './settle-rotation.ts'
import { syncFolder, writeSynced } from './synced-file.ts'

const keyBytes = 32

export interface SecretKeySettings {
  dataDir: string
  /** The key itself, 32 bytes in base64 (`ZONEPLANE_SECRET_KEY`). */
  secretKey?: string | undefined
  /** With a database of its own the key can't live in the data folder of one instance. */
  databaseUrl?: string | undefined
}

/**
 * The key that secrets are sealed with: the one given, else the one in `<dataDir>/secret.key`, which the first start makes.
 * Throws where none can be had, with a message for whoever starts the program.
 */
export async function loadSecretKey(settings: SecretKeySettings): Promise<Uint8Array> {
  if (settings.secretKey !== undefined) return parseKey(settings.secretKey, 'ZONEPLANE_SECRET_KEY')
  if (settings.databaseUrl !== undefined) throw new Error(requiredMessage)
  const files = dataFiles(settings.dataDir)
  makeDataDir(settings.dataDir)
  await settleRotation(settings.dataDir)
  // Asked in this order: whoever makes both makes the key first.
  const hasDatabase = await exists(files.database)
  if (!(await exists(files.secretKey))) await makeKey(files, hasDatabase)
  return parseKey((await readFile(files.secretKey, 'utf8')).trim(), files.secretKey)
}

const requiredMessage =
  'ZONEPLANE_SECRET_KEY must be set where DATABASE_URL is: every instance needs the same key to open the secrets in the ' +
  'database. Make one with: openssl rand -base64 32'

/** Canonical base64 only, so that a key cut short or with a stray character is found now and not at the first secret. */
export function parseKey(text: string, source: string): Uint8Array {
  const key = Buffer.from(text, 'base64')
  if (key.length === keyBytes && key.toString('base64') === text) return new Uint8Array(key)
  throw new Error(
    `${source} must be ${keyBytes} bytes in base64 (44 characters, as openssl rand -base64 32 gives), and it isn't: ` +
      `it has ${text.length} characters.`,
  )
}

async function makeKey(files: { secretKey: string; database: string }, hasDatabase: boolean) {
  if (hasDatabase) throw new Error(lostMessage(files))
  await writeOnce(files.secretKey, `${randomBytes(keyBytes).toString('base64')}\n`)
}

/** A new key would open nothing of what is sealed already. */
const lostMessage = (files: { secretKey: string; database: string }) =>
  `${files.database} is there, but ${files.secretKey}, which its secrets are sealed with, is not. Put the file back, or set ` +
  'ZONEPLANE_SECRET_KEY to the key that was used.'

/** The file is whole from the moment it has its name. Of two processes that start at once the first gives the key to both. */
async function writeOnce(path: string, text: string) {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeSynced(draft, text)
  try {
    await link(draft, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    await unlink(draft)
  }
  await syncFolder(dirname(path))
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    error => {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    },
  )
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined)
