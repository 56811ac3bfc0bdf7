import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '../src/store/database.ts'
import { rotateKey } from '../src/store/rotate-key.ts'
import { sealedColumns } from '../src/store/sealed-values.ts'
import { loadSecretKey } from '../src/store/secret-key.ts'
import type { Store } from '../src/store/store.ts'
import { requireServer } from './servers/available.ts'
import { findPostgres, startPostgres } from './servers/postgres.ts'

const now = Date.now()
const idempotency = { principal: 'user:1', key: 'a', fingerprint: 'f', now, expiresAt: now + 1e6, abandonedBefore: 0 }

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zoneplane-rotate-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** One sealed value of each kind. */
async function fill(store: Store): Promise<number> {
  const { id: workspaceId } = await store.workspaces.create({ slug: 'w', name: 'W', now })
  const { id } = await store.connections.create({
    workspaceId,
    name: 'c',
    provider: 'cloudflare',
    credentials: 'canary',
    status: 'pending',
    now,
  })
  await store.idempotencyKeys.take(idempotency)
  await store.idempotencyKeys.keep(idempotency.principal, idempotency.key, { status: 201, body: 'reply' })
  return id
}

async function check(store: Store, connectionId: number): Promise<void> {
  expect(await store.connections.credentials(connectionId)).toBe('canary')
  expect(await store.idempotencyKeys.take(idempotency)).toMatchObject({ state: 'replay', reply: { body: 'reply' } })
}

test('every column that is sealed anywhere is known to the rotation', async () => {
  const dataDir = newFolder()
  const store = await openStore({ dataDir, secretKey: randomBytes(32) })
  await store.close()
  const database = new DatabaseSync(join(dataDir, 'zoneplane.db'))
  for (const { table, column, keys } of sealedColumns) {
    const columns = database
      .prepare('select name from pragma_table_info(?)')
      .all(table)
      .map(({ name }) => name)
    expect(columns).toEqual(expect.arrayContaining([column, ...keys]))
  }
  database.close()
  // Whoever seals says where, by a `SealedPlace` in the file of its table.
  const places = ['connections', 'resources', 'secondaries', 'machine-keys', 'idempotency-keys']
  const files = (await import('node:fs')).globSync('src/store/*.ts', { cwd: join(import.meta.dirname, '..') })
  const sealing = files.filter(file =>
    /import \{[^}]*\bseal\b[^}]*\} from '\.\/seal\.ts'/.test(
      readFileSync(join(import.meta.dirname, '..', file), 'utf8'),
    ),
  )
  expect(
    sealing
      .map(file => file.replace(/^src\/store\/|\.ts$/g, ''))
      .filter(file => !file.endsWith('.test') && file !== 'rotate-key')
      .sort(),
  ).toEqual([...places].sort())
})

test('all secrets open with the new key, and none with the old one', async () => {
  const dataDir = newFolder()
  const oldKey = await loadSecretKey({ dataDir })
  const store = await openStore({ dataDir, secretKey: oldKey })
  const id = await fill(store)
  await store.close()
  const { values } = await rotateKey({ dataDir, databaseUrl: undefined, oldKey, newKey: undefined, keepsFile: true })
  expect(values).toBe(2)
  const newKey = await loadSecretKey({ dataDir })
  expect(Buffer.from(newKey).equals(oldKey)).toBe(false)
  const after = await openStore({ dataDir, secretKey: newKey })
  await check(after, id)
  await after.close()
})

const interruptions = {
  'before the values are sealed again': async (dataDir: string) => {
    writeFileSync(join(dataDir, 'secret.key.next'), `${randomBytes(32).toString('base64')}\n`)
  },
  'after that, and before the new key is in its place': async (dataDir: string, oldKey: Uint8Array) => {
    const checkpoint = () => Promise.reject(new Error('killed here'))
    await expect(
      rotateKey({ dataDir, databaseUrl: undefined, oldKey, newKey: undefined, keepsFile: true, checkpoint }),
    ).rejects.toThrow('killed here')
  },
}
test.each(Object.entries(interruptions))('an end %s leaves a key that opens all of them', async (_, interrupt) => {
  const dataDir = newFolder()
  const oldKey = await loadSecretKey({ dataDir })
  const store = await openStore({ dataDir, secretKey: oldKey })
  const id = await fill(store)
  await store.close()
  await interrupt(dataDir, oldKey)
  expect(existsSync(join(dataDir, 'secret.key.next'))).toBe(true)
  const found = await openStore({ dataDir, secretKey: await loadSecretKey({ dataDir }) })
  await check(found, id)
  await found.close()
  expect(existsSync(join(dataDir, 'secret.key.next'))).toBe(false)
})

test('a key that opens not all of them changes none', async () => {
  const dataDir = newFolder()
  const [oldKey, other] = [randomBytes(32), randomBytes(32)]
  const store = await openStore({ dataDir, secretKey: oldKey })
  const id = await fill(store)
  await store.close()
  const rotation = { dataDir, databaseUrl: undefined, oldKey: other, newKey: randomBytes(32), keepsFile: false }
  await expect(rotateKey(rotation)).rejects.toMatchObject({ code: 'sealed' })
  const found = await openStore({ dataDir, secretKey: oldKey })
  await check(found, id)
  await found.close()
})

const bin = findPostgres()
test.skipIf(!requireServer('PostgreSQL', bin))(
  'secrets in PostgreSQL are sealed again in one transaction',
  async () => {
    const server = await startPostgres(bin!)
    onTestFinished(() => server.stop())
    const databaseUrl = await server.createDatabase()
    const [dataDir, oldKey, newKey] = [newFolder(), randomBytes(32), randomBytes(32)]
    const store = await openStore({ dataDir, databaseUrl, secretKey: oldKey })
    const id = await fill(store)
    await store.close()
    expect(await rotateKey({ dataDir, databaseUrl, oldKey, newKey, keepsFile: false })).toEqual({ values: 2 })
    const client = new Client({ connectionString: databaseUrl })
    await client.connect()
    const { rows } = await client.query('select credentials from connections')
    await client.end()
    expect(rows[0].credentials).not.toContain('canary')
    const found = await openStore({ dataDir, databaseUrl, secretKey: newKey })
    await check(found, id)
    await found.close()
  },
)
