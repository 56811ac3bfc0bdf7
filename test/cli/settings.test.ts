import { once } from 'node:events'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runProgram } from '../run-program.ts'
import { type CliWorld, startCliWorld } from './cli-world.ts'

let world: CliWorld
beforeAll(async () => {
  world = await startCliWorld()
  await world.run('zones', 'create', 'settings.example')
})
afterAll(() => world.stop())

const noEnv = { ZONEPLANE_TOKEN: undefined, ZONEPLANE_URL: undefined }
const bare = (...words: string[]) => world.runWith({ env: noEnv }, ...words)
const profiles = () => join(world.folder, '.config/zoneplane/profiles.json')

test('a profile is for its owner alone, is used where nothing else is said, and is forgotten by logout', async () => {
  const { url, admin } = world.zoneplane
  const signedIn = await world.runWith(
    { env: noEnv, input: `${admin.password}\n` },
    'login',
    url,
    '--email',
    admin.email,
    '--password-stdin',
  )
  expect(signedIn).toMatchObject({ code: 0, stderr: '' })
  expect(statSync(profiles()).mode & 0o777).toBe(0o600)
  expect(readFileSync(profiles(), 'utf8')).not.toContain(admin.password)
  expect((await bare('zones', 'list')).stdout).toContain('settings.example')
  expect((await bare('logout')).code).toBe(0)
  expect(JSON.parse(readFileSync(profiles(), 'utf8'))).toEqual({ current: 'default', profiles: {} })
  expect((await bare('zones', 'list', '--url', url)).stderr).toContain('fix: Sign in with: zoneplane login')
})

test('a key can be the profile, and profiles are kept apart by their names', async () => {
  const { url, apiKey } = world.zoneplane
  await world.runWith({ env: noEnv, input: apiKey }, 'login', url, '--key-stdin', '--profile', 'work')
  expect((await bare('zones', 'list', '--profile', 'work')).code).toBe(0)
  expect((await bare('zones', 'list', '--profile', 'none')).stderr).toContain('There is no profile “none”')
})

test('a profile’s token goes to its own address and to no other', async () => {
  const seen: (string | undefined)[] = []
  const other = createServer((request, reply) => {
    seen.push(request.headers.authorization, request.headers['x-api-key'] as string | undefined)
    reply.statusCode = 401
    reply.end()
  }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  const { code } = await bare('zones', 'list', '--profile', 'work', '--url', url, '--project', 'demo')
  other.close()
  expect([code, seen]).toEqual([1, [undefined, undefined]])
})

test('profiles that can’t be read are said so, and not overwritten', async () => {
  const home = join(world.folder, 'broken')
  mkdirSync(join(home, '.config/zoneplane'), { recursive: true })
  writeFileSync(join(home, '.config/zoneplane/profiles.json'), '{')
  const { code, stderr } = await world.runWith({ env: { HOME: home } }, 'zones', 'list')
  expect(code).toBe(1)
  expect(stderr).toContain('profiles.json can')
})

test('errors say what is wrong and how to mend it', async () => {
  const wrong = async (env: Record<string, string>, ...words: string[]) =>
    (await world.runWith({ env }, ...words)).stderr
  expect(await wrong({ ZONEPLANE_URL: 'http://127.0.0.1:59999' }, 'zones', 'list', '--project', 'demo')).toMatch(
    /error: http:\/\/127\.0\.0\.1:59999 cannot be reached: ECONNREFUSED[\s\S]*fix: Is Zoneplane running/,
  )
  expect(await wrong({ ZONEPLANE_URL: 'dns.example' }, 'zones', 'list')).toContain('is not the address of a server')
  expect(await wrong({ ZONEPLANE_TOKEN: 'sk_none' }, 'zones', 'list')).toContain('Sign in with: zoneplane login')
  expect(await wrong({ ZONEPLANE_TOKEN: world.zoneplane.machineKey }, 'zones', 'list')).toContain('Give an sk_ key')
  expect(await wrong({}, 'zones', 'get', 'setings.example')).toContain('Did you mean settings.example?')
  expect(await wrong({}, 'zones', 'list', '--project', 'nowhere')).toMatch(/error: /)
  expect(await wrong({}, 'zone', 'list')).toContain('Did you mean zones?')
  expect(await wrong({}, 'plan')).toContain("missing required argument 'files'")
  expect(await wrong({}, 'keys', 'list')).toContain('sign in with: zoneplane login')
})

test('with --json errors are for programs too', async () => {
  const { code, stdout, stderr } = await world.run('records', 'set', 'settings.example', 'www', 'A', '1.2.3', '--json')
  expect([code, stdout]).toEqual([1, ''])
  expect(JSON.parse(stderr)).toMatchObject({
    error: {
      code: 'validation_failed',
      status: 400,
      details: [{ path: 'changes[0].values[0]', code: 'invalid_ipv4_address' }],
    },
  })
})

test('help is there for every command, with examples for those that take some thought', async () => {
  const { stdout, code } = await world.run('--help')
  expect(code).toBe(0)
  const commands = [...stdout.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name).filter(name => name !== 'help')
  expect(commands).toContain('rotate-secret-key')
  const pages = await Promise.all(
    [
      'records set',
      'plan',
      'apply',
      'import',
      'export',
      'dig',
      'keys create',
      'connections create',
      'backup',
      'login',
    ].map(words => world.run(...words.split(' '), '--help')),
  )
  for (const page of pages) expect(page.stdout).toMatch(/Examples?:\n {2}\S/)
})

test('whoever reads only the beginning is no reason for an error', async () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => `h${index} 60 IN TXT "${'x'.repeat(100)}"`)
  world.write('long.zone', lines.join('\n'))
  await world.run('import', 'settings.example', 'long.zone')
  for (const command of [
    'export settings.example',
    'records list settings.example',
    'records list settings.example --json',
  ]) {
    const bin = join(import.meta.dirname, '../../src/bin.ts')
    const env = { ZONEPLANE_URL: world.zoneplane.url, ZONEPLANE_TOKEN: world.zoneplane.apiKey, HOME: world.folder }
    const { stdout, stderr } = await runProgram('bash', ['-c', `${process.execPath} ${bin} ${command} | head -n 2`], {
      env,
    })
    expect([stdout.split('\n').length, stderr]).toEqual([3, ''])
  }
})
