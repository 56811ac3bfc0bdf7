import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { openStore, type StoreOptions } from '../../src/store/database.ts'
import type { Store } from '../../src/store/store.ts'
import { findPostgres, type PostgresServer, startPostgres } from '../servers/postgres.ts'
import { now } from './stored-changes.ts'

/** A database that two instances have open, with hosted zone 1 in it. */
export interface SharedDatabase {
  options: StoreOptions
  one: Store
  two: Store
  /** Ends the connections of this name on the server, and gives how many they were. */
  terminate(name: string): Promise<number>
}

/** For the tests of one file: a PostgreSQL server of their own, which they may restart. */
export function sharedDatabases(): { open(): Promise<SharedDatabase>; restart(): Promise<void> } {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres(findPostgres()!)
  })
  afterAll(() => server?.stop())
  return {
    restart: () => server.restart(),
    async open() {
      const folder = mkdtempSync(join(tmpdir(), 'zoneplane-store-'))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      const databaseUrl = await server.createDatabase()
      const options = { dataDir: join(folder, 'data'), databaseUrl, secretKey: new Uint8Array(32).fill(7) }
      const [one, two] = [await openStore(options), await openStore(options)]
      onTestFinished(async () => {
        await Promise.all([one.close(), two.close()])
      })
      await makeZone(one)
      return { options, one, two, terminate: name => terminate(databaseUrl, name) }
    },
  }
}

async function makeZone(store: Store) {
  const { id: workspaceId } = await store.workspaces.create({ slug: 'default', name: 'Default', now })
  await store.hostedZones.create({ domain: 'example.com.', reference: 'r', workspaceId, rrsets: [], now })
}

async function terminate(databaseUrl: string, name: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and application_name = $1`,
    [name],
  )
  await client.end()
  return rows.length
}
