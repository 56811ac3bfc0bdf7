import type { StoreOptions } from '../../src/store/database.ts'

/** What the child was told on its command line: the data folder, and the database's address or nothing. */
export function storeOptions(): StoreOptions {
  const [dataDir, databaseUrl] = process.argv.slice(2)
  const secretKey = new Uint8Array(32).fill(7)
  return { dataDir: dataDir!, databaseUrl: databaseUrl === '' ? undefined : databaseUrl, secretKey }
}
