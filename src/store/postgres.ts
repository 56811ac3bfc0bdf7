import { Kysely, PostgresDialect } from 'kysely'
import { Pool, type PoolConfig, types } from 'pg'
import type { Backend, Snapshot } from './backend.ts'
import { namingStatements } from './named-statements.ts'
import { postgresLeases } from './postgres-leases.ts'
import { openPostgresNews } from './postgres-news.ts'
import { postgresRateWindows } from './rate-windows.ts'
import type { Queries, Tables } from './tables.ts'

/** Throws the database's own error where it cannot be reached. */
export async function openPostgres(databaseUrl: string): Promise<Backend> {
  const news = await openPostgresNews(databaseUrl)
  const leases = postgresLeases(databaseUrl)
  const queries = openQueries(databaseUrl, { max: 10, idle_in_transaction_session_timeout: pausedMilliseconds })
  // Apart from the others, so that slow readers of whole zones, however many, don't keep everybody else from a connection.
  const readers = openQueries(databaseUrl, { max: 5 })
  const transaction: Backend['transaction'] = work => queries.transaction().execute(work)
  return {
    dialect: 'postgres',
    queries,
    inTransaction: false,
    transaction,
    // Commits on several connections share syncs inside the server already.
    grouped: transaction,
    single: work => work(queries),
    unsynced: work => work(queries),
    snapshot: () => takeSnapshot(readers),
    news,
    leases,
    rateWindows: postgresRateWindows(queries),
    async close() {
      await Promise.all([news.close(), leases.close(), queries.destroy(), readers.destroy()])
    },
  }
}

/** Locks that a paused process has by an open transaction keep others waiting so long, and no longer. */
const pausedMilliseconds = 5_000

async function takeSnapshot(queries: Queries): Promise<Snapshot> {
  const transaction = await queries
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute()
  return { queries: transaction, end: () => transaction.rollback().execute() }
}

function openQueries(databaseUrl: string, options: PoolConfig): Queries {
  const pool = new Pool({
    connectionString: databaseUrl,
    ...options,
    // For a server that doesn't answer, and for all connections being in use.
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'zoneplane',
    types: { getTypeParser },
  })
  // A connection that breaks while nobody uses it has left the pool by now; the next query opens another or says why not.
  pool.on('error', () => {})
  // One that breaks in somebody's hands, between two statements, fails the next one.
  pool.on('connect', client => client.on('error', () => {}))
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: namingStatements(pool) }) })
}

const int8 = 20

/** Ids, times and counts stay far below 2⁵³, so they come as numbers instead of as text. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === int8 && format !== 'binary') return Number
  return types.getTypeParser(oid, format)
}
