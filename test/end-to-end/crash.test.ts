import { rmSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { requireServer } from '../servers/available.ts'
import { onEachDatabase } from '../servers/databases.ts'
import { dig, digPath } from '../servers/dig.ts'
import { createZone, post, untilSettled } from './crash-zone.ts'
import { type ServeProcess, serve } from './serve-process.ts'

const kills = 6
const callers = 20
const running = new Set<ServeProcess>()
afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL')
})

describe.skipIf(!requireServer('dig', digPath))('a process that is killed while many write', () => {
  onEachDatabase(databases => {
    test('loses nothing that it has acknowledged, and has nothing half done', async () => {
      const { dataDir, databaseUrl = '', secretKey } = await databases.create()
      const env = { DATABASE_URL: databaseUrl, ZONEPLANE_SECRET_KEY: Buffer.from(secretKey).toString('base64') }
      let server = await start(dataDir, env)
      const apiKey = /^API_KEY=(\S+)$/m.exec(server.stdout())?.[1] ?? ''
      const zone = await createZone(server, apiKey)
      const acknowledged = new Map<string, string>()
      for (let kill = 0; kill < kills; kill++) {
        const writing = writeUntilGone(server, { apiKey, zone, kill, acknowledged })
        await new Promise(resolve => setTimeout(resolve, 150 + kill * 70))
        await server.stop('SIGKILL')
        running.delete(server)
        await writing
        server = await start(dataDir, env)
        await expectAll(server, { apiKey, zone, acknowledged })
      }
      expect(acknowledged.size).toBeGreaterThan(kills * callers)
      expect(await server.stop('SIGTERM')).toBe(0)
      rmSync(dataDir, { recursive: true, force: true })
    }, 120_000)
  })
})

interface Writes {
  apiKey: string
  zone: number
  kill: number
  /** Address by full name, of every write that was answered. */
  acknowledged: Map<string, string>
}

/** Each caller writes one new set after another, until the server is gone. */
async function writeUntilGone(server: ServeProcess, writes: Writes): Promise<void> {
  const caller = async (_: unknown, number: number) => {
    for (let turn = 0; ; turn++) {
      const name = `k${writes.kill}-c${number}-t${turn}`
      const address = `10.${writes.kill}.${number}.${turn % 256}`
      const set = { name, type: 'A', values: [address] }
      const status = await post(server, `/${writes.zone}/records`, writes.apiKey, set).then(
        reply => reply.status,
        () => undefined,
      )
      if (status === undefined) return
      expect(status).toBe(201)
      writes.acknowledged.set(`${name}.crash.example`, address)
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
}

/** What was acknowledged is in the API's list and in DNS; what is there beyond that is whole, and in both. */
async function expectAll(server: ServeProcess, { apiKey, zone, acknowledged }: Omit<Writes, 'kill'>): Promise<void> {
  await untilSettled(server, apiKey, zone)
  const url = `${server.url}/api/demo/production/dns/${zone}/records?type=A`
  const reply = await fetch(url, { headers: { 'X-API-Key': apiKey } })
  const { data } = (await reply.json()) as { data: { name: string; ttl: number; values: string[] }[] }
  const stored = new Map(data.map(({ name, values }) => [name, values]))
  for (const [name, address] of acknowledged) expect([name, stored.get(name)]).toEqual([name, [address]])
  const names = [...stored.keys()]
  const answers = await dig(
    { host: '127.0.0.1', port: server.dnsPort },
    names.map(name => ({ name, type: 'A' })),
  )
  for (const [index, name] of names.entries()) {
    expect(answers[index]?.answer).toEqual([`${name}. 300 IN A ${stored.get(name)?.[0]}`])
  }
  const activities = await fetch(`${server.url}/api/activities?resourceId=${zone}&limit=100`, {
    headers: { 'X-API-Key': apiKey },
  })
  const told = (await activities.json()) as { data: { action: string; subject: string }[] }
  const subjects = told.data.map(({ subject }) => subject.split('. ')[0] ?? '')
  expect(subjects.filter(subject => subject.startsWith('k') && !stored.has(subject))).toEqual([])
}

async function start(dataDir: string, env: Record<string, string>): Promise<ServeProcess> {
  const server = await serve(dataDir, env)
  running.add(server)
  return server
}
