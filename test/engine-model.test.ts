import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RRset } from '../src/dns/rrset.ts'
import { afterOf, beforeOf } from '../src/plan/change.ts'
import { intentIndex } from '../src/plan/placed-changes.ts'
import { targetOf } from '../src/plan/resolve.ts'
import type { Change, Guarded, Intent, KnownSet } from '../src/plan/types.ts'
import type { Faults } from '../src/providers/memory/faults.ts'
import { memoryKind } from '../src/providers/memory/kind.ts'
import type { Capabilities } from '../src/providers/provider.ts'
import type { Submitted } from '../src/services/zone-writers.ts'
import type { ChangeRecord, ChangeSet } from '../src/store/history.ts'
import type { Zone } from '../src/store/store.ts'
import { flawsOf } from './engine-trail.ts'
import { createEngineWorld, type Engine, type EngineWorld, submissionOf, workspaceOf } from './engine-world.ts'
import { zone as domain } from './zone-arbitraries.ts'

/**
 * Random callers, faults and crashes against what must hold whatever happens: every change set ends; what the ended ones say
 * they have changed is exactly what the provider holds; who was told that it's done finds it so in the history; and of what was
 * refused nothing is left.
 */

type Step =
  | { do: 'submit'; zone: number; intents: Intent[] }
  /** Lets what is under way go on for a while. */
  | { do: 'wait'; milliseconds: number }
  /** Ends the process at the so-manieth named point it comes to from now on, and starts another one. */
  | { do: 'crash'; after: number }

interface Run {
  steps: Step[]
  seed: number
  form: number
  blamesBatch: boolean
  faults: Pick<Faults, 'lostAnswers' | 'lostOnTheWay' | 'lostRequests' | 'partial'>
  /** Whether the last process comes to its end in peace, or is killed too. */
  inPeace: boolean
}

type End = { zone: number; intents: Intent[]; requestId: string } & (
  | { status: 'waiting' }
  | { status: 'done'; submitted: Submitted }
  | { status: 'refused'; error: unknown }
)

const batch = { maxChanges: 6, limits: {}, weigh: () => ({}) }
/** What services there are: all or nothing or change by change, with preconditions or without. */
const forms: Partial<Capabilities>[] = [true, false].flatMap(atomic =>
  (['exact', 'none'] as const).map(precondition => ({ batch: { ...batch, atomic }, precondition })),
)

/** Few names, types and values, so that intents meet; now and then something that no zone can hold. */
const values = {
  A: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
  TXT: ['"one"', '"two"', '"three"'],
  CNAME: ['example.org.'],
}
const set: fc.Arbitrary<RRset> = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c.b', 'd').map(name => `${name}.${domain}`),
    type: fc.constantFrom('A', 'A', 'A', 'TXT', 'TXT', 'CNAME'),
    ttl: fc.constantFrom(60, 300),
  })
  .chain(({ name, type, ttl }) =>
    fc.subarray(values[type as keyof typeof values], { minLength: 1 }).map(records => ({ name, type, ttl, records })),
  )
const intent: fc.Arbitrary<Intent> = fc.oneof(
  { weight: 4, arbitrary: set.map(rrset => ({ op: 'put' as const, rrset })) },
  { weight: 2, arbitrary: set.map(rrset => ({ op: 'create' as const, rrset })) },
  {
    weight: 4,
    arbitrary: set.map(({ name, type, ttl, records }) => ({ op: 'add' as const, name, type, ttl, records })),
  },
  { weight: 2, arbitrary: set.map(({ name, type, records }) => ({ op: 'remove' as const, name, type, records })) },
  { weight: 2, arbitrary: set.map(({ name, type }) => ({ op: 'delete' as const, name, type })) },
  { weight: 3, arbitrary: set.map(({ name, type, ttl, records }) => edit({ name, type, ttl, add: records })) },
  { weight: 2, arbitrary: set.map(({ name, type, ttl, records }) => edit({ name, type, ttl, remove: records })) },
  {
    weight: 2,
    arbitrary: set.map(({ name, type }) => ({ op: 'clear' as const, name, type: 'ANY' as const, except: [type] })),
  },
)

/** As somebody sends it who has read the set, be it a while ago. */
const guarded: fc.Arbitrary<Intent> = fc
  .tuple(intent, fc.option(set))
  .map(([intent, known]) => (isGuarded(intent) ? { ...intent, ifCurrent: known && knownAs(intent, known) } : intent))

/** Values that sets of its type can have, so that now and then it is right. */
function knownAs(intent: Intent, { records }: RRset): KnownSet {
  const type = targetOf(intent).type as keyof typeof values
  return { records: values[type].slice(0, records.length) }
}

function isGuarded(intent: Intent): intent is Intent & Guarded {
  return 'rrset' in intent || ['delete', 'add', 'remove'].includes(intent.op)
}

function edit(given: { name: string; type: string; ttl: number; add?: string[]; remove?: string[] }): Intent {
  return { op: 'edit', add: [], remove: [], ...given }
}

/** Whoever clears a name excepts the sets of it that they write, so that there's one change of each. */
function clearAlone(intents: Intent[]): Intent[] {
  const cleared = new Set(intents.flatMap(intent => (intent.op === 'clear' ? [intent.name] : [])))
  const seen = new Set<string>()
  return intents.filter(intent => {
    const { name } = targetOf(intent)
    return !cleared.has(name) || (intent.op === 'clear' && !seen.has(name) && seen.add(name))
  })
}

/** An update as a name server's client sends it: only if the set is there, or not there. */
const update: fc.Arbitrary<Intent[]> = fc
  .tuple(set, fc.constantFrom('present' as const, 'absent' as const), fc.boolean(), set)
  .map(([{ name, type, ttl, records }, is, isAny, other]) => [
    { op: 'require', name, type: isAny ? 'ANY' : type, is },
    edit({ name, type, ttl, add: records }),
    ...(other.name === name ? [] : [edit({ ...other, add: other.records })]),
  ])

const submit = fc.record({
  do: fc.constant('submit' as const),
  zone: fc.nat(1),
  intents: fc.oneof(
    { weight: 3, arbitrary: intent.map(one => [one]) },
    { weight: 2, arbitrary: guarded.map(one => [one]) },
    { weight: 1, arbitrary: fc.array(guarded, { minLength: 2, maxLength: 4 }).map(clearAlone) },
    { weight: 1, arbitrary: fc.array(intent, { minLength: 2, maxLength: 4 }).map(clearAlone) },
    { weight: 1, arbitrary: update },
  ),
})
const wait = fc.record({ do: fc.constant('wait' as const), milliseconds: fc.integer({ min: 1, max: 12 }) })
const crash = fc.record({ do: fc.constant('crash' as const), after: fc.nat(12) })
const chance = fc.constantFrom(0, 0, 0.1, 0.3)
const run: fc.Arbitrary<Run> = fc.record({
  steps: fc.array(
    fc.oneof({ weight: 10, arbitrary: submit }, { weight: 5, arbitrary: wait }, { weight: 1, arbitrary: crash }),
    { minLength: 5, maxLength: 40, size: 'max' },
  ),
  seed: fc.integer(),
  form: fc.nat(forms.length - 1),
  blamesBatch: fc.boolean(),
  faults: fc.record({ lostAnswers: chance, lostOnTheWay: chance, lostRequests: chance, partial: chance }),
  inPeace: fc.boolean(),
})

const isUnwanted = (set: RRset | undefined) => set?.type === 'TXT' && set.records.includes('"three"')
const rejects = (change: Change) => (isUnwanted(afterOf(change)) ? { code: 'E3', message: 'no third text' } : undefined)

/** One world for each form; the runs of a form share its store. */
const worlds: EngineWorld[] = []
beforeAll(async () => {
  for (const capabilities of forms) worlds.push(await createEngineWorld(memoryKind({ capabilities })))
})
afterAll(async () => {
  for (const world of worlds) await world.stop()
})

test('whatever callers, faults and crashes come together, history, provider and replies agree', async () => {
  await fc.assert(
    fc.asyncProperty(run, async what => {
      const story = await play(worlds[what.form]!, what)
      expect(story.unsettled).toEqual([])
      expect(story.flaws).toEqual([])
      expect(story.lies).toEqual([])
    }),
    {
      numRuns: Number(process.env.ENGINE_MODEL_RUNS ?? 50),
      endOnFailure: true,
      interruptAfterTimeLimit: 60_000,
      markInterruptAsFailure: false,
    },
  )
}, 600_000)

async function play(world: EngineWorld, { steps, seed, blamesBatch, faults, inPeace }: Run) {
  const { service } = world.kind
  service.faults = { seed, latency: { min: 0, max: 2 }, rejects, blamesBatch, ...faults }
  const zones = [await world.makeZone({ domain }), await world.makeZone({ domain })]
  const first = zones.map(({ binding }) => service.sets(binding.hostedZoneId))
  const ends = await act(world, zones, steps, inPeace)
  service.faults = { rejects, blamesBatch }
  await settleAll(world)
  const histories = await Promise.all(zones.map(zone => historyOf(world, zone)))
  const stories = zones.map(({ binding }, index) => {
    const changes = histories[index]!.flatMap(({ changes }) => changes.filter(({ status }) => status === 'applied'))
    const told = changes.map(({ change }) => change)
    return flawsOf(first[index]!, told, service.sets(binding.hostedZoneId))
  })
  return {
    unsettled: histories.flat().filter(({ set }) => set.status === 'pending'),
    flaws: stories.flat(),
    lies: ends.flatMap(end => liesIn(end, histories[end.zone]!)),
  }
}

/** Does all steps; gives what each caller was told. */
async function act(
  world: EngineWorld,
  zones: readonly Zone[],
  steps: readonly Step[],
  inPeace: boolean,
): Promise<End[]> {
  const ends: End[] = []
  const workspaces = await Promise.all(zones.map(zone => workspaceOf(world.store, zone)))
  const submit = (engine: Engine, { zone, intents }: Extract<Step, { do: 'submit' }>) => {
    const submission = submissionOf(workspaces[zone]!, ...intents)
    const asked = { zone, intents, requestId: submission.caller.requestId }
    const index = ends.push({ ...asked, status: 'waiting' }) - 1
    engine.writers.submit(zones[zone]!, submission).then(
      submitted => {
        ends[index] = { ...asked, status: 'done', submitted }
      },
      (error: unknown) => {
        ends[index] = { ...asked, status: 'refused', error }
      },
    )
  }
  let engine = startCrashing(world)
  for (const step of steps) {
    if (step.do === 'wait') await pass(step.milliseconds)
    else if (step.do === 'crash') engine.crashAfter(step.after)
    else submit(engine, step)
    if (engine.isDead) engine = await restart(world)
  }
  if (inPeace) await Promise.race([engine.writers.close(), engine.died])
  engine.kill()
  return ends
}

/** An engine that ends itself at a named point. */
function startCrashing(world: EngineWorld): Engine & { crashAfter(points: number): void } {
  let left = Number.POSITIVE_INFINITY
  const engine = world.start({
    checkpoint: async () => {
      if (left-- <= 0) engine.kill()
    },
  })
  return {
    writers: engine.writers,
    kill: engine.kill,
    died: engine.died,
    get isDead() {
      return engine.isDead
    },
    crashAfter: points => {
      left = Math.min(left, points)
    },
  }
}

async function restart(world: EngineWorld) {
  await quiet()
  await world.reopen()
  const engine = startCrashing(world)
  await engine.writers.recover()
  return engine
}

/** A last process, which nothing happens to, until nothing is pending. */
async function settleAll(world: EngineWorld): Promise<void> {
  await quiet()
  await world.reopen()
  const { writers } = world.start()
  await writers.recover()
  for (const start = Date.now(); (await world.store.changeSets.zonesWithPending()).length > 0; await pass(5)) {
    if (Date.now() - start > 4000) break
    await writers.recover()
  }
  await writers.close()
}

/** What has been sent arrives before anybody looks again. */
function quiet(): Promise<void> {
  return pass(5)
}

function pass(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}

interface Told {
  set: ChangeSet
  changes: ChangeRecord[]
}

async function historyOf({ store }: EngineWorld, zone: Zone): Promise<Told[]> {
  const sets = await store.changeSets.list(zone.resource.id, { limit: 1000 })
  return Promise.all(
    sets.map(async ({ id }) => ({
      set: (await store.changeSets.get(zone.resource.id, id))!,
      changes: await store.changeSets.changes(id, { limit: 1000 }),
    })),
  )
}

/** Where the history says anything else than the caller was told. */
function liesIn(end: End, history: readonly Told[]): string[] {
  const told = history.find(({ set }) => set.requestId === end.requestId)
  if (told?.set.status === 'failed' && reasonsOf(told).length === 0) return [`${told.set.id} has failed for no reason`]
  if (end.status === 'waiting') return []
  return end.status === 'refused' ? liesInRefusal(end.error, told) : liesInAnswer(end.submitted, end.intents, told)
}

function reasonsOf({ set, changes }: Told): unknown[] {
  return [...set.problems, ...changes.flatMap(({ failure }) => failure ?? [])]
}

function liesInRefusal(error: unknown, told: Told | undefined): string[] {
  if (code(error) === undefined) return [`${error} is no answer`]
  const isOpen = code(error) === 'not_settled_yet'
  if (told === undefined) return isOpen ? [`${error}, and nothing is stored`] : []
  return isOpen || told.set.status === 'failed' ? [] : [`${error}, but ${told.set.id} is ${told.set.status}`]
}

function liesInAnswer(
  { changeSet, outcomes, results }: Submitted,
  intents: Intent[],
  told: Told | undefined,
): string[] {
  if (told === undefined) return [`the change set ${changeSet.id} is lost`]
  const lies = JSON.stringify(told.changes) === JSON.stringify(outcomes) ? [] : [`${changeSet.id} has other changes`]
  if (told.set.status !== changeSet.status || told.set.status === 'failed') lies.push(`${changeSet.id} has another end`)
  if (results.length !== intents.length) lies.push(`${changeSet.id} has other results`)
  return [...lies, ...outcomes.flatMap(outcome => notAsWanted(intents, outcome))]
}

function notAsWanted(intents: readonly Intent[], { position, change }: ChangeRecord): string[] {
  const wanted = intents[intentIndex(position)]
  if (wanted === undefined) return [`a change without an intent at ${position}`]
  return [...notAsKnown(wanted, position, change), ...notAsAsked(intents, wanted, position, change)]
}

/** What the change found is what its caller knew of the set. */
function notAsKnown(intent: Intent, position: number, change: Change): string[] {
  if (!isGuarded(intent) || intent.ifCurrent === undefined) return []
  const before = beforeOf(change)?.records.toSorted().join()
  return before === intent.ifCurrent?.records?.toSorted().join()
    ? []
    : [`${position} was made of another set than was known`]
}

function notAsAsked(intents: readonly Intent[], wanted: Intent, position: number, change: Change): string[] {
  const after = afterOf(change)
  const records = new Set(after?.records)
  switch (wanted.op) {
    case 'put':
    case 'create':
      return after?.records.join() === wanted.rrset.records.join() ? [] : [`put at ${position} came to something else`]
    case 'add':
      return wanted.records.every(record => records.has(record)) ? [] : [`add at ${position} came to something else`]
    case 'edit':
      return [...notEdited(wanted, position, change), ...notRequired(intents, position, change)]
    case 'remove':
      return wanted.records.some(record => records.has(record)) ? [`remove at ${position} has left something`] : []
    default:
      return after === undefined || beforeOf(change) === undefined ? [] : [`delete at ${position} has left a set`]
  }
}

function notEdited({ add, remove }: Intent & { op: 'edit' }, position: number, change: Change): string[] {
  const records = new Set(afterOf(change)?.records)
  const isLeft = remove !== 'all' && remove.some(record => records.has(record) && !add.includes(record))
  return add.every(record => records.has(record)) && !isLeft ? [] : [`edit at ${position} came to something else`]
}

/** What was required of a set shows in what the change of it found there. */
function notRequired(intents: readonly Intent[], position: number, change: Change): string[] {
  const [first] = intents
  if (first?.op !== 'require' || position !== 1) return []
  const wasThere = beforeOf(change) !== undefined
  const isBroken = first.is === 'absent' ? wasThere : !wasThere && first.type !== 'ANY'
  return isBroken ? [`the change at ${position} was made although the set was ${wasThere ? '' : 'not '}there`] : []
}

function code(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
