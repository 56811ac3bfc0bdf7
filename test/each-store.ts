import { afterAll, beforeAll, describe } from 'vitest'
import { requireServer } from './servers/available.ts'
import { findPostgres, type PostgresServer, startPostgres } from './servers/postgres.ts'
import { startTestApp, type TestApp, type TestAppOptions } from './test-app.ts'

/** Defines the same tests for an app on SQLite and for one on PostgreSQL. */
export function onEachStore(define: (start: (options?: TestAppOptions) => Promise<TestApp>) => void): void {
  describe('on SQLite', () => define(startTestApp))
  const bin = findPostgres()
  describe.skipIf(!requireServer('PostgreSQL', bin))('on PostgreSQL', () => {
    let server: PostgresServer
    beforeAll(async () => {
      server = await startPostgres(bin!)
    })
    afterAll(() => server?.stop())
    define(async options => startTestApp({ ...options, databaseUrl: await server.createDatabase() }))
  })
}
