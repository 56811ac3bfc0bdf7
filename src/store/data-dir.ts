import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** The files in the data folder. */
export const dataFiles = (dataDir: string) => ({
  database: join(dataDir, 'zoneplane.db'),
  lock: join(dataDir, 'zoneplane.lock'),
  secretKey: join(dataDir, 'secret.key'),
  /** While the secrets are being sealed under another key: see rotate-key.ts. */
  nextSecretKey: join(dataDir, 'secret.key.next'),
})

/** Makes the data folder, for its owner alone, where there's none. */
export function makeDataDir(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
}
