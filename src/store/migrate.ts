import { type Migration, Migrator } from 'kysely/migration'
import type { Dialect } from './backend.ts'
import { tables } from './migrations/001-tables.ts'
import { history } from './migrations/002-history.ts'
import { attempts } from './migrations/003-attempts.ts'
import { rateWindows } from './migrations/003-rate-windows.ts'
import { foreignZones } from './migrations/004-foreign-zones.ts'
import { keyedChangeSets } from './migrations/005-keyed-change-sets.ts'
import { resourceConnections } from './migrations/006-resource-connections.ts'
import { secondaries } from './migrations/007-secondaries.ts'
import { tsigKeys } from './migrations/008-tsig-keys.ts'
import { StoreError } from './store.ts'
import type { Queries } from './tables.ts'

/** In the order they're run in; the names are kept in the database and never change. */
const migrations = (dialect: Dialect): Record<string, Migration> => ({
  '001-tables': tables(dialect),
  '002-history': history(dialect),
  '003-rate-windows': rateWindows(dialect),
  '003-attempts': attempts,
  '004-foreign-zones': foreignZones(dialect),
  '005-keyed-change-sets': keyedChangeSets,
  '006-resource-connections': resourceConnections(dialect),
  '007-secondaries': secondaries(dialect),
  '008-tsig-keys': tsigKeys(dialect),
})

/**
 * Brings the tables up to date. Several processes may do so at once: one works, the others wait and find everything done.
 * Throws `StoreError('newer')`, changing nothing, where a migration has run that this program doesn't know.
 */
export async function migrate(queries: Queries, dialect: Dialect): Promise<void> {
  const known = migrations(dialect)
  await refuseNewer(queries, known)
  const migrator = new Migrator({ db: queries, provider: { getMigrations: async () => known } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

async function refuseNewer(queries: Queries, known: Record<string, Migration>) {
  const unknown = (await ranMigrations(queries)).filter(name => !(name in known))
  if (unknown.length === 0) return
  throw new StoreError(
    'newer',
    `The database was made by a newer version of Zoneplane (migration ${unknown.join(', ')}). ` +
      'Start that version or a later one, or go back to a backup from before it.',
  )
}

async function ranMigrations(queries: Queries): Promise<string[]> {
  const found = await queries.introspection.getTables({ withInternalKyselyTables: true })
  if (!found.some(table => table.name === 'kysely_migration')) return []
  const rows = await queries
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute()
  return rows.map(row => row.name)
}
