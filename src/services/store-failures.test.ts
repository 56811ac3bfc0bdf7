import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { requireServer } from '../../test/servers/available.ts'
import { findPostgres, startPostgres } from '../../test/servers/postgres.ts'
import { StoreError } from '../store/store.ts'
import { isStoreUnavailable } from './store-failures.ts'

const bin = findPostgres()

describe.skipIf(!requireServer('PostgreSQL', bin))('a database that goes away', () => {
  test('is told from a fault of ours, while it goes, when it has gone, and where it is the cause', async () => {
    const server = await startPostgres(bin!)
    const client = new Client({ connectionString: await server.createDatabase() })
    client.on('error', () => {})
    await client.connect()
    const wrongQuery = await client.query('select nothing from nowhere').catch(error => error)
    const cutOff = client.query('select pg_sleep(60)').catch(error => error)
    await server.stop()
    const refused = await new Client({ port: client.port, host: '127.0.0.1' }).connect().catch(error => error)
    expect(isStoreUnavailable(wrongQuery)).toBe(false)
    expect(isStoreUnavailable(await cutOff)).toBe(true)
    expect(isStoreUnavailable(refused)).toBe(true)
    expect(isStoreUnavailable(new Error('outer', { cause: refused }))).toBe(true)
    expect(isStoreUnavailable(new StoreError('taken', 'x'))).toBe(false)
    expect(isStoreUnavailable('ECONNREFUSED')).toBe(false)
  })
})
