import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { patternOf, sendExample } from '../guide.ts'
import { startTestZoneplane, type TestReply, type TestZoneplane } from '../harness.ts'
import { eventually } from '../secondary-world.ts'
import { requireServer } from '../servers/available.ts'
import { digPath } from '../servers/dig.ts'
import { findProgram } from '../servers/find-program.ts'
import { endProcess, freePort } from '../servers/processes.ts'

/** A block of the page: also settings of Zoneplane (`ini`) and of a name server (`conf`), the first line of which names its file. */
interface Block {
  kind: 'http' | 'json' | 'sh' | 'text' | 'ini' | 'conf'
  text: string
}

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/secondaries.md'), 'utf8')
const blocks = [...page.matchAll(/^```(http|json|sh|text|ini|conf)\n([\s\S]*?)^```$/gm)].map(
  ([, kind, text = '']): Block => ({ kind: kind as Block['kind'], text }),
)

/** How each server's service is started, by the file of its settings. */
const services: Record<string, (file: string, folder: string) => [program: string, ...args: string[]]> = {
  '/etc/knot/knot.conf': (file, folder) => ['knotd', '-c', file, '-s', join(folder, 'run/knot/knot.sock')],
  '/etc/nsd/nsd.conf': file => ['nsd', '-d', '-c', file, '-u', '', '-t', ''],
  '/etc/bind/named.conf': file => ['named', '-g', '-n', '1', '-c', file],
}

const programs = ['knotd', 'knotc', 'nsd', 'nsd-checkconf', 'nsd-control', 'named', 'named-checkconf']
const isThere = programs.every(name => requireServer(name, findProgram(name))) && requireServer('dig', digPath)

describe.skipIf(!isThere)('the guide on secondaries', () => {
  let zoneplane: TestZoneplane
  let folder: string
  let port: number
  let bindPort: number
  const secrets = new Map<string, string>()
  const running: ChildProcess[] = []

  /**
   * The page's machines are addresses of loopback, its ports such that anybody may use, and its folders below one of the test's. BIND
   * listens on addresses that interfaces have, of which loopback has one.
   */
  function localized(text: string): string {
    return text
      .replaceAll('listen-on port 53 { 192.0.2.13', `listen-on port ${bindPort} { 127.0.0.1`)
      .replaceAll('"192.0.2.13", "port": 53', `"127.0.0.1", "port": ${bindPort}`)
      .replaceAll('dig @192.0.2.13', `dig -p ${bindPort} @127.0.0.1`)
      .replaceAll(/192\.0\.2\.(1|11|12)(?!\d)/g, '127.0.0.$1')
      .replaceAll(/@53\b/g, `@${port}`)
      .replaceAll(/port 53\b/g, `port ${port}`)
      .replaceAll(/"port": 53\b/g, `"port": ${port}`)
      .replaceAll(/=53$/gm, `=${port}`)
      .replaceAll(/\bdig @/g, `dig -p ${port} @`)
      .replaceAll(/\/(etc|run|var\/lib|var\/cache)\//g, `${folder}/$1/`)
      .replaceAll(/<secret of ([a-z-]+)>/g, (_, key: string) => secrets.get(key) ?? '')
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'zoneplane-guide-'))
    for (const name of ['run/knot', 'run/nsd', 'run/named', 'var/lib/knot', 'var/lib/nsd', 'var/cache/bind']) {
      mkdirSync(join(folder, name), { recursive: true })
    }
  })
  afterAll(async () => {
    await Promise.all(running.map(endProcess))
    await zoneplane?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function startPrimary(settings: string): Promise<void> {
    const env = Object.fromEntries([...settings.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]))
    zoneplane = await startTestZoneplane({ ...env, ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true' })
  }

  function startService(text: string): void {
    const [, name = ''] = /^# (\S+)\n/.exec(text) ?? []
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, localized(text))
    const [program, ...args] = services[name]!(file, folder)
    const log = openSync(join(folder, `${program}.log`), 'w')
    running.push(spawn(findProgram(program)!, args, { stdio: ['ignore', log, log] }))
    closeSync(log)
  }

  async function request(text: string): Promise<TestReply<{ data?: { tsig?: { name: string; secret: string } } }>> {
    const reply = (await sendExample(zoneplane, localized(text))) as Awaited<ReturnType<typeof request>>
    expect([text, reply.body, reply.status < 300]).toEqual([text, expect.anything(), true])
    const { tsig } = reply.body.data ?? {}
    if (tsig !== undefined) secrets.set(tsig.name, tsig.secret)
    return reply
  }

  function run(command: string): Promise<string> {
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }
    return new Promise((resolve, reject) => {
      execFile('bash', ['-c', localized(command)], { env }, (error, stdout, stderr) =>
        error === null ? resolve(stdout) : reject(new Error(`${command}\n${stdout}${stderr}`)),
      )
    })
  }

  test('has settings and commands that lead where it says', async () => {
    port = await freePort()
    bindPort = await freePort()
    for (const [index, { kind, text }] of blocks.entries()) {
      const next = blocks[index + 1]
      // What the last commands show is seen without the primary.
      const isHandedOver = blocks.slice(index).every(block => block.kind === 'sh' || block.kind === 'text')
      if (isHandedOver && kind === 'sh') await zoneplane.stop()
      if (kind === 'ini') await startPrimary(localized(text))
      if (kind === 'conf') startService(text)
      if (kind === 'http') {
        const shown = next?.kind === 'json' ? patternOf(JSON.parse(localized(next.text))) : expect.anything()
        if (text.startsWith('GET')) await eventually(async () => expect((await request(text)).body).toEqual(shown))
        else expect((await request(text)).body).toEqual(shown)
      }
      if (kind === 'sh' && next?.kind === 'text') {
        await eventually(async () => expect(await run(text)).toBe(next.text))
      } else if (kind === 'sh') {
        await eventually(async () => expect(await run(text)).toEqual(expect.any(String)))
      }
    }
    expect(blocks.filter(({ kind }) => kind === 'conf')).toHaveLength(3)
  }, 300_000)
})
