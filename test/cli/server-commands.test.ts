import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serve } from '../end-to-end/serve-process.ts'
import { runProgram } from '../run-program.ts'

const bin = join(import.meta.dirname, '../../src/bin.ts')
const folder = mkdtempSync(join(tmpdir(), 'zoneplane-backup-'))
const dataDir = join(folder, 'data')
const password = 'a password for tests'
let apiKey = ''

const run = (words: string[], env: Record<string, string | undefined> = {}) =>
  runProgram(process.execPath, [bin, ...words], {
    cwd: folder,
    env: { ZONEPLANE_DATA_DIR: dataDir, DATABASE_URL: undefined, ZONEPLANE_SECRET_KEY: undefined, ...env },
  })

beforeAll(async () => {
  const running = await serve(dataDir, { ZONEPLANE_ADMIN_PASSWORD: password })
  apiKey = /sk_\S+/.exec(running.stdout())?.[0] ?? ''
  await run(['zones', 'create', 'kept.example'], { ZONEPLANE_URL: running.url, ZONEPLANE_TOKEN: apiKey })
  await addSecret(running.url)
  // While it runs, and goes on being written to.
  const backup = run(['backup', 'running.db'])
  for (const name of ['a', 'b', 'c']) {
    await run(['records', 'set', 'kept.example', name, 'A', '192.0.2.1'], {
      ZONEPLANE_URL: running.url,
      ZONEPLANE_TOKEN: apiKey,
    })
  }
  expect(await backup).toMatchObject({ code: 0, stderr: '' })
  await running.stop('SIGTERM')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A connection whose secret is sealed: nobody answers there, so it's kept as failed. */
async function addSecret(url: string): Promise<void> {
  const credentials = { apiToken: 'canary-of-a-token', endpoint: 'https://127.0.0.1:9' }
  const body = JSON.stringify({ name: 'cloud', provider: 'cloudflare', credentials })
  const headers = { 'X-API-Key': apiKey, 'Content-Type': 'application/json' }
  await fetch(`${url}/api/cloud-connections/default`, { method: 'POST', headers, body })
}

/** Whether the data of a folder is served, secrets and all. */
async function isServed(dir: string, env: Record<string, string> = {}): Promise<boolean> {
  const running = await serve(dir, env)
  const cli = { ZONEPLANE_URL: running.url, ZONEPLANE_TOKEN: apiKey }
  const zones = await run(['zones', 'list'], cli)
  const tested = await run(['connections', 'test', '2', '--json'], cli)
  await running.stop('SIGTERM')
  // What can't be opened is an internal error; a provider that can't be reached is what is expected here.
  return zones.stdout.includes('kept.example') && tested.stdout.includes('"status": "failed"')
}

test('a backup that is made while Zoneplane runs is whole, for its owner alone, and can be restored', async () => {
  expect(statSync(join(folder, 'running.db')).mode & 0o777).toBe(0o600)
  const restored = join(folder, 'restored')
  const { code, stdout } = await run(['restore', 'running.db'], { ZONEPLANE_DATA_DIR: restored })
  expect(code).toBe(0)
  expect(stdout).toMatch(/Its secrets open with the key [0-9a-f]{8}: put it at .*secret\.key/)
  await copyFile(join(dataDir, 'secret.key'), join(restored, 'secret.key'))
  expect(await isServed(restored)).toBe(true)
})

test('nothing is overwritten, by a backup or by restoring one', async () => {
  const before = readFileSync(join(folder, 'running.db'))
  const again = await run(['backup', 'running.db'])
  expect([again.code, again.stderr]).toEqual([
    1,
    expect.stringContaining('is there already, and nothing is overwritten'),
  ])
  expect(readFileSync(join(folder, 'running.db')).equals(before)).toBe(true)
  const over = await run(['restore', 'running.db'])
  expect([over.code, over.stderr]).toEqual([1, expect.stringContaining('is there already, and nothing is overwritten')])
})

test('what is no backup is not restored, and leaves nothing behind', async () => {
  writeFileSync(join(folder, 'text.db'), 'this is no database, however long it may be'.repeat(100))
  const empty = join(folder, 'empty')
  const wrong = await run(['restore', 'text.db'], { ZONEPLANE_DATA_DIR: empty })
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('is not a database')])
  expect(existsSync(join(empty, 'zoneplane.db'))).toBe(false)
  expect((await run(['restore', 'none.db'], { ZONEPLANE_DATA_DIR: empty })).stderr).toContain('there is no such file')
  expect((await run(['backup', 'x.db'], { ZONEPLANE_DATA_DIR: join(folder, 'none') })).stderr).toContain(
    'There is no database',
  )
})

test('with PostgreSQL its own tools are named', async () => {
  const env = { DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/name' }
  const { code, stderr } = await run(['backup', 'x.db'], env)
  expect([code, stderr]).toEqual([1, expect.stringContaining('pg_dump')])
  expect(stderr).not.toContain('secret@')
  expect((await run(['restore', 'running.db'], env)).stderr).toContain('pg_restore')
})

test('the secret key is rotated while Zoneplane is stopped, and only then', async () => {
  const oldKey = readFileSync(join(dataDir, 'secret.key'), 'utf8')
  const running = await serve(dataDir)
  const inVain = await run(['rotate-secret-key'])
  expect([inVain.code, inVain.stderr]).toEqual([1, expect.stringContaining('in use by another Zoneplane process')])
  await running.stop('SIGTERM')
  expect(readFileSync(join(dataDir, 'secret.key'), 'utf8')).toBe(oldKey)
  const { code, stdout } = await run(['rotate-secret-key'])
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+ sealed values are under the new key/)])
  expect(readFileSync(join(dataDir, 'secret.key'), 'utf8')).not.toBe(oldKey)
  expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600)
  expect(await isServed(dataDir)).toBe(true)
})

test('a key of one’s own is rotated to one that was given, never to one that nobody knows', async () => {
  const dir = join(folder, 'own')
  const [one, two] = [Buffer.alloc(32, 1).toString('base64'), Buffer.alloc(32, 2).toString('base64')]
  await run(['restore', 'running.db'], { ZONEPLANE_DATA_DIR: dir })
  const own = { ZONEPLANE_DATA_DIR: dir, ZONEPLANE_SECRET_KEY: one }
  expect((await run(['rotate-secret-key'], own)).stderr).toContain('ZONEPLANE_NEW_SECRET_KEY')
  // The backup's secrets are under another key: nothing is changed, and it's said which.
  const wrong = await run(['rotate-secret-key'], { ...own, ZONEPLANE_NEW_SECRET_KEY: two })
  expect([wrong.code, wrong.stderr]).toEqual([
    1,
    expect.stringMatching(/it was sealed with key [0-9a-f]{8}, and this is/),
  ])
  expect(existsSync(join(dir, 'secret.key.next'))).toBe(false)
})
