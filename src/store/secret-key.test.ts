import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadSecretKey } from './secret-key.ts'

let parent: string
let dataDir: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'zoneplane-key-'))
  dataDir = join(parent, 'data')
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const key = Buffer.from(Uint8Array.from({ length: 32 }, (_, index) => index * 7))

test('a key that is given is taken, and nothing is written', async () => {
  const loaded = await loadSecretKey({ dataDir, secretKey: key.toString('base64') })
  expect(Buffer.from(loaded)).toEqual(key)
  expect(readdirSync(parent)).toEqual([])
})

test.each([
  ['empty', ''],
  ['too short', Buffer.alloc(31).toString('base64')],
  ['too long', Buffer.alloc(33).toString('base64')],
  ['hex', key.toString('hex')],
  ['without padding', key.toString('base64').replace('=', '')],
  ['with a stray character', `${key.toString('base64').slice(0, 20)}*${key.toString('base64').slice(20)}`],
])('a given key that is %s is refused with words for whoever set it, and without the key', async (_, secretKey) => {
  const refusal = await loadSecretKey({ dataDir, secretKey }).catch((error: Error) => error.message)
  expect(refusal).toMatch(/^ZONEPLANE_SECRET_KEY must be 32 bytes in base64/)
  if (secretKey !== '') expect(refusal).not.toContain(secretKey)
})

test('the first start makes a key for its owner alone, and later ones find it', async () => {
  const made = await loadSecretKey({ dataDir })
  expect(made).toHaveLength(32)
  expect(await loadSecretKey({ dataDir })).toEqual(made)
  expect(readdirSync(dataDir)).toEqual(['secret.key'])
  expect(statSync(dataDir).mode & 0o777).toBe(0o700)
  expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(dataDir, 'secret.key'), 'utf8')).toBe(`${Buffer.from(made).toString('base64')}\n`)
})

test('two folders have two keys', async () => {
  const other = join(parent, 'other')
  expect(await loadSecretKey({ dataDir })).not.toEqual(await loadSecretKey({ dataDir: other }))
})

test('of several that start at once all have the same key', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => loadSecretKey({ dataDir })))
  expect(new Set(keys.map(key => Buffer.from(key).toString('hex'))).size).toBe(1)
  expect(readdirSync(dataDir)).toEqual(['secret.key'])
})

test('a key file that was cut short is refused by its name', async () => {
  await loadSecretKey({ dataDir })
  writeFileSync(join(dataDir, 'secret.key'), 'AAAA\n')
  await expect(loadSecretKey({ dataDir })).rejects.toThrow(/secret\.key must be 32 bytes in base64/)
})

test('with a database of its own the key must be given', async () => {
  const settings = { dataDir, databaseUrl: 'postgres://127.0.0.1/zoneplane' }
  await expect(loadSecretKey(settings)).rejects.toThrow(/ZONEPLANE_SECRET_KEY must be set where DATABASE_URL is/)
  expect(await loadSecretKey({ ...settings, secretKey: key.toString('base64') })).toHaveLength(32)
})

test('no new key is made for a database that was sealed with another', async () => {
  await loadSecretKey({ dataDir })
  writeFileSync(join(dataDir, 'zoneplane.db'), '')
  rmSync(join(dataDir, 'secret.key'))
  await expect(loadSecretKey({ dataDir })).rejects.toThrow(/Put the file back, or set ZONEPLANE_SECRET_KEY/)
})
