import { once } from 'node:events'
import { statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { onEachDatabase } from '../../test/servers/databases.ts'
import { startChild } from '../../test/store/child.ts'
import { dataFiles } from './data-dir.ts'
import { openStore, type StoreOptions } from './database.ts'

const locked = expect.objectContaining({ name: 'StoreError', code: 'locked' })

onEachDatabase(({ create }, kind) => {
  test('processes that start at once on an empty database', async () => {
    const options = await create()
    const children = Array.from({ length: 3 }, () => startChild('open-and-wait.ts', options))
    const lines = await Promise.all(children.map(child => child.line()))
    // PostgreSQL takes them all; a data folder belongs to one.
    expect(lines.filter(line => line === 'open')).toHaveLength(kind === 'PostgreSQL' ? 3 : 1)
    const codes = await Promise.all(children.map(child => child.end()))
    expect(codes.filter(code => code === 0)).toHaveLength(kind === 'PostgreSQL' ? 3 : 1)
    await (await openStore(options)).close()
  })

  test('opens at once in one process, on an empty database', async () => {
    const options = await create()
    const opened = await Promise.allSettled(Array.from({ length: 5 }, () => openStore(options)))
    const stores = opened.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
    expect(stores).toHaveLength(kind === 'PostgreSQL' ? 5 : 1)
    await Promise.all(stores.map(store => store.close()))
  })

  test('a database that a newer version has migrated is refused and left as it is', async () => {
    const options = await create()
    await (await openStore(options)).close()
    await pretendNewer(options)
    for (let tries = 0; tries < 2; tries++) {
      const refusal = await openStore(options).catch(error => error)
      expect(refusal).toMatchObject({ name: 'StoreError', code: 'newer' })
      expect(refusal.message).toContain('made by a newer version of Zoneplane (migration 999-from-the-future)')
    }
  })

  test('a secret key of another length is refused', async () => {
    await expect(openStore({ ...(await create()), secretKey: new Uint8Array(16) })).rejects.toThrow(
      'must have 32 bytes',
    )
  })

  if (kind === 'SQLite') dataFolder(create)
  else server(create)
})

function dataFolder(create: () => Promise<StoreOptions>) {
  test('a data folder that another process has is refused, until that one ends', async () => {
    const options = await create()
    const child = startChild('open-and-wait.ts', options)
    expect(await child.line()).toBe('open')
    const refusal = await openStore(options).catch(error => error)
    expect(refusal).toEqual(locked)
    expect(refusal.message).toContain(`${options.dataDir} is in use by another Zoneplane process`)
    expect(await child.end()).toBe(0)
    await (await openStore(options)).close()
  })

  test('a data folder is free again as soon as the process that had it is killed', async () => {
    const options = await create()
    for (let round = 0; round < 3; round++) {
      const child = startChild('open-and-wait.ts', options)
      expect(await child.line()).toBe('open')
      await child.kill()
    }
    await (await openStore(options)).close()
  })

  test('a folder that this process has open is not opened twice', async () => {
    const options = await create()
    const store = await openStore(options)
    await expect(openStore(options)).rejects.toEqual(locked)
    await store.ping()
    await store.close()
    await (await openStore(options)).close()
  })

  test('only the owner may read what is in the folder', async () => {
    const options = await create()
    const store = await openStore(options)
    onTestFinished(() => store.close())
    await store.users.create({ email: 'a@example.com', name: 'A', passwordHash: 'h', now: 0 })
    const { database } = dataFiles(options.dataDir)
    expect(statSync(options.dataDir).mode & 0o777).toBe(0o700)
    for (const file of [database, `${database}-wal`, `${database}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('a folder that cannot be made is an error, and nothing stays locked', async () => {
    const options = await create()
    await mkdir(dataFiles(options.dataDir).database, { recursive: true })
    await expect(openStore(options)).rejects.toThrow('EISDIR')
    await expect(openStore(options)).rejects.toThrow('EISDIR')
  })
}

function server(create: () => Promise<StoreOptions>) {
  test('a server that is not there is an error that says so', async () => {
    const options = { ...(await create()), databaseUrl: 'postgres://test@127.0.0.1:1/test' }
    await expect(openStore(options)).rejects.toThrow('ECONNREFUSED')
  })

  test('connections that the server ends are replaced', async () => {
    const options = await create()
    const store = await openStore(options)
    onTestFinished(() => store.close())
    await Promise.all(Array.from({ length: 5 }, () => store.users.count()))
    await query(
      options.databaseUrl!,
      `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`,
    )
    await expect.poll(() => store.users.count().catch(() => undefined)).toBe(0)
  })

  test('a server that has fallen silent fails the ping', async () => {
    const options = await create()
    const line = await forwardTo(new URL(options.databaseUrl!))
    const store = await openStore({ ...options, databaseUrl: line.url })
    await store.ping()
    line.cut()
    await expect(store.ping()).rejects.toThrow()
    line.restore()
    await store.ping()
    await store.close()
  })
}

/** A line to a server that can fall silent without closing. */
async function forwardTo(target: URL) {
  const sockets: Socket[] = []
  const listener = createServer(client => {
    const upstream = connect(Number(target.port), target.hostname)
    client.pipe(upstream).pipe(client)
    sockets.push(client, upstream)
    for (const socket of [client, upstream]) socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    listener.close()
  })
  const url = new URL(target)
  url.port = String((listener.address() as AddressInfo).port)
  return {
    url: String(url),
    cut: () => sockets.forEach(socket => void socket.pause()),
    restore: () => sockets.forEach(socket => void socket.resume()),
  }
}

async function query(databaseUrl: string, statement: string) {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(statement)
  await client.end()
}

async function pretendNewer({ dataDir, databaseUrl }: StoreOptions) {
  const statement = `insert into kysely_migration (name, timestamp) values ('999-from-the-future', '2099-01-01T00:00:00Z')`
  if (databaseUrl === undefined) {
    const database = new DatabaseSync(dataFiles(dataDir).database)
    database.exec(statement)
    database.close()
  } else await query(databaseUrl, statement)
}
