import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import { requireServer } from '../servers/available.ts'
import { findProgram } from '../servers/find-program.ts'
import type { TsigText } from '../servers/nsupdate.ts'
import { type Pebble, pebblePath, startPebble } from '../servers/pebble.ts'
import type { ReplyBody } from '../test-app.ts'

/** Certificates for a domain and its wildcard, whose two challenges stand at one name at the same time. */

const run = promisify(execFile)
const clients = { lego: findProgram('lego'), certbot: findProgram('certbot') }
const isMissing = [
  requireServer('pebble', pebblePath),
  requireServer('lego', clients.lego),
  requireServer('certbot', clients.certbot),
].includes(false)

let zoneplane: TestZoneplane
let pebble: Pebble
let folder: string
let key: TsigText
let zone: number

beforeAll(async () => {
  if (isMissing) return
  folder = mkdtempSync(join(tmpdir(), 'zoneplane-acme-'))
  zoneplane = await startTestZoneplane()
  pebble = await startPebble(zoneplane.dns)
  const session = await call<{ token: string }>('POST', '/api/auth/login', zoneplane.admin)
  const body = {
    name: 'certificates',
    grants: { zones: ['certs.example'], names: ['_acme-challenge*'], types: ['TXT'], networks: ['127.0.0.1'] },
    tsig: { name: 'certificates.example' },
  }
  const bySession = { 'X-API-Key': '', Authorization: `Bearer ${session.token}` }
  key = (await call<{ tsig: TsigText }>('POST', '/api/projects/demo/machine-keys', body, bySession)).tsig
  const made = await call<{ id: number }>('POST', '/api/demo/production/dns', {
    name: 'Z',
    domainName: 'certs.example',
  })
  zone = made.id
}, 60_000)
afterAll(async () => {
  await pebble?.stop()
  await zoneplane?.stop()
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
})

async function call<Data>(
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<Data> {
  const reply = await zoneplane.call<ReplyBody<Data>>(method, path, body, headers)
  expect([path, reply.status < 300 || reply.body]).toEqual([path, true])
  return reply.body.data
}

function namesIn(file: string): string[] {
  expect(existsSync(file)).toBe(true)
  const names = new X509Certificate(readFileSync(file)).subjectAltName ?? ''
  return names.split(', ').sort()
}

const names = ['certs.example', '*.certs.example']
const certified = ['DNS:*.certs.example', 'DNS:certs.example']

/** Both challenges were there at once, and neither is any more. */
async function expectBothChallenges(): Promise<void> {
  const changes = `/api/demo/production/dns/${zone}/changes`
  const sets = await call<{ id: number; status: string }[]>('GET', `${changes}?limit=4`)
  expect(sets.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied', 'applied'])
  const all = await Promise.all(
    sets.map(({ id }) => call<{ changes: { after: { values: string[] } | null }[] }>('GET', `${changes}/${id}`)),
  )
  const counts = all.flatMap(set => set.changes.map(({ after }) => after?.values.length ?? 0))
  expect(counts.toReversed()).toEqual([1, 2, 1, 0])
}

describe.skipIf(isMissing)('a certificate for a domain and its wildcard', { timeout: 120_000 }, () => {
  test('is had by lego', async () => {
    const { host, port } = zoneplane.dns
    const env = {
      ...process.env,
      LEGO_CA_CERTIFICATES: pebble.caFile,
      RFC2136_NAMESERVER: `${host}:${port}`,
      RFC2136_TSIG_KEY: key.name,
      RFC2136_TSIG_SECRET: key.secret,
      RFC2136_TSIG_ALGORITHM: `${key.algorithm}.`,
      RFC2136_POLLING_INTERVAL: '1',
      RFC2136_SEQUENCE_INTERVAL: '1',
    }
    const account = ['--accept-tos', '--email', 'admin@certs.example', '--server', pebble.url, '--path', folder]
    const challenge = ['--dns', 'rfc2136', '--dns.resolvers', `${host}:${port}`, '--dns.disable-cp']
    const domains = names.flatMap(name => ['--domains', name])
    await run(clients.lego ?? 'lego', [...account, ...challenge, ...domains, 'run'], { env })
    expect(namesIn(join(folder, 'certificates', 'certs.example.crt'))).toEqual(certified)
  })

  test('is had by certbot', async () => {
    const { host, port } = zoneplane.dns
    const credentials = join(folder, 'certbot.ini')
    const settings = {
      server: host,
      port,
      name: `${key.name}.`,
      secret: key.secret,
      algorithm: key.algorithm.toUpperCase(),
    }
    const lines = Object.entries(settings).map(([field, value]) => `dns_rfc2136_${field} = ${value}\n`)
    writeFileSync(credentials, lines.join(''), { mode: 0o600 })
    const place = ['config', 'work', 'logs'].flatMap(kind => [`--${kind}-dir`, join(folder, kind)])
    const account = ['--non-interactive', '--agree-tos', '--email', 'admin@certs.example', '--server', pebble.url]
    const challenge = ['--dns-rfc2136', '--dns-rfc2136-credentials', credentials]
    const domains = names.flatMap(name => ['--domain', name])
    const options = ['--dns-rfc2136-propagation-seconds', '0', ...place]
    const env = { ...process.env, REQUESTS_CA_BUNDLE: pebble.caFile }
    await run(clients.certbot ?? 'certbot', ['certonly', ...account, ...challenge, ...domains, ...options], { env })
    expect(namesIn(join(folder, 'config', 'live', 'certs.example', 'cert.pem'))).toEqual(certified)
    await expectBothChallenges()
  })
})
