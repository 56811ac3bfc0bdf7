import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { isWithin } from '../../src/dns/name.ts'
import { rdataToWire } from '../../src/dns/rdata.ts'
import { signingTypes } from '../../src/dns/record-types.ts'
import { readZoneFile } from '../../src/dns/zone-file.ts'
import { groupIntoRRsets } from '../../src/dns/zone-file-rrsets.ts'
import { startTestZoneplane } from '../harness.ts'
import { requireServer } from '../servers/available.ts'
import { onEachDatabase } from '../servers/databases.ts'
import { dig, digPath } from '../servers/dig.ts'
import { type ServeProcess, serve } from './serve-process.ts'

const origin = 'vectors.example.'
/** dnspython's example zone, moved to a domain with two labels. */
const example = readFileSync(join(import.meta.dirname, '../vectors/dnspython-example'), 'utf8')
  .replaceAll(/(?<=[\s.])example\./g, origin)
  .replace(/^example(?=\s)/m, origin)
  .replaceAll(/^example\./gm, origin)
  .replaceAll(/^ns(\d)\.example\./gm, `ns$1.${origin}`)

const running = new Set<ServeProcess>()
afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL')
})

describe.skipIf(!requireServer('dig', digPath))('dnspython’s example zone', () => {
  test('is imported, answered, and exported as it was', async () => {
    const zoneplane = await startTestZoneplane()
    const headers = { 'X-API-Key': zoneplane.apiKey, 'Content-Type': 'text/dns' }
    const body = { name: 'Vectors', domainName: origin }
    const made = await zoneplane.call<{ data: { id: number } }>('POST', '/api/demo/production/dns', body)
    const zone = `${zoneplane.url}/api/demo/production/dns/${made.body.data.id}`
    const reply = await fetch(`${zone}/import`, { method: 'POST', headers, body: example })
    expect([reply.status, await reply.text()]).toEqual([201, expect.stringContaining('"applied"')])

    const wanted = setsOf(example)
    expect(wanted.length).toBeGreaterThan(80)
    // At a delegation and below it there are referrals, not answers.
    const cuts = wanted.filter(({ type }) => type === 'NS').map(({ name }) => name)
    const answerable = wanted.filter(({ name }) => !cuts.some(cut => isWithin(name, cut)))
    const answers = await dig(
      zoneplane.dns,
      answerable.map(({ name, type }) => ({ name, type })),
    )
    for (const [index, { name, type, records }] of answerable.entries()) {
      const given = answers[index]?.answer.filter(line => line.split(' ')[0] === name) ?? []
      expect([name, type, given.length]).toEqual([name, type, records.length])
    }
    const text = await (await fetch(`${zone}/export`, { headers })).text()
    expect(setsOf(text).map(describeSet)).toEqual(wanted.map(describeSet))
    await zoneplane.stop()
  })
})

/** All but what the zone's keeper makes by itself, in one order. */
function setsOf(text: string) {
  const { records, problems } = readZoneFile(text, { origin, zone: origin, defaultTtl: 300 })
  expect(problems).toEqual([])
  const own = groupIntoRRsets(records).rrsets.filter(({ name, type }) => {
    return !signingTypes.has(type) && !(name === origin && (type === 'SOA' || type === 'NS'))
  })
  return own.sort((one, other) => (describeSet(one) < describeSet(other) ? -1 : 1))
}

function describeSet({ name, type, ttl, records }: { name: string; type: string; ttl: number; records: string[] }) {
  const data = records.map(record => Buffer.from(rdataToWire(type, record)).toString('hex'))
  return `${name} ${type} ${ttl} ${data.sort().join(' ')}`
}

const records = 60_000
const file = Array.from({ length: records }, (_, index) => `host-${index} A 192.0.2.1\n`).join('')

describe('a process that is killed in the middle of an import', () => {
  onEachDatabase(databases => {
    test('tells how far it came, and the same file makes the rest', async () => {
      const { dataDir, databaseUrl = '', secretKey } = await databases.create()
      const env = { DATABASE_URL: databaseUrl, ZONEPLANE_SECRET_KEY: Buffer.from(secretKey).toString('base64') }
      const first = await start(dataDir, env)
      const apiKey = /^API_KEY=(\S+)$/m.exec(first.stdout())?.[1] ?? ''
      const zone = await createZone(first, apiKey)
      const begun = await send(first, apiKey, zone, { prefer: 'respond-async' })
      expect(begun.status).toBe(202)
      const id = begun.data.changeSet.id
      await until(async () => (await changeSet(first, apiKey, zone, id)).done > 0)
      await first.stop('SIGKILL')
      running.delete(first)

      const second = await start(dataDir, env)
      await until(async () => (await changeSet(second, apiKey, zone, id)).status !== 'pending')
      const cut = await changeSet(second, apiKey, zone, id)
      expect(cut).toMatchObject({ status: 'partial', total: records, problems: [{}, { code: 'interrupted' }] })
      const again = await send(second, apiKey, zone)
      // What the change set tells of is exactly what is there: both are written in one transaction.
      expect([again.status, again.data.counts]).toMatchObject([
        201,
        { create: records - cut.done, unchanged: cut.done },
      ])
      expect(await second.stop('SIGTERM')).toBe(0)
      running.delete(second)
      rmSync(dataDir, { recursive: true, force: true })
    }, 180_000)

    test('one that is asked to end does so soon, and leaves nothing pending', async () => {
      const { dataDir, databaseUrl = '', secretKey } = await databases.create()
      const env = { DATABASE_URL: databaseUrl, ZONEPLANE_SECRET_KEY: Buffer.from(secretKey).toString('base64') }
      const first = await start(dataDir, env)
      const apiKey = /^API_KEY=(\S+)$/m.exec(first.stdout())?.[1] ?? ''
      const zone = await createZone(first, apiKey)
      const id = (await send(first, apiKey, zone, { prefer: 'respond-async' })).data.changeSet.id
      expect(await first.stop('SIGTERM')).toBe(0)
      running.delete(first)
      const second = await start(dataDir, env)
      const cut = await changeSet(second, apiKey, zone, id)
      expect(['partial', 'failed', 'applied']).toContain(cut.status)
      await second.stop('SIGTERM')
      running.delete(second)
      rmSync(dataDir, { recursive: true, force: true })
    }, 180_000)
  })
})

interface Imported {
  status: number
  data: { changeSet: { id: number }; counts: Record<string, number> }
}

async function send(server: ServeProcess, apiKey: string, zone: string, more: Record<string, string> = {}) {
  const headers = { 'X-API-Key': apiKey, 'Content-Type': 'text/dns', ...more }
  const reply = await fetch(`${server.url}${zone}/import`, { method: 'POST', headers, body: file })
  const { data } = (await reply.json()) as Imported
  return { status: reply.status, data }
}

interface Shown {
  status: string
  done: number
  total: number
}

async function changeSet(server: ServeProcess, apiKey: string, zone: string, id: number): Promise<Shown> {
  const reply = await fetch(`${server.url}${zone}/changes/${id}?limit=1`, { headers: { 'X-API-Key': apiKey } })
  return ((await reply.json()) as { data: Shown }).data
}

async function createZone(server: ServeProcess, apiKey: string): Promise<string> {
  const reply = await fetch(`${server.url}/api/demo/production/dns`, {
    method: 'POST',
    headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'Killed', domainName: 'killed.example' }),
  })
  return `/api/demo/production/dns/${((await reply.json()) as { data: { id: number } }).data.id}`
}

async function until(probe: () => Promise<boolean>): Promise<void> {
  while (!(await probe())) await new Promise(resolve => setTimeout(resolve, 10))
}

async function start(dataDir: string, env: Record<string, string>): Promise<ServeProcess> {
  const server = await serve(dataDir, env)
  running.add(server)
  return server
}
