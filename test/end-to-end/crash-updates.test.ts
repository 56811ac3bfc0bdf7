import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { base64Bytes } from '../../src/dns/encodings.ts'
import { decodeMessage } from '../../src/dns/message-decode.ts'
import type { Checkpoint } from '../../src/services/deps.ts'
import { signRequest } from '../../src/tsig/sign.ts'
import type { TsigKey } from '../../src/tsig/tsig-key.ts'
import { requireServer } from '../servers/available.ts'
import { onEachDatabase, type TestDatabases } from '../servers/databases.ts'
import { dig, digPath } from '../servers/dig.ts'
import { sendPacket } from '../servers/send-packet.ts'
import { updateBytes } from '../update-client.ts'
import { record } from '../update-steps.ts'
import { type ServeProcess, serve } from './serve-process.ts'

/** An update whose sender hears nothing, because the process is killed, and who sends the same message again. */

const points: Checkpoint[] = ['intent-stored', 'before-send', 'after-send', 'before-settle', 'settled']
const program = join(import.meta.dirname, 'crashing-server.ts')
let running: ServeProcess[] = []
afterEach(() => {
  for (const { child } of running) child.kill('SIGKILL')
  running = []
})

describe.skipIf(!requireServer('dig', digPath))('an update that is sent again', { timeout: 60_000 }, () => {
  onEachDatabase((databases, kind) => {
    test.each(points)('to the next process after a crash at %s is done once', async point => {
      const env = await environment(databases)
      const first = await start({ ...env, CRASH_AT: point })
      const key = await prepare(first)
      const gone = once(first.child, 'exit')
      const { message } = signRequest(freeName, key, Date.now())
      await Promise.race([sendPacket(first.dnsPort, message, 2_000), gone])
      const status = await Promise.race([gone, pause(5_000, undefined)])
      // On the built-in provider nothing is left to settle once the records are stored.
      if (status === undefined) expect(['before-settle']).toContain(point)
      else expect(status).toEqual([null, 'SIGKILL'])
      first.child.kill('SIGKILL')
      const second = await start(env)
      expect(await sendUntilAnswered(second.dnsPort, message)).toBe('NOERROR')
      const [found] = await dig({ host: '127.0.0.1', port: second.dnsPort }, [
        { name: 'free.again.example.', type: 'A' },
      ])
      expect(found?.answer).toHaveLength(1)
      expect(await second.stop('SIGTERM')).toBe(0)
    })

    test.skipIf(kind === 'SQLite')('to another instance is done once', async () => {
      const env = await environment(databases)
      const [one, other] = [await start(env), await start(env)]
      const key = await prepare(one)
      for (let turn = 0; turn < 10; turn++) {
        const bytes = updateBytes({
          zone: 'again.example.',
          prerequisites: [at(record(`t${turn} NONE ANY`))],
          updates: [at(record(`t${turn} IN 60 A 192.0.2.1`))],
        })
        const { message } = signRequest(bytes, key, Date.now())
        const rcodes = await Promise.all([one, other, one, other].map(to => sendUntilAnswered(to.dnsPort, message)))
        expect(rcodes).toEqual(['NOERROR', 'NOERROR', 'NOERROR', 'NOERROR'])
      }
    })
  })
})

const at = <R extends { name: string }>(of: R): R => ({
  ...of,
  name: of.name.replace('example.com.', 'again.example.'),
})

/** Done twice it would be refused: the name isn't free any more. */
const freeName = updateBytes({
  zone: 'again.example.',
  prerequisites: [at(record('free NONE ANY'))],
  updates: [at(record('free IN 60 A 192.0.2.1'))],
})

type Env = Record<string, string>

async function environment(databases: TestDatabases): Promise<Env & { dataDir: string }> {
  const { dataDir, databaseUrl = '', secretKey } = await databases.create()
  const settings = { DATABASE_URL: databaseUrl, ZONEPLANE_SECRET_KEY: Buffer.from(secretKey).toString('base64') }
  return { dataDir, ...settings, ZONEPLANE_ADMIN_PASSWORD: 'a password for tests' }
}

async function start({ dataDir = '', ...env }: Env): Promise<ServeProcess> {
  const server = await serve(dataDir, env, program)
  running.push(server)
  return server
}

/** Makes the zone and a key. */
async function prepare(server: ServeProcess): Promise<TsigKey> {
  const login = { email: 'admin@localhost', password: 'a password for tests' }
  const { token } = await post<{ token: string }>(server, '/api/auth/login', login)
  await post(server, '/api/demo/production/dns', { name: 'Again', domainName: 'again.example' }, token)
  const body = { name: 'again', tsig: { name: 'again.key' } }
  const made = await post<{ tsig: { secret: string } }>(server, '/api/projects/demo/machine-keys', body, token)
  return { name: 'again.key.', algorithm: 'hmac-sha256', secret: base64Bytes(made.tsig.secret)! }
}

async function post<Data>(server: ServeProcess, path: string, body: object, token?: string): Promise<Data> {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) }
  const reply = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(reply.status).toBeLessThan(300)
  return ((await reply.json()) as { data: Data }).data
}

/** As a client does that hears nothing. */
async function sendUntilAnswered(port: number, message: Uint8Array): Promise<string> {
  for (let turn = 0; turn < 100; turn++) {
    const reply = await sendPacket(port, message, 200)
    if (reply !== undefined) return decodeMessage(reply).rcode
  }
  throw new Error('nothing was answered')
}
