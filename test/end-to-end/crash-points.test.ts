import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { RRset } from '../../src/dns/rrset.ts'
import { setOf } from '../../src/plan/change.ts'
import type { Checkpoint } from '../../src/services/deps.ts'
import { openStore } from '../../src/store/database.ts'
import type { ChangeRecord, ChangeSet } from '../../src/store/history.ts'
import type { Activity, Store } from '../../src/store/store.ts'
import { requireServer } from '../servers/available.ts'
import { onEachDatabase } from '../servers/databases.ts'
import { dig, digPath } from '../servers/dig.ts'
import { createZone, post, untilSettled } from './crash-zone.ts'
import { type ServeProcess, serve } from './serve-process.ts'

const points: Checkpoint[] = ['intent-stored', 'before-send', 'after-send', 'before-settle', 'settled']
/** At which of the writes (or groups of writes) that come to the point the process is killed. */
const killsAt = [1, 2, 5, 12, 30]
const callers = 12
const program = join(import.meta.dirname, 'crashing-server.ts')
const running = new Set<ServeProcess>()
afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL')
})

describe.skipIf(!requireServer('dig', digPath))('a process that is killed', () => {
  onEachDatabase(databases => {
    test.each(points)(
      'at the point %s loses nothing acknowledged, has nothing half done, and every change set ends',
      async point => {
        const options = await databases.create()
        const env = {
          DATABASE_URL: options.databaseUrl ?? '',
          ZONEPLANE_SECRET_KEY: Buffer.from(options.secretKey).toString('base64'),
        }
        const first = await start(options.dataDir, env)
        const apiKey = /^API_KEY=(\S+)$/m.exec(first.stdout())?.[1] ?? ''
        const zone = await createZone(first, apiKey)
        await stop(first, 'SIGTERM')
        const writes: Writes = { apiKey, zone, acknowledged: new Map(), refused: new Map() }
        for (const [kill, after] of killsAt.entries()) {
          const server = await start(options.dataDir, { ...env, CRASH_AT: point, CRASH_AFTER: String(after) })
          const gone = once(server.child, 'exit')
          await writeUntilGone(server, kill, writes)
          expect(await gone).toEqual([null, 'SIGKILL'])
        }
        const last = await start(options.dataDir, env)
        await untilSettled(last, writes.apiKey, writes.zone)
        await expectAnswers(last, writes)
        expect(await stop(last, 'SIGTERM')).toBe(0)
        const store = await openStore(options)
        await expectAgreement(store, writes)
        await store.close()
        rmSync(options.dataDir, { recursive: true, force: true })
      },
      120_000,
    )
  })
})

interface Writes {
  apiKey: string
  zone: number
  /** Address by name, of every write that was answered. */
  acknowledged: Map<string, string>
  refused: Map<string, number>
}

/** Each caller creates one new set after another until the server is gone. */
async function writeUntilGone(server: ServeProcess, kill: number, writes: Writes): Promise<void> {
  const caller = async (_: unknown, number: number) => {
    for (let turn = 0; ; turn++) {
      const name = `k${kill}-c${number}-t${turn}`
      const address = `10.${kill}.${number}.${turn % 256}`
      const reply = await post(server, `/${writes.zone}/records`, writes.apiKey, { name, type: 'A', values: [address] })
        .then(({ status }) => status)
        .catch(() => undefined)
      if (reply === undefined) return
      if (reply === 201) writes.acknowledged.set(`${name}.crash.example.`, address)
      else writes.refused.set(`${name}.crash.example.`, reply)
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
}

async function expectAnswers(server: ServeProcess, { acknowledged }: Writes): Promise<void> {
  const names = [...acknowledged.keys()]
  const questions = names.map(name => ({ name: name.slice(0, -1), type: 'A' }))
  const answers = await dig({ host: '127.0.0.1', port: server.dnsPort }, questions)
  const told = names.map((name, index) => [name, answers[index]?.answer])
  expect(told).toEqual(names.map(name => [name, [`${name} 300 IN A ${acknowledged.get(name)}`]]))
}

/** Records, change sets, their changes and the activities tell one story. */
async function expectAgreement(store: Store, { zone, acknowledged, refused }: Writes): Promise<void> {
  const found = await store.zones.get(zone)
  const stored = new Map<string, RRset>()
  for await (const chunk of store.hostedZones.rrsets(Number(found?.binding.hostedZoneId), 1000)) {
    for (const set of chunk) if (set.type === 'A') stored.set(set.name, set)
  }
  for (const [name, address] of acknowledged) expect([name, stored.get(name)?.records]).toEqual([name, [address]])
  for (const name of refused.keys()) expect([name, stored.has(name)]).toEqual([name, false])
  expect(refused).toEqual(new Map())
  const sets = await allChangeSets(store, zone)
  expect(sets.filter(({ set }) => set.status === 'pending' || set.status === 'partial')).toEqual([])
  const applied = sets.filter(({ set }) => set.status === 'applied')
  const made = applied.flatMap(({ changes }) => changes.map(({ change }) => setOf(change).name))
  expect(made.toSorted()).toEqual([...stored.keys()].toSorted())
  const failed = sets.filter(({ set }) => set.status === 'failed')
  expect(failed.flatMap(({ changes }) => changes.filter(({ status }) => status === 'applied'))).toEqual([])
  const told = (await allActivities(store, found?.resource.projectId ?? 0)).map(({ subject }) => subject)
  expect(told.toSorted()).toEqual(made.map(name => `${name} A`).toSorted())
}

async function allChangeSets(store: Store, zone: number): Promise<{ set: ChangeSet; changes: ChangeRecord[] }[]> {
  const all: { set: ChangeSet; changes: ChangeRecord[] }[] = []
  for (let page: ChangeSet[] = []; ; ) {
    const before = page.at(-1)?.id
    page = await store.changeSets.list(zone, { limit: 500, ...(before !== undefined && { before }) })
    if (page.length === 0) return all
    for (const set of page) all.push({ set, changes: await store.changeSets.changes(set.id, { limit: 10 }) })
  }
}

async function allActivities(store: Store, projectId: number): Promise<Activity[]> {
  const project = await store.projects.get(projectId)
  const all: Activity[] = []
  for (let page: Activity[] = []; ; ) {
    const before = page.at(-1)?.id
    page = await store.activities.list({
      workspaceIds: [project?.workspaceId ?? 0],
      action: 'record_set.put',
      limit: 500,
      ...(before !== undefined && { before }),
    })
    if (page.length === 0) return all
    all.push(...page)
  }
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
