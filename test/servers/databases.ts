import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest'
import { openStore, type StoreOptions } from '../../src/store/database.ts'
import type { Store } from '../../src/store/store.ts'
import { requireServer } from './available.ts'
import { findPostgres, type PostgresServer, startPostgres } from './postgres.ts'

/** An empty database of the kind that is being tested, and a way to open it. */
export interface TestDatabases {
  /**
   * What `openStore` needs for a new, empty database. What's on disk goes when the test ends: a test that runs beside others has to
   * give what its own context says of that.
   */
  create(whenFinished?: typeof onTestFinished): Promise<StoreOptions>
  /** A store on a new, empty database, closed when the test ends. */
  open(): Promise<Store>
}

export const testKey = new Uint8Array(32).fill(7)

/** Defines the same tests on SQLite and on PostgreSQL. */
export function onEachDatabase(define: (databases: TestDatabases, kind: 'SQLite' | 'PostgreSQL') => void): void {
  describe('on SQLite', () => define(withOpen(createFolder), 'SQLite'))
  const bin = findPostgres()
  describe.skipIf(!requireServer('PostgreSQL', bin))('on PostgreSQL', () => {
    let server: PostgresServer
    beforeAll(async () => {
      server = await startPostgres(bin!)
    })
    afterAll(() => server?.stop())
    const create: TestDatabases['create'] = async whenFinished => ({
      ...(await createFolder(whenFinished)),
      databaseUrl: await server.createDatabase(),
    })
    define(withOpen(create), 'PostgreSQL')
  })
}

function withOpen(create: TestDatabases['create']): TestDatabases {
  return {
    create,
    async open() {
      const store = await openStore(await create())
      onTestFinished(() => store.close())
      return store
    },
  }
}

async function createFolder(whenFinished = onTestFinished): Promise<StoreOptions> {
  const folder = mkdtempSync(join(tmpdir(), 'zoneplane-store-'))
  whenFinished(() => rmSync(folder, { recursive: true, force: true }))
  return { dataDir: join(folder, 'data'), secretKey: testKey }
}
