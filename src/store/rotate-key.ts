import { randomBytes } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { sql } from 'kysely'
import { dataFiles } from './data-dir.ts'
import { migrate } from './migrate.ts'
import { openPostgres } from './postgres.ts'
import { seal, unseal } from './seal.ts'
import { type SealedColumn, sealedColumns } from './sealed-values.ts'
import { openSqlite } from './sqlite.ts'
import { syncFolder, writeSynced } from './synced-file.ts'
import type { Queries } from './tables.ts'

export interface Rotation {
  dataDir: string
  databaseUrl: string | undefined
  oldKey: Uint8Array
  /** One is made unless given. */
  newKey: Uint8Array | undefined
  /** The key lives in the data folder, and the new one takes its place there. */
  keepsFile: boolean
  /** Called when the values are under the new key and its file is not yet in place: for tests that end the process there. */
  checkpoint?: () => Promise<void>
}

/**
 * Seals every sealed value under another key, in one transaction. However it's interrupted, all of them open with the key that is
 * found afterwards (see settleRotation). Nobody else may use the store meanwhile: of the embedded one that is made sure.
 */
export async function rotateKey(rotation: Rotation): Promise<{ values: number }> {
  const { dataDir, databaseUrl, oldKey, newKey = randomBytes(32), keepsFile, checkpoint } = rotation
  const files = dataFiles(dataDir)
  const backend = databaseUrl === undefined ? openSqlite(dataDir) : await openPostgres(databaseUrl)
  try {
    await migrate(backend.queries, backend.dialect)
    if (keepsFile) await writeSynced(files.nextSecretKey, `${Buffer.from(newKey).toString('base64')}\n`)
    if (keepsFile) await syncFolder(dataDir)
    const values = await backend.transaction(async queries => {
      let values = 0
      for (const column of sealedColumns) values += await sealAgain(queries, column, oldKey, newKey)
      return values
    })
    await checkpoint?.()
    if (keepsFile) await rename(files.nextSecretKey, files.secretKey)
    if (keepsFile) await syncFolder(dataDir)
    return { values }
  } finally {
    await backend.close()
  }
}

type Row = Record<string, string | number>

async function sealAgain(
  queries: Queries,
  { table, column, keys, placeOf }: SealedColumn,
  oldKey: Uint8Array,
  newKey: Uint8Array,
): Promise<number> {
  const names = sql.join(keys.map(key => sql.ref(key)))
  const found =
    await sql<Row>`select ${names}, ${sql.ref(column)} as sealed from ${sql.table(table)} where ${sql.ref(column)} is not null`.execute(
      queries,
    )
  for (const row of found.rows) {
    const place = placeOf(keys.map(key => row[key]!))
    const sealed = seal(newKey, place, unseal(oldKey, place, String(row.sealed)))
    const isRow = sql.join(
      keys.map(key => sql`${sql.ref(key)} = ${row[key]}`),
      sql` and `,
    )
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sealed} where ${isRow}`.execute(queries)
  }
  return found.rows.length
}
