import { Kysely, PostgresDialect } from 'kysely'
import { Pool, types } from 'pg'
import type { Backend, Snapshot } from './backend.ts'
import type { Queries, Tables } from './tables.ts'

/** Connects when the first query is made. */
export function openPostgres(databaseUrl: string): Backend {
  const queries = openQueries(databaseUrl, 10)
  // Apart from the others, so that slow readers of whole zones, however many, don't keep everybody else from a connection.
  const readers = openQueries(databaseUrl, 5)
  const transaction: Backend['transaction'] = work => queries.transaction().execute(work)
  return {
    dialect: 'postgres',
    queries,
    inTransaction: false,
    transaction,
    // Commits on several connections share syncs inside the server already.
    grouped: transaction,
    unsynced: work => work(queries),
    snapshot: () => takeSnapshot(readers),
    async close() {
      await Promise.all([queries.destroy(), readers.destroy()])
    },
  }
}

async function takeSnapshot(queries: Queries): Promise<Snapshot> {
  const transaction = await queries
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute()
  return { queries: transaction, end: () => transaction.rollback().execute() }
}

function openQueries(databaseUrl: string, connections: number): Queries {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: connections,
    // For a server that doesn't answer, and for all connections being in use.
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'zoneplane',
    types: { getTypeParser },
  })
  // A connection that breaks while nobody uses it has left the pool by now; the next query opens another or says why not.
  pool.on('error', () => {})
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

const int8 = 20

/** Ids, times and counts stay far below 2⁵³, so they come as numbers instead of as text. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === int8 && format !== 'binary') return Number
  return types.getTypeParser(oid, format)
}
