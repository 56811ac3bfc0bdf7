import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RRset } from '../src/dns/rrset.ts'
import type { Intent } from '../src/plan/types.ts'
import { route53Kind } from '../src/providers/route53/kind.ts'
import {
  type CloudEngine,
  type CloudProcess,
  createCloudEngine,
  fastClock,
  historyOf,
  settleAll,
} from './cloud-engine.ts'
import { flawsOf } from './engine-trail.ts'
import { submissionOf, workspaceOf } from './engine-world.ts'
import { type Fault, usualKey } from './fakes/route53/options.ts'
import { type FakeRoute53, startFakeRoute53 } from './fakes/route53/server.ts'
import { zone as domain } from './zone-arbitraries.ts'

/**
 * Random callers, faults and crashes on a simulated Route 53, with everything that stands between the engine and the service: in the
 * end nothing is pending, and what the history says to be made is exactly what the service holds.
 */

type Step =
  | { do: 'submit'; intents: Intent[] }
  | { do: 'wait'; milliseconds: number }
  | { do: 'fail'; fault: Fault }
  | { do: 'crash' }

let fake: FakeRoute53
let engines: CloudEngine
/** Changes in all runs, lest the runs come to nothing. */
let applied = 0

beforeAll(async () => {
  // Sets of three values are refused by the service alone: as far as the engine knows it takes 400.
  fake = await startFakeRoute53({ now: fastClock.now, limits: { valuesPerSet: 2 } })
  engines = await createCloudEngine(route53Kind, { ...usualKey, endpoint: fake.url }, name => fake.addZone({ name }).id)
})
afterAll(async () => {
  await engines.world.stop()
  await fake.close()
})

const values = {
  A: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
  TXT: ['"one"', '"two"', '"three"'],
  CNAME: ['example.org.'],
}
const set: fc.Arbitrary<RRset> = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c.b', '*').map(name => `${name}.${domain}`),
    type: fc.constantFrom('A' as const, 'A' as const, 'TXT' as const, 'CNAME' as const),
    ttl: fc.constantFrom(60, 300),
  })
  .chain(({ type, ...rest }) =>
    fc.subarray(values[type], { minLength: 1 }).map(records => ({ ...rest, type, records })),
  )
const intent: fc.Arbitrary<Intent> = fc.oneof(
  set.map(rrset => ({ op: 'put' as const, rrset })),
  set.map(rrset => ({ op: 'create' as const, rrset })),
  set.map(({ name, type, ttl, records }) => ({ op: 'add' as const, name, type, ttl, records })),
  set.map(({ name, type, records }) => ({ op: 'remove' as const, name, type, records })),
  set.map(({ name, type }) => ({ op: 'delete' as const, name, type })),
)
const fault: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom(
    'reset_before',
    'reset_after',
    'server_error',
    'server_error_after',
    'html',
    'broken_xml',
    'throttled',
  ),
  method: fc.constantFrom('GET', 'POST', 'POST'),
  after: fc.nat(2),
  times: fc.integer({ min: 1, max: 2 }),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.array(intent, { minLength: 1, maxLength: 3 }).map(intents => ({ do: 'submit' as const, intents })),
  },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 1, max: 30 }).map(milliseconds => ({ do: 'wait' as const, milliseconds })),
  },
  { weight: 4, arbitrary: fault.map(fault => ({ do: 'fail' as const, fault })) },
  { weight: 1, arbitrary: fc.constant({ do: 'crash' as const }) },
)

test('whatever callers, faults and crashes come together, history and service agree', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }), async steps => {
      expect(await play(steps)).toEqual({ pending: [], flaws: [], lies: [] })
    }),
    { numRuns: 40, endOnFailure: true, interruptAfterTimeLimit: 18_000, markInterruptAsFailure: false },
  )
  expect(applied).toBeGreaterThan(10)
}, 120_000)

async function play(steps: readonly Step[]) {
  const { world, sets } = engines
  const zone = await world.makeZone({ domain })
  const first = await sets(zone)
  const workspaceId = await workspaceOf(world.store, zone)
  const answered = new Map<string, string>()
  let engine = engines.start()
  for (const step of steps) {
    if (step.do === 'wait') await pass(step.milliseconds)
    else if (step.do === 'fail') fake.faults.add(step.fault)
    else if (step.do === 'crash') engine = await restart(engine)
    else {
      const submission = submissionOf(workspaceId, ...step.intents)
      engine.writers.submit(zone, submission).then(
        ({ changeSet }) => answered.set(submission.caller.requestId, changeSet.status),
        () => {},
      )
    }
  }
  await pass(50)
  await end(engine)
  fake.faults.clear()
  await settleAll(engines)
  const history = await historyOf(world, zone)
  const made = history.flatMap(({ changes }) => changes.filter(({ status }) => status === 'applied'))
  applied += made.length
  return {
    pending: history.filter(({ set }) => set.status === 'pending').map(({ set }) => set.id),
    flaws: flawsOf(
      first,
      made.map(({ change }) => change),
      await sets(zone),
    ),
    lies: history.filter(({ set }) => (answered.get(set.requestId) ?? set.status) !== set.status),
  }
}

async function restart(engine: CloudProcess): Promise<CloudProcess> {
  await end(engine)
  const next = engines.start()
  await next.writers.recover()
  return next
}

/** What is on its way to the service arrives there before anybody looks again. */
async function end(engine: CloudProcess): Promise<void> {
  engine.kill()
  await engine.quiet()
  await engines.world.reopen()
}

function pass(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
