import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { requireServer } from '../servers/available.ts'
import { findProgram } from '../servers/find-program.ts'
import { type ServeProcess, serve, serveInVain } from './serve-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'zoneplane-first-start-'))
const running: ServeProcess[] = []
afterAll(async () => {
  for (const { child } of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(!requireServer('dig', findProgram('dig')) || !requireServer('curl', findProgram('curl')))(
  'a newcomer',
  () => {
    const dataDir = join(folder, 'data')

    test('pastes the lines of the first start and sees both records in dig', async () => {
      const first = await start(dataDir)
      const { stdout, status } = paste(bannerLines(first))
      expect(status).toBe(0)
      expect(stdout).toMatch(/^www\.example\.com\.\s+300\s+IN\s+A\s+192\.0\.2\.10$/m)
      expect(stdout).toMatch(/^example\.com\.\s+300\s+IN\s+TXT\s+"hello"$/m)
      expect(await first.stop('SIGTERM')).toBe(0)
    })

    test('is told once; a second start has no secrets to show and all records to answer', async () => {
      const second = await start(dataDir)
      expect(second.stdout()).not.toMatch(/sk_|rk_|First start/)
      expect(dig(second, 'www.example.com', 'A')).toBe('192.0.2.10')
      expect(dig(second, 'example.com', 'TXT')).toBe('"hello"')
      expect(await second.stop('SIGINT')).toBe(0)
    })

    test('goes through the tour of the README', async () => {
      const fresh = await start(join(folder, 'tour'))
      const blocks = [...readme().matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block)
      expect(blocks.length).toBe(4)
      const [apiKey, machineKey] = [keyOf(fresh, 'API_KEY'), keyOf(fresh, 'MACHINE_KEY')]
      const script = blocks
        .join('\n')
        .replace('http://127.0.0.1:8080', fresh.url)
        .replace('sk_…', apiKey)
        .replace('rk_…', machineKey)
        .replaceAll('-p 5300', `-p ${fresh.dnsPort}`)
      const { stdout } = paste(script)
      expect(stdout).toMatch(/^192\.0\.2\.10\n192\.0\.2\.11$|^192\.0\.2\.11\n192\.0\.2\.10$/m)
      expect(stdout).toMatch(/^"hello"$/m)
      expect(stdout).toMatch(/^3 .* \+ api\.example\.com A +applied/m)
      expect(stdout).toMatch(/^applied as change set 4$/m)
      expect(await fresh.stop('SIGTERM')).toBe(0)
    })
  },
)

test('the data folder and what is in it are for its owner alone', async () => {
  const dataDir = join(folder, 'private')
  const one = await start(dataDir)
  expect(statSync(dataDir).mode & 0o777).toBe(0o700)
  for (const file of readdirSync(dataDir)) {
    expect([file, (statSync(join(dataDir, file)).mode & 0o077).toString(8)]).toEqual([file, '0'])
  }
  await one.stop('SIGTERM')
})

test('a second process on the same folder is refused, in words', async () => {
  const dataDir = join(folder, 'shared')
  const one = await start(dataDir)
  const { code, stderr } = await serveInVain(dataDir)
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error: .*(in use|another process|already)/i)
  expect(stderr).not.toContain('    at ')
  await one.stop('SIGTERM')
})

test('settings that make no sense are all named, without a stack', async () => {
  const { code, stderr } = await serveInVain(join(folder, 'bad'), { PORT: 'http', ZONEPLANE_LOG_LEVEL: 'loud' })
  expect(code).toBe(1)
  expect(stderr).toMatch(/PORT: .*\n.*ZONEPLANE_LOG_LEVEL: /)
  expect(stderr).not.toContain('    at ')
})

test('a port that is taken is told, and nothing is left running', async () => {
  const one = await start(join(folder, 'port-a'))
  const { code, stderr } = await serveInVain(join(folder, 'port-b'), { PORT: new URL(one.url).port })
  expect(code).toBe(1)
  expect(stderr).toContain('EADDRINUSE')
  const dns = await serveInVain(join(folder, 'port-c'), { ZONEPLANE_DNS_PORT: String(one.dnsPort) })
  expect(dns.code).toBe(1)
  expect(dns.stderr).toContain('EADDRINUSE')
  await one.stop('SIGTERM')
})

test('neither the log nor the database holds a secret that was shown', async () => {
  const dataDir = join(folder, 'canary')
  const one = await start(dataDir, { ZONEPLANE_LOG_LEVEL: 'trace', ZONEPLANE_ADMIN_PASSWORD: 'canary-password-91c2' })
  const [apiKey, machineKey] = [keyOf(one, 'API_KEY'), keyOf(one, 'MACHINE_KEY')]
  const json = { 'Content-Type': 'application/json' }
  const login = JSON.stringify({ email: 'admin@localhost', password: 'canary-password-91c2' })
  const reply = await fetch(`${one.url}/api/auth/login`, { method: 'POST', headers: json, body: login })
  const { data } = (await reply.json()) as { data: { token: string } }
  await fetch(`${one.url}/api/demo/production/dns`, { headers: { 'X-API-Key': apiKey } })
  await fetch(`${one.url}/api/v1/machine/domain/list`, { headers: { 'X-API-Key': machineKey } })
  await fetch(`${one.url}/api/auth/me`, { headers: { Authorization: `Bearer ${data.token}` } })
  await one.stop('SIGTERM')
  const files = readdirSync(dataDir).map(file => readFileSync(join(dataDir, file), 'latin1'))
  const secrets = [apiKey, machineKey.split('.')[1] ?? '', 'canary-password-91c2', data.token]
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(10)
    expect(one.stderr()).not.toContain(secret)
    expect(files.some(content => content.includes(secret))).toBe(false)
  }
})

async function start(dataDir: string, env: Record<string, string> = {}): Promise<ServeProcess> {
  const process = await serve(dataDir, env)
  running.push(process)
  return process
}

function bannerLines({ stdout }: ServeProcess): string {
  return /# paste from here\n(.*)# to here/s.exec(stdout())?.[1] ?? ''
}

function keyOf({ stdout }: ServeProcess, name: string): string {
  return new RegExp(`^${name}=(\\S+)$`, 'm').exec(stdout())?.[1] ?? ''
}

function paste(lines: string): { stdout: string; status: number | null } {
  const { stdout, status } = spawnSync('bash', [], { input: lines, encoding: 'utf8', timeout: 30_000 })
  return { stdout, status }
}

function dig({ dnsPort }: ServeProcess, name: string, type: string): string {
  const args = ['+short', '@127.0.0.1', '-p', String(dnsPort), name, type]
  return spawnSync('dig', args, { encoding: 'utf8', timeout: 10_000 }).stdout.trim()
}

function readme(): string {
  return readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
}
