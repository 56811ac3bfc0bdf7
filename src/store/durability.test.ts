import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { onEachDatabase } from '../../test/servers/databases.ts'
import { startChild } from '../../test/store/child.ts'
import { openStore, type StoreOptions } from './database.ts'
import type { Store } from './store.ts'

onEachDatabase(({ create }) => {
  test('what was acknowledged is there after the process is killed, and nothing is there by half', async () => {
    const options = await create()
    await makeZone(options)
    const acknowledged: string[] = []
    for (let round = 0; round < 12; round++) {
      const child = startChild('commit-forever.ts', options)
      for (let count = 0; count < 5 + 17 * round; count++) acknowledged.push(await nextLine(child))
      await child.kill()
      acknowledged.push(...(await child.rest()))
    }
    const store = await openStore(options)
    const [sets, told] = [await setsByCommit(store), await toldCommits(store)]
    await store.close()
    expect(acknowledged.length).toBeGreaterThan(1_000)
    expect(acknowledged.filter(id => !told.has(id))).toEqual([])
    expect(new Set(sets.keys())).toEqual(told)
    expect([...sets].filter(([, parts]) => parts !== 'ab')).toEqual([])
  })

  test('no secret can be read from what the database keeps on disk', async () => {
    const options = await create()
    const store = await openStore(options)
    const canary = 'canary-bird-in-the-mine'
    await keepSecrets(store, canary)
    const kept = await everythingKept(options)
    await store.close()
    for (const form of formsOf(canary)) expect(kept.includes(form), form).toBe(false)
    expect(kept.includes('visible-name')).toBe(true)
  })
})

async function nextLine(child: ReturnType<typeof startChild>): Promise<string> {
  const line = await child.line()
  if (line === undefined) throw new Error(`The child ended by itself: ${child.errors()}`)
  return line
}

async function makeZone(options: StoreOptions) {
  const store = await openStore(options)
  const workspace = await store.workspaces.create({ slug: 'default', name: 'Default', now: 0 })
  const zone = { domain: 'example.com.', reference: 'r', workspaceId: workspace.id, rrsets: [], now: 0 }
  expect([workspace.id, (await store.hostedZones.create(zone)).id]).toEqual([1, 1])
  await store.close()
}

/** The labels that each commit has made, `ab` where it's whole. */
async function setsByCommit(store: Store): Promise<Map<string, string>> {
  const parts = new Map<string, string>()
  for await (const chunk of store.hostedZones.rrsets(1, 500)) {
    for (const { name, records } of chunk) {
      const [id, part] = name.split('.') as [string, string]
      if (records[0] === `"${id}.${part}"`) parts.set(id, (parts.get(id) ?? '') + part)
    }
  }
  return new Map([...parts].map(([id, found]) => [id, [...found].sort().join('')]))
}

async function toldCommits(store: Store): Promise<Set<string>> {
  const all = await store.activities.list({ workspaceIds: [1], limit: 1_000_000 })
  return new Set(all.map(({ subject }) => subject))
}

async function keepSecrets(store: Store, canary: string) {
  const { id: workspaceId } = await store.workspaces.create({ slug: 'default', name: 'visible-name', now: 0 })
  const connection = { workspaceId, name: 'n', provider: 'aws', status: 'pending' as const, now: 0 }
  const { id } = await store.connections.create({ ...connection, credentials: JSON.stringify({ key: canary }) })
  await store.connections.update(id, { credentials: JSON.stringify({ other: canary }), now: 1 })
  await store.idempotencyKeys.take({
    ...{ principal: 'user:1', key: 'k', fingerprint: 'f' },
    ...{ now: 0, expiresAt: 1, abandonedBefore: 0 },
  })
  await store.idempotencyKeys.keep('user:1', 'k', { status: 201, body: JSON.stringify({ key: canary }) })
  const project = await store.projects.create({ workspaceId, slug: 'demo', name: 'Demo', now: 0 })
  const environment = await store.projects.createEnvironment({ projectId: project.id, slug: 'p', name: 'P', now: 0 })
  const resource = await store.resources.create({
    projectId: project.id,
    environmentId: environment.id,
    resourceType: 'dns',
    name: 'n',
    status: 'active',
    comment: null,
    positionX: null,
    positionY: null,
    metadata: {},
    secretData: canary,
    now: 0,
  })
  expect(await store.resources.secretData(resource.id)).toBe(canary)
  expect(await store.connections.credentials(id)).toContain(canary)
}

/** As it is, and as base64 would show it at each of the three ways it can fall. */
function formsOf(canary: string): string[] {
  const shifted = ['', 'x', 'xx'].map(before =>
    Buffer.from(before + canary)
      .toString('base64')
      .slice(4, -4),
  )
  return [canary, Buffer.from(canary).toString('hex'), ...shifted]
}

/** The files of the embedded database, log and all; of the other, every row of every table. */
async function everythingKept({ dataDir, databaseUrl }: StoreOptions): Promise<string> {
  if (databaseUrl === undefined) {
    return readdirSync(dataDir)
      .map(file => readFileSync(join(dataDir, file), 'latin1'))
      .join('\n')
  }
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  )
  const contents: string[] = []
  for (const { name } of rows) contents.push(JSON.stringify((await client.query(`select * from ${name}`)).rows))
  await client.end()
  return contents.join('\n')
}
