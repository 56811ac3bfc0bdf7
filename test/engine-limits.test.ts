import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { Principal } from '../src/auth/principal.ts'
import type { Intent } from '../src/plan/types.ts'
import { memoryKind } from '../src/providers/memory/kind.ts'
import type { Capabilities } from '../src/providers/provider.ts'
import { createRateLimiters } from '../src/providers/wrappers/rate-limiters.ts'
import { wrapKind } from '../src/providers/wrappers/wrap-kind.ts'
import type { Submission } from '../src/services/zone-writers.ts'
import type { Zone } from '../src/store/store.ts'
import { createTestClock, type TestClock } from './engine-clock.ts'
import { createEngineWorld, type Engine, type EngineWorld, submissionOf, workspaceOf } from './engine-world.ts'

let world: EngineWorld
let engine: Engine
let clock: TestClock
afterEach(async () => {
  clock.passByItself()
  await engine.writers.close()
  await world.stop()
})

/** A service with such a limit for each account; time stands still until a test lets it pass. */
async function start(rate: Exclude<Capabilities['rate'], 'unlimited'>): Promise<void> {
  clock = createTestClock(Date.now())
  const kind = memoryKind({ clock, faults: { rate }, capabilities: { rate } })
  world = await createEngineWorld(kind)
  engine = world.start({ kind: wrapKind(kind, { clock, random: () => 0.5, limiters: createRateLimiters({ clock }) }) })
}

const machine: Omit<Principal & { kind: 'machine' }, 'workspaceId'> = {
  kind: 'machine',
  address: null,
  keyId: 1,
  keyName: 'k',
  projectId: 1,
  grants: null,
}

async function write(zone: Zone, by: 'user' | 'machine' = 'user', fields: Partial<Submission> = {}) {
  const intent: Intent = {
    op: 'put',
    rrset: { name: `a.${zone.domain}`, type: 'A', ttl: 300, records: ['192.0.2.1'] },
  }
  const workspaceId = await workspaceOf(world.store, zone)
  const submission = { ...submissionOf(workspaceId, intent), ...fields }
  const caller = by === 'user' ? submission.caller : { ...submission.caller, principal: { ...machine, workspaceId } }
  return engine.writers.submit(zone, { ...submission, caller })
}

async function makeZones(count: number): Promise<[Zone, ...Zone[]]> {
  const first = await world.makeZone()
  const others: Zone[] = []
  while (others.length < count - 1) others.push(await world.makeZone({ beside: first }))
  return [first, ...others]
}

/** Lets time pass while there's work in between that takes time of its own. */
async function passUntil(isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    await clock.pass(50)
    await setTimeout(2)
  }
}

async function untilSent(count: number): Promise<void> {
  while (world.kind.service.requests.length < count) await setTimeout(2)
}

test('many zones that wait for a slow account keep nobody else waiting', async () => {
  await start({ requests: 2, perSeconds: 1, scope: 'account' })
  const slow = await makeZones(40)
  const quick = await world.makeZone()
  const flood = slow.map(zone => write(zone))
  await untilSent(2)
  // All the others wait for the account now, and time stands still.
  await setTimeout(100)
  const { changeSet } = await write(quick)
  expect(changeSet.status).toBe('applied')
  expect(world.kind.service.requests.filter(({ zone }) => zone !== quick.domain)).toHaveLength(2)
  clock.passByItself()
  const ends = await Promise.all(flood)
  expect(ends.map(({ changeSet }) => changeSet.status)).toEqual(slow.map(() => 'applied'))
  expect(world.kind.service.requests.filter(({ refused }) => refused)).toEqual([])
})

test.each<{ what: string; by: 'user' | 'machine'; fields: Partial<Submission> }>([
  { what: 'what programs write', by: 'machine', fields: {} },
  { what: 'imports', by: 'user', fields: { kind: 'import' } },
])('a person does not wait behind $what in the same account', async ({ by, fields }) => {
  await start({ requests: 5, perSeconds: 1, scope: 'account' })
  const [own, ...others] = await makeZones(31)
  const flood = others.map(zone => write(zone, by, fields))
  await untilSent(4)
  let isDone = false
  const end = write(own).then(({ changeSet }) => {
    isDone = true
    return changeSet
  })
  await passUntil(() => isDone)
  expect((await end).status).toBe('applied')
  // Of sixty requests of the others; there are four to each one that is kept.
  const before = world.kind.service.requests.filter(({ zone }) => zone !== own.domain)
  expect(before.length).toBeLessThanOrEqual(20)
  clock.passByItself()
  await Promise.all(flood)
})

test('what programs write goes before from when somebody waits behind it in the same zone', async () => {
  await start({ requests: 5, perSeconds: 1, scope: 'account' })
  const [own, ...others] = await makeZones(31)
  const flood = others.map(zone => write(zone, 'machine'))
  await untilSent(4)
  const program = write(own, 'machine')
  await setTimeout(100)
  const person = write(own)
  let done = 0
  for (const end of [program, person]) void end.then(() => done++)
  await passUntil(() => done === 2)
  // Its reading has come behind the thirty others', its writing goes before theirs.
  const before = world.kind.service.requests.filter(({ zone }) => zone !== own.domain)
  expect(before.length).toBeLessThanOrEqual(45)
  clock.passByItself()
  await Promise.all(flood)
})

test('reading for a person takes of what is kept for them', async () => {
  await start({ requests: 5, perSeconds: 1, scope: 'account' })
  const [own, ...others] = await makeZones(31)
  const flood = others.map(zone => write(zone, 'machine'))
  await untilSent(4)
  const plan = await engine.writers.plan(own, [{ op: 'delete', name: `none.${own.domain}`, type: 'A' }])
  expect(plan.calls).toBe(0)
  expect(world.kind.service.requests).toHaveLength(5)
  clock.passByItself()
  await Promise.all(flood)
})
