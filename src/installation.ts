import { resolve } from 'node:path'
import { type Config, ConfigError, type Env, readConfig } from './config.ts'
import { backUpDatabase, restoreDatabase } from './store/backup.ts'
import { dataFiles } from './store/data-dir.ts'
import { rotateKey } from './store/rotate-key.ts'
import { loadSecretKey, parseKey } from './store/secret-key.ts'

/** What is done to an installation's data from outside of it. Each gives lines that say what was done, and what is left to do. */

export async function backUp(env: Env, file: string): Promise<string[]> {
  const { dataDir } = embedded(env, 'pg_dump --format=custom --file=zoneplane.dump "$DATABASE_URL"')
  const { bytes } = backUpDatabase(dataDir, resolve(file))
  return [
    `${file}: ${(bytes / 1024 / 1024).toFixed(1)} MiB, whole and checked.`,
    `The secret key is not in it: keep ${keyPlace(env, dataDir)} apart from it, and as safe.`,
  ]
}

export async function restore(env: Env, file: string): Promise<string[]> {
  const { dataDir } = embedded(env, 'pg_restore --dbname="$DATABASE_URL" zoneplane.dump, into an empty database')
  const { sealedWith } = restoreDatabase(dataDir, resolve(file))
  const last =
    sealedWith.length === 0
      ? []
      : [`Its secrets open with the key ${sealedWith.join(', ')}: put it at ${keyPlace(env, dataDir)}.`]
  return [`${dataFiles(dataDir).database} is what ${file} holds.`, ...last, 'Start it with: zoneplane serve']
}

/** With a key that comes from outside the new one does too: what nobody has written down would be lost with this process. */
export async function rotateSecretKey(env: Env): Promise<string[]> {
  const { dataDir, databaseUrl, secretKey } = readConfig(env)
  const given = env.ZONEPLANE_NEW_SECRET_KEY || undefined
  const isOutside = secretKey !== undefined || databaseUrl !== undefined
  if (isOutside && given === undefined) {
    const message = 'ZONEPLANE_NEW_SECRET_KEY: the new key is needed; make one with: openssl rand -base64 32'
    throw new ConfigError([message])
  }
  const [oldKey, newKey] = [
    await keyOf({ dataDir, databaseUrl, secretKey }),
    given === undefined ? undefined : newKeyOf(given),
  ]
  const { values } = await rotateKey({ dataDir, databaseUrl, oldKey, newKey, keepsFile: !isOutside })
  const where = isOutside
    ? 'Set ZONEPLANE_SECRET_KEY to the new key, everywhere, before you start.'
    : `The new key is in ${dataFiles(dataDir).secretKey}.`
  return [`${values} sealed values are under the new key. ${where}`, 'Sessions have ended; keys go on working.']
}

/** The embedded store's settings; what to do instead where it's PostgreSQL. */
function embedded(env: Env, instead: string): Config {
  const config = readConfig(env)
  if (config.databaseUrl === undefined) return config
  throw new ConfigError([`DATABASE_URL is set, so the data is in PostgreSQL. Use: ${instead}`])
}

function keyPlace(env: Env, dataDir: string): string {
  return env.ZONEPLANE_SECRET_KEY ? 'ZONEPLANE_SECRET_KEY' : dataFiles(dataDir).secretKey
}

async function keyOf(settings: Pick<Config, 'dataDir' | 'databaseUrl' | 'secretKey'>): Promise<Uint8Array> {
  try {
    return await loadSecretKey(settings)
  } catch (error) {
    throw new ConfigError([(error as Error).message], { cause: error })
  }
}

function newKeyOf(text: string): Uint8Array {
  try {
    return parseKey(text, 'ZONEPLANE_NEW_SECRET_KEY')
  } catch (error) {
    throw new ConfigError([(error as Error).message], { cause: error })
  }
}
