import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import type { RRset } from '../../src/dns/rrset.ts'
import { route53Kind } from '../../src/providers/route53/kind.ts'
import type { Checkpoint } from '../../src/services/deps.ts'
import { openStore } from '../../src/store/database.ts'
import type { Store } from '../../src/store/store.ts'
import { flawsOf } from '../engine-trail.ts'
import { usualKey } from '../fakes/route53/options.ts'
import { type FakeRoute53, startFakeRoute53 } from '../fakes/route53/server.ts'
import { onEachDatabase } from '../servers/databases.ts'
import { testIo } from '../test-io.ts'
import { post, untilSettled } from './crash-zone.ts'
import { type ServeProcess, serve } from './serve-process.ts'

/**
 * The provider is another process here, and goes on when Zoneplane is killed: what it holds in the end, what the history tells
 * and what callers were told must be one story.
 */

const points: Checkpoint[] = ['intent-stored', 'before-send', 'after-send', 'before-settle', 'settled']
/** At which of the groups of writes that come to the point the process is killed; intents come one by one. */
const killsAt = (point: Checkpoint) => (point === 'intent-stored' ? [20, 60] : [3, 5])
const callers = 12
const domain = 'crash.example.'
const program = join(import.meta.dirname, 'crashing-server.ts')
const running = new Set<ServeProcess>()
const fakes = new Set<FakeRoute53>()
afterAll(async () => {
  for (const { child } of running) child.kill('SIGKILL')
  for (const fake of fakes) await fake.close()
})

describe('a process that is killed while it writes to Route 53', () => {
  onEachDatabase(databases => {
    // Most of the time is spent waiting for the service's rate.
    test.concurrent.for(points)(
      'at the point %s, while connections to the service are cut now and then, has the service, the history and its callers agree',
      { timeout: 180_000 },
      async (point, { onTestFinished }) => {
        const fake = await startFakeRoute53({ limits: { valuesPerSet: 3 } })
        fakes.add(fake)
        const options = await databases.create(onTestFinished)
        const env = {
          DATABASE_URL: options.databaseUrl ?? '',
          ZONEPLANE_SECRET_KEY: Buffer.from(options.secretKey).toString('base64'),
          ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true',
        }
        const first = await start(options.dataDir, env)
        const apiKey = /^API_KEY=(\S+)$/m.exec(first.stdout())?.[1] ?? ''
        const zone = await createZone(first, apiKey, fake)
        await stop(first, 'SIGTERM')
        const before = await readService(options, zone, fake)
        const told: Told = { acknowledged: new Map(), refused: new Set() }
        cutConnections(fake)
        for (const [kill, after] of killsAt(point).entries()) {
          const server = await start(options.dataDir, { ...env, CRASH_AT: point, CRASH_AFTER: String(after) })
          const gone = once(server.child, 'exit')
          await writeUntilGone(server, { apiKey, zone, kill, told })
          expect(await gone).toEqual([null, 'SIGKILL'])
        }
        fake.faults.clear()
        const last = await start(options.dataDir, env)
        await untilSettled(last, apiKey, zone)
        expect(await stop(last, 'SIGTERM')).toBe(0)
        await expectOneStory(options, { zone, before, told, fake })
        rmSync(options.dataDir, { recursive: true, force: true })
      },
    )
  })
})

/** Some before the request is looked at, some after it was carried out. */
function cutConnections({ faults }: FakeRoute53): void {
  const path = /\/rrset/
  for (let count = 0; count < 50; count++) {
    faults.add({ kind: count % 2 === 0 ? 'reset_after' : 'reset_before', method: 'POST', path, after: 2 })
  }
}

async function createZone(server: ServeProcess, apiKey: string, fake: FakeRoute53): Promise<number> {
  const call = async (path: string, body: object) => {
    const reply = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect([path, reply.status]).toEqual([path, 201])
    return ((await reply.json()) as { data: { id: number } }).data.id
  }
  const credentials = { ...usualKey, endpoint: fake.url }
  const connectionId = await call('/api/cloud-connections/default', { name: 'AWS', provider: 'aws', credentials })
  await call('/api/projects/demo/cloud-connections', { connectionId })
  return call('/api/demo/production/dns', { name: 'Crash', domainName: 'crash.example', provider: 'route53' })
}

interface Told {
  /** Address by name. */
  acknowledged: Map<string, string>
  refused: Set<string>
}

/**
 * Each caller makes one new set after another until the server is gone; now and then one that the service refuses, and one that
 * another caller has too.
 */
async function writeUntilGone(
  server: ServeProcess,
  { apiKey, zone, kill, told }: { apiKey: string; zone: number; kill: number; told: Told },
): Promise<void> {
  const caller = async (_: unknown, number: number) => {
    for (let turn = 0; ; turn++) {
      const name = `k${kill}-c${number}-t${turn}`
      const address = `10.${kill}.${number}.${turn % 256}`
      const isRefused = number === 5 && turn === 1
      const values = isRefused ? [1, 2, 3, 4].map(last => `10.0.0.${last}`) : [address]
      const shared = { action: 'upsert', name: 'shared', type: 'TXT', values: [name] }
      const own = { action: 'create', name, type: 'A', values }
      const reply = await post(server, `/${zone}/changes`, apiKey, { changes: [own, shared] }).then(
        ({ status }) => status,
        () => undefined,
      )
      if (reply === undefined) return
      if (reply === 201) told.acknowledged.set(`${name}.${domain}`, address)
      else if (reply !== 503) told.refused.add(`${name}.${domain}`)
      if (isRefused) expect([name, reply]).toEqual([name, expect.not.toSatisfy((status: number) => status < 400)])
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
}

type StoreOptions = Parameters<typeof openStore>[0]

/** What the service holds, read by the provider as Zoneplane does, but without it. */
async function readService(options: StoreOptions, zoneId: number, fake: FakeRoute53): Promise<RRset[]> {
  const store = await openStore(options)
  const zone = await store.zones.get(zoneId)
  await store.close()
  const { hostedZoneId = '', nameServers = [] } = zone?.binding ?? {}
  const io = testIo()
  const provider = route53Kind.open({ ...usualKey, endpoint: fake.url }, io)
  // What the server has asked in its last second counts towards the account's five requests too.
  const furtherRequest = () => setTimeout(250)
  await setTimeout(1_000)
  return Array.fromAsync(provider.rrsets({ hostedZoneId, name: domain, nameServers }, { furtherRequest }))
}

async function expectOneStory(
  options: StoreOptions,
  { zone, before, told, fake }: { zone: number; before: readonly RRset[]; told: Told; fake: FakeRoute53 },
): Promise<void> {
  const held = await readService(options, zone, fake)
  const byName = new Map(held.filter(set => set.type === 'A').map(set => [set.name, set.records]))
  expect(told.acknowledged.size).toBeGreaterThan(0)
  for (const [name, address] of told.acknowledged) expect([name, byName.get(name)]).toEqual([name, [address]])
  for (const name of told.refused) expect([name, byName.get(name)]).toEqual([name, undefined])
  const store = await openStore(options)
  const history = await readHistory(store, zone)
  await store.close()
  expect(history.filter(({ status }) => status === 'pending' || status === 'partial')).toEqual([])
  const made = history.flatMap(({ changes }) => changes.filter(({ status }) => status === 'applied'))
  expect(
    flawsOf(
      before,
      made.map(({ change }) => change),
      held,
    ),
  ).toEqual([])
}

async function readHistory(store: Store, zone: number) {
  const sets = await store.changeSets.list(zone, { limit: 10_000 })
  return Promise.all(
    sets.map(async ({ id, status }) => ({ id, status, changes: await store.changeSets.changes(id, { limit: 10 }) })),
  )
}

async function start(dataDir: string, env: Record<string, string>): Promise<ServeProcess> {
  const server = await serve(dataDir, env, program)
  running.add(server)
  return server
}

async function stop(server: ServeProcess, signal: NodeJS.Signals): Promise<number | null> {
  running.delete(server)
  return server.stop(signal)
}
