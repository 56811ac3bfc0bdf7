import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { onEachDatabase, testKey } from '../../test/servers/databases.ts'
import { machineKeys } from './machine-keys.ts'
import { migrate } from './migrate.ts'
import { openSqlite } from './sqlite.ts'
import type { Store } from './store.ts'

const now = Date.parse('2026-11-22T10:00:00Z')

async function addKey(store: Store, tsigName: string): Promise<void> {
  const { id: workspaceId } = await store.workspaces.create({ slug: randomUUID(), name: 'W', now })
  const project = await store.projects.create({ workspaceId, slug: randomUUID(), name: 'P', now })
  const tsig = { name: tsigName, algorithm: 'hmac-sha256', secret: Buffer.from(tsigName).toString('base64') }
  const access = { accessKey: randomUUID(), secretHash: randomUUID(), grants: null, expiresAt: null }
  await store.machineKeys.create({ projectId: project.id, name: tsigName, ...access, tsig, now })
}

onEachDatabase(({ open }) => {
  test('of keys that are looked for at the same time each is found by its own name, and by no other', async () => {
    const store = await open()
    for (const name of ['a.', 'b.']) await addKey(store, name)
    const names = ['a.', 'nobody.', 'b.', 'a.', 'A.']
    const found = await Promise.all(names.map(name => store.machineKeys.findByTsigName(name)))
    expect(found.map(one => one?.key.tsig?.name)).toEqual(['a.', undefined, 'b.', 'a.', undefined])
    expect(Buffer.from(found[2]!.secret, 'base64').toString()).toBe('b.')
  })
})

test('however many strangers sign at once, the store is asked a few times', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zoneplane-keys-'))
  const backend = openSqlite(join(folder, 'data'))
  onTestFinished(async () => {
    await backend.close()
    rmSync(folder, { recursive: true })
  })
  await migrate(backend.queries, backend.dialect)
  let statements = 0
  const queries = backend.queries.withPlugin({
    transformQuery({ node }) {
      statements++
      return node
    },
    transformResult: async ({ result }) => result,
  })
  const keys = machineKeys({ ...backend, queries }, testKey)
  const names = Array.from({ length: 400 }, (_, index) => `stranger${index}.`)
  await Promise.all(names.map(name => keys.findByTsigName(name)))
  expect(statements).toBeLessThan(5)
})
