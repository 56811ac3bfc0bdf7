import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { RRset } from '../src/dns/rrset.ts'
import type { Intent } from '../src/plan/types.ts'
import { memoryKind } from '../src/providers/memory/kind.ts'
import type { ChangeSet } from '../src/store/history.ts'
import type { Zone } from '../src/store/store.ts'
import { createEngineWorld, type Engine, type EngineWorld, submissionOf, workspaceOf } from './engine-world.ts'

/** Changes that hold for the sets as their caller knows them, of which a part was made when the process came to its end. */

const [known, wanted, foreign] = ['192.0.2.1', '192.0.2.2', '192.0.2.9']
const names = ['one', 'two', 'three']

let world: EngineWorld
let engine: Engine
afterEach(async () => {
  await engine.writers.close()
  await world.stop()
})

/** A service that takes one change in a call, and a zone with the sets that are known. */
async function start(): Promise<Zone> {
  const batch = { maxChanges: 1, limits: {}, weigh: () => ({}), atomic: false }
  world = await createEngineWorld(memoryKind({ capabilities: { batch } }))
  engine = world.start()
  const zone = await world.makeZone()
  const sets = names.map((name): Intent => ({ op: 'put', rrset: setAt(zone, name, known) }))
  await engine.writers.submit(zone, submissionOf(await workspaceOf(world.store, zone), ...sets))
  return zone
}

const setAt = (zone: Zone, name: string, value: string): RRset => ({
  name: `${name}.${zone.domain}`,
  type: 'A',
  ttl: 300,
  records: [value],
})

/** Changes them all, in a process that ends at the so-manieth of such points; gives the change set as the store has it. */
async function changeAndCrash(zone: Zone, point: string, count: number): Promise<ChangeSet> {
  await engine.writers.close()
  let left = count
  engine = world.start({
    checkpoint: async name => {
      if (name === point && --left === 0) engine.kill()
    },
  })
  const intents = names.map(
    (name): Intent => ({
      op: 'put',
      rrset: setAt(zone, name, wanted),
      ifCurrent: { ttl: 300, records: [known] },
    }),
  )
  engine.writers.submit(zone, submissionOf(await workspaceOf(world.store, zone), ...intents)).catch(() => {})
  await engine.died
  await setTimeout(20)
  const [changeSet] = await world.store.changeSets.pending(zone.resource.id)
  return changeSet!
}

/** What another process makes of it. */
async function recovered(zone: Zone, { id }: ChangeSet): Promise<ChangeSet> {
  await world.reopen()
  engine = world.start()
  for (;;) {
    await engine.writers.recover()
    const found = await world.store.changeSets.get(zone.resource.id, id)
    if (found !== undefined && found.status !== 'pending') return found
    await setTimeout(5)
  }
}

function values(zone: Zone): Record<string, string | undefined> {
  const sets = world.kind.service.sets(zone.binding.hostedZoneId).filter(({ type }) => type === 'A')
  return Object.fromEntries(sets.map(({ name, records }) => [name.split('.')[0], records[0]]))
}

test.each([
  ['before-send', 1],
  ['after-send', 1],
  ['before-send', 2],
  ['after-send', 2],
  ['after-send', 3],
])('what was made already is not held against the rest, after a crash at %s %i', async (point, count) => {
  const zone = await start()
  const pending = await changeAndCrash(zone, point, count)
  expect(await recovered(zone, pending)).toMatchObject({ status: 'applied', problems: [], total: 3 })
  expect(values(zone)).toEqual({ one: wanted, two: wanted, three: wanted })
  const changes = await world.store.changeSets.changes(pending.id, { limit: 10 })
  expect(changes.map(({ status, change }) => [status, change.op])).toEqual(names.map(() => ['applied', 'replace']))
})

test('what somebody else has written in between stays, and the rest is told as not made', async () => {
  const zone = await start()
  const pending = await changeAndCrash(zone, 'after-send', 1)
  const made = Object.entries(values(zone)).flatMap(([name, value]) => (value === wanted ? [name] : []))
  expect(made).toHaveLength(1)
  const other = names.find(name => !made.includes(name))!
  const change = { op: 'replace', before: setAt(zone, other, known), after: setAt(zone, other, foreign) } as const
  world.kind.service.change(zone.binding.hostedZoneId, [change])
  const end = await recovered(zone, pending)
  expect([end.status, end.problems.map(({ path, code }) => `${path} ${code}`)]).toEqual([
    'partial',
    [`changes[${names.indexOf(other)}] changed_since`],
  ])
  expect(values(zone)).toMatchObject({ [made[0]!]: wanted, [other]: foreign })
})
