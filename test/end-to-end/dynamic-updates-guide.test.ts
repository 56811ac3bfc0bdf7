import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Example, examplesOf, patternOf, sendExample } from '../guide.ts'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import { requireServer } from '../servers/available.ts'
import { findProgram } from '../servers/find-program.ts'
import type { TsigText } from '../servers/nsupdate.ts'
import { type Pebble, pebblePath, startPebble } from '../servers/pebble.ts'

const page = 'dynamic-updates.md'
const run = promisify(execFile)
const programs = ['nsupdate', 'knsupdate', 'dig', 'certbot', 'lego']
const isThere = programs.every(name => requireServer(name, findProgram(name))) && requireServer('pebble', pebblePath)

describe.skipIf(!isThere)('the guide on dynamic updates', () => {
  let zoneplane: TestZoneplane
  let pebble: Pebble
  let folder: string
  beforeAll(async () => {
    zoneplane = await startTestZoneplane()
    pebble = await startPebble(zoneplane.dns)
    folder = mkdtempSync(join(tmpdir(), 'zoneplane-updates-'))
  })
  afterAll(async () => {
    await pebble?.stop()
    await zoneplane?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('goes as it says, example by example', async () => {
    const keys: TsigText[] = []
    let last: unknown
    const examples = examplesOf(page)
    expect(examples.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['http', 'json', 'sh', 'text']))
    expect(examples.filter(({ kind }) => kind === 'sh')).toHaveLength(6)
    for (const example of examples) {
      if (example.kind === 'http') last = await request(example, keys)
      else if (example.kind === 'sh') last = await command(example.text)
      else if (example.kind === 'text') expect(last).toEqual(example.text.trim().split('\n'))
      else expect(last).toEqual(patternOf(JSON.parse(example.text)))
      if (keys.length === 1) prepareUpdates(keys[0]!)
      if (keys.length === 2) prepareCertbot(keys[1]!)
    }
    for (const place of ['config/live/example.com/cert.pem', 'certificates/example.com.crt']) {
      const { stdout } = await run('openssl', ['x509', '-noout', '-ext', 'subjectAltName', '-in', join(folder, place)])
      expect(stdout).toContain('*.example.com')
    }
  }, 120_000)

  async function request({ text }: Example, keys: TsigText[]): Promise<unknown> {
    if (!text.startsWith('POST /api/projects/demo/machine-keys')) return (await sendExample(zoneplane, text)).body
    const login = await zoneplane.call<{ data: { token: string } }>('POST', '/api/auth/login', zoneplane.admin)
    const bySession = { 'X-API-Key': '', Authorization: `Bearer ${login.body.data.token}` }
    const body = JSON.parse(text.slice(text.indexOf('\n')))
    const path = '/api/projects/demo/machine-keys'
    const made = await zoneplane.call<{ data: { tsig: TsigText } }>('POST', path, body, bySession)
    expect(made.status).toBe(201)
    keys.push(made.body.data.tsig)
    return made.body
  }

  function prepareUpdates(key: TsigText): void {
    writeFileSync(join(folder, 'update.key'), fileOf('conf', key))
    writeFileSync(join(folder, 'knot.key'), `${key.algorithm}:${key.name}:${key.secret}\n`)
  }

  function prepareCertbot(key: TsigText): void {
    writeFileSync(join(folder, 'certbot.ini'), fileOf('ini', key), { mode: 0o600 })
    writeFileSync(join(folder, 'secret'), key.secret)
  }

  /** A file of the guide, with the key's secret and the server of the test. */
  function fileOf(kind: string, { secret }: TsigText): string {
    const text = readFileSync(join(import.meta.dirname, '../../docs/guide', page), 'utf8')
    const [, file = ''] = new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(text) ?? []
    const { host, port } = zoneplane.dns
    return file.replace('…', secret).replace('192.0.2.1\n', `${host}\n`).replace('port = 53', `port = ${port}`)
  }

  /** The lines that a command prints, on either of its outputs. */
  async function command(text: string): Promise<string[]> {
    const { host, port } = zoneplane.dns
    const places = ['config', 'work', 'logs'].map(kind => `--${kind}-dir ${kind}`).join(' ')
    const certbot = `--non-interactive --agree-tos --email admin@example.com --server ${pebble.url} ${places}`
    const script = text
      .replace('server ns1.example.net 53', `server ${host} ${port}`)
      .replace('@ns1.example.net -p 53', `@${host} -p ${port}`)
      .replace('ns1.example.net:53', `${host}:${port}`)
      .replace('propagation-seconds 5', 'propagation-seconds 0')
      .replace('certbot certonly', `certbot certonly ${certbot}`)
      .replace(' lego ', ` lego --server ${pebble.url} --path . --dns.resolvers ${host}:${port} --dns.disable-cp `)
    const trust = { REQUESTS_CA_BUNDLE: pebble.caFile, LEGO_CA_CERTIFICATES: pebble.caFile }
    const env = { ...process.env, ...trust, RFC2136_SEQUENCE_INTERVAL: '1', RFC2136_POLLING_INTERVAL: '1' }
    const { stdout, stderr } = await run('bash', ['-e', '-c', script], { cwd: folder, env })
    return `${stdout}${stderr}`.trim().split('\n').sort()
  }
})
