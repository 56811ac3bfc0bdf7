import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { AppError } from '../src/contract/errors.ts'
import type { RRset } from '../src/dns/rrset.ts'
import { setOf } from '../src/plan/change.ts'
import { targetOf } from '../src/plan/resolve.ts'
import { resolveAll } from '../src/plan/resolve-all.ts'
import type { Change, Failure, Intent, Outcome } from '../src/plan/types.ts'
import { type Provider, ProviderError, type ProviderKind } from '../src/providers/provider.ts'
import { newChangeSet } from '../src/services/change-set-from-submission.ts'
import type { Caller } from '../src/services/deps.ts'
import { openZone } from '../src/services/open-provider.ts'
import { createZoneWriters, type Submission, type ZoneWriters } from '../src/services/zone-writers.ts'
import type { Zone } from '../src/store/store.ts'
import { startTestApp, type TestApp, type TestUser } from './test-app.ts'

let app: TestApp
let user: TestUser
let zone: Zone
let zones = 0

beforeAll(async () => {
  app = await startTestApp()
  user = await app.signUp('Writer')
  const connection = { name: 'Own', provider: 'builtin', credentials: {} }
  const made = await app.call(`POST`, `/api/cloud-connections/${user.workspace.slug}`, {
    body: connection,
    token: user.token,
  })
  await app.call('POST', '/api/projects', { body: { name: 'Writing' }, token: user.token })
  const body = { connectionId: Number(made.body.data.id) }
  await app.call('POST', '/api/projects/writing/cloud-connections', { body, token: user.token })
})
afterAll(() => app.stop())
beforeEach(async () => {
  const body = { name: 'A zone', domainName: `zone-${++zones}.example` }
  const reply = await app.call('POST', '/api/writing/production/dns', { body, token: user.token })
  expect(reply.status).toBe(201)
  zone = (await app.deps.store.zones.get(Number(reply.body.data.id)))!
})

test('what waits while a call is under way goes into the next one together', async () => {
  const { writers, batches, hold } = counting()
  const release = hold()
  const first = writers.submit(zone, submission(add('192.0.2.1')))
  await until(() => batches.length === 1)
  const others = Array.from({ length: 100 }, (_, index) => writers.submit(zone, submission(add(`198.51.100.${index}`))))
  release()
  await Promise.all([first, ...others])
  expect(batches.map(batch => batch.length)).toEqual([1, 1])
  expect((await stored('www'))?.records).toHaveLength(101)
})

test('each caller is told of the set as their own intent left it', async () => {
  const { writers } = counting()
  const results = await Promise.all(
    ['192.0.2.1', '192.0.2.2'].map(value => writers.submit(zone, submission(add(value)))),
  )
  expect(results.map(({ results: [result] }) => result?.stored?.records)).toEqual([
    ['192.0.2.1'],
    ['192.0.2.1', '192.0.2.2'],
  ])
})

test('a refused caller takes nobody down', async () => {
  const { writers } = counting()
  const cname: Intent = { op: 'put', rrset: { name: at('www'), type: 'CNAME', ttl: 300, records: ['a.example.net.'] } }
  const [one, refused, two] = await Promise.allSettled([
    writers.submit(zone, submission(add('192.0.2.1'))),
    writers.submit(zone, submission(cname)),
    writers.submit(zone, submission(add('192.0.2.2'))),
  ])
  expect([one.status, two.status]).toEqual(['fulfilled', 'fulfilled'])
  expect(refused).toMatchObject({ reason: { code: 'validation_failed', details: [{ code: 'cname_with_other_data' }] } })
})

test('all of one caller’s intents take effect, or none; problems name the intent', async () => {
  const { writers } = counting()
  const missing: Intent = { op: 'delete', name: at('none'), type: 'A' }
  await expect(writers.submit(zone, submission(add('192.0.2.1'), missing))).rejects.toMatchObject({
    code: 'record_not_found',
    details: [{ path: 'changes[1]', code: 'record_not_found' }],
  })
  expect(await stored('www')).toBeUndefined()
})

test('where the provider refuses one set, the group is parted until the others have gone through', async () => {
  const { writers, batches, hold } = counting({ refuse: change => setOf(change).name === at('bad') })
  const release = hold()
  const first = writers.submit(zone, submission(put('first')))
  await until(() => batches.length === 1)
  const names = ['a', 'b', 'bad', 'c', 'd', 'e', 'f']
  const rest = names.map(name => writers.submit(zone, submission(put(name))))
  release()
  const settled = await Promise.allSettled([first, ...rest])
  expect(settled.map(({ status }) => status === 'fulfilled')).toEqual([true, true, true, false, true, true, true, true])
  expect(settled[3]).toMatchObject({
    reason: { code: 'provider_rejected', details: [{ code: 'Bad', message: 'too bad' }] },
  })
  for (const name of names) expect((await stored(name)) !== undefined).toBe(name !== 'bad')
})

test('whoever was in the way of another’s set is forgotten once the provider has refused it', async () => {
  const { writers, batches, hold } = counting({ refuse: change => setOf(change).type === 'CNAME' })
  const release = hold()
  const first = writers.submit(zone, submission(put('first')))
  await until(() => batches.length === 1)
  const rrset: RRset = { name: at('www'), type: 'CNAME', ttl: 300, records: ['a.example.net.'] }
  const cname = writers.submit(zone, submission({ op: 'put', rrset }))
  const address = writers.submit(zone, submission(put('www')))
  release()
  const [, refused, written] = await Promise.allSettled([first, cname, address])
  expect(refused).toMatchObject({ reason: { code: 'provider_rejected' } })
  expect(written.status).toBe('fulfilled')
})

test('a set that changed between reading and writing is read again', async () => {
  const { writers } = counting({ beforeApply: async attempt => attempt === 0 && outside(add('203.0.113.1')) })
  await writers.submit(zone, submission(add('192.0.2.1')))
  expect((await stored('www'))?.records.toSorted()).toEqual(['192.0.2.1', '203.0.113.1'])
})

test('who always comes too late is told of a conflict in the end', async () => {
  const { writers, batches } = counting({ beforeApply: async attempt => outside(add(`203.0.113.${attempt}`)) })
  await expect(writers.submit(zone, submission(add('192.0.2.1')))).rejects.toMatchObject({ code: 'conflict' })
  expect(batches.length).toBe(8)
  expect((await stored('www'))?.records).not.toContain('192.0.2.1')
})

test.each([
  [{ code: 'unavailable', message: 'no answer' }, 'provider_unavailable'],
  [{ code: 'auth', message: 'bad token' }, 'provider_auth'],
  [{ code: 'rate_limited', message: 'slow down', retryAfter: 7 }, 'provider_rate_limited'],
  [{ code: 'not_found', message: 'no such zone', details: { requestId: 'r-1' } }, 'provider_rejected'],
] as [Failure, string][])('a failure of the whole service is told as it is: %o', async (failure, code) => {
  const { writers, batches } = counting({ fail: failure })
  const both = await Promise.allSettled([
    writers.submit(zone, submission(add('192.0.2.1'))),
    writers.submit(zone, submission(put('other'))),
  ])
  const told = expect.arrayContaining([{ path: 'provider', code: failure.code, message: failure.message }])
  for (const result of both) {
    expect(result).toMatchObject({ reason: { code, retryAfter: failure.retryAfter, details: told } })
    expect((result as PromiseRejectedResult).reason).toBeInstanceOf(AppError)
  }
  expect(batches.length).toBeLessThanOrEqual(2)
})

test('a call that nobody answered is settled by reading: applied if the zone says so', async () => {
  const lost: Failure = { code: 'unavailable', message: 'the line went dead' }
  const sent = counting({ lose: { failure: lost, after: true } })
  await sent.writers.submit(zone, submission(put('sent')))
  const unsent = counting({ lose: { failure: lost, after: false } })
  await expect(unsent.writers.submit(zone, submission(put('unsent')))).rejects.toMatchObject({
    code: 'provider_unavailable',
  })
})

test('history is kept of what took effect, with the records or after them', async () => {
  const own = counting()
  await own.writers.submit(zone, submission(put('one')))
  await Promise.allSettled([own.writers.submit(zone, submission({ op: 'delete', name: at('none'), type: 'A' }))])
  expect(own.ledgers).toMatchObject([
    { activities: [{ subject: `${at('one')} A` }], settlements: [{ status: 'applied' }] },
  ])
  const foreign = counting({ ledger: false })
  await foreign.writers.submit(zone, submission(put('two')))
  expect(foreign.ledgers).toEqual([undefined])
  expect(await told()).toEqual([`record_set.put ${at('two')} A`, `record_set.put ${at('one')} A`])
})

test('what comes to nothing asks nothing of the provider, and is kept in the history of both who did and undid it', async () => {
  const { writers, batches, hold } = counting()
  const release = hold()
  const first = writers.submit(zone, submission(put('first')))
  await until(() => batches.length === 1)
  const made = writers.submit(zone, submission(put('brief')))
  const gone = writers.submit(zone, submission({ op: 'delete', name: at('brief'), type: 'A' }))
  release()
  await Promise.all([first, made, gone])
  expect(batches).toHaveLength(1)
  expect((await told()).filter(row => row.endsWith(`${at('brief')} A`))).toHaveLength(2)
})

test('more than can be done soon is refused at the door', async () => {
  const { writers, batches, hold } = counting()
  const release = hold()
  const first = writers.submit(zone, submission(add('192.0.2.1')))
  await until(() => batches.length === 1)
  const waiting = Array.from({ length: 1999 }, () => writers.submit(zone, submission(add('192.0.2.2'))))
  await expect(writers.submit(zone, submission(add('192.0.2.3')))).rejects.toMatchObject({
    code: 'overloaded',
    retryAfter: 1,
  })
  release()
  await Promise.all([first, ...waiting])
})

test('work that wants to be alone waits for what came before, and holds up what comes later', async () => {
  const { writers } = counting()
  const order: string[] = []
  const note = (word: string) => () => void order.push(word)
  const later: Promise<void>[] = []
  await Promise.all([
    writers.submit(zone, submission(put('a'))).then(note('before')),
    writers
      .exclusive(zone, async () => {
        order.push('begin')
        later.push(writers.submit(zone, submission(put('b'))).then(note('after')))
        await new Promise(resolve => setTimeout(resolve, 20))
      })
      .then(note('end')),
  ])
  await Promise.all(later)
  expect(order).toEqual(['before', 'begin', 'end', 'after'])
  await expect(writers.exclusive(zone, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
})

test('a zone that went while a write waited is not written to', async () => {
  const { writers } = counting()
  const [gone, late] = await Promise.allSettled([
    writers.exclusive(zone, async open => {
      await open.provider.zoneAdmin?.delete(open.remote)
      await app.deps.store.zones.delete(zone.resource.id)
    }),
    writers.submit(zone, submission(put('late'))),
  ])
  expect(gone.status).toBe('fulfilled')
  expect(late).toMatchObject({ reason: { code: 'not_found' } })
})

test('a change set that nobody looks after is settled by whoever starts next, and told in the history', async () => {
  const { changeSets } = app.deps.store
  const [orphan, late] = await changeSets.create([
    newChangeSet(zone, submission(put('orphan')), app.deps.now()),
    newChangeSet(zone, submission(put('late')), app.deps.now() - 60_000),
  ])
  const { writers } = counting()
  await writers.recover()
  await until(() => writers.busy === 0)
  expect(await changeSets.get(zone.resource.id, orphan!.id)).toMatchObject({ status: 'applied', problems: [] })
  expect(await changeSets.get(zone.resource.id, late!.id)).toMatchObject({
    status: 'failed',
    problems: [{ code: 'expired' }],
  })
  expect([(await stored('orphan'))?.ttl, await stored('late')]).toEqual([300, undefined])
  expect(await told()).toEqual([`record_set.put ${at('orphan')} A`])
})

test('what was sent before the process died counts as done where the zone shows it, and only then', async () => {
  const create = (label: string): Intent => ({
    op: 'create',
    rrset: { name: at(label), type: 'A', ttl: 300, records: ['192.0.2.1'] },
  })
  await outside(create('www'))
  const { changeSets, leases } = app.deps.store
  const recovered = async (label: string, isSent: boolean) => {
    const [orphan] = await changeSets.create([newChangeSet(zone, submission(create(label)), app.deps.now())])
    const change = { op: 'create' as const, after: (create(label) as Extract<Intent, { op: 'create' }>).rrset }
    const plans = [{ id: label, sentAt: app.deps.now(), steps: [{ position: 0, change, sent: change }] }]
    const lease = (await leases.tryTake(zone.resource.id))!
    if (isSent) await changeSets.storeAttempts([{ changeSetId: orphan!.id, plans, made: [] }], lease)
    await lease.release()
    const { writers, batches } = counting({ ledger: false })
    await writers.recover()
    await until(() => writers.busy === 0)
    await writers.close()
    const changes = await changeSets.changes(orphan!.id, { limit: 9 })
    return [(await changeSets.get(zone.resource.id, orphan!.id))?.status, changes.length, batches.length]
  }
  expect(await recovered('www', true)).toEqual(['applied', 1, 0])
  expect(await recovered('www', false)).toEqual(['failed', 0, 0])
  expect(await recovered('mail', true)).toEqual(['applied', 1, 1])
})

test('a dangerous plan is refused without a word of confirmation, and nothing is kept of it', async () => {
  const { writers } = counting()
  await writers.submit(zone, submission(...Array.from({ length: 12 }, (_, index) => put(`n${index}`))))
  const erase = Array.from({ length: 6 }, (_, index): Intent => ({ op: 'delete', name: at(`n${index}`), type: 'A' }))
  const { confirm: _, ...unconfirmed } = submission(...erase)
  await expect(writers.submit(zone, unconfirmed)).rejects.toMatchObject({ code: 'confirmation_required' })
  expect(await stored('n0')).toBeDefined()
  expect(await app.deps.store.changeSets.list(zone.resource.id, { limit: 10 })).toHaveLength(1)
  await writers.submit(zone, submission(...erase))
  expect(await stored('n0')).toBeUndefined()
})

test('the engine counts what it did', async () => {
  const { writers, batches, hold } = counting()
  const release = hold()
  const first = writers.submit(zone, submission(add('192.0.2.1')))
  await until(() => batches.length === 1)
  const others = ['192.0.2.2', '192.0.2.3'].map(value => writers.submit(zone, submission(add(value))))
  expect(writers.stats().waiting).toBe(3)
  release()
  await Promise.all([first, ...others])
  expect(writers.stats()).toMatchObject({
    waiting: 0,
    settled: { applied: 3 },
    groups: 2,
    groupedSets: 3,
    calls: { builtin: 2 },
    callsSaved: { builtin: 1 },
    outcomes: [{ provider: 'builtin', status: 'applied', code: '', count: 2 }],
    wait: { count: 3 },
  })
})

test('no writer is left behind', async () => {
  const { writers } = counting({ refuse: change => setOf(change).name === at('bad') })
  const work = ['a', 'bad', 'b'].map(name => writers.submit(zone, submission(put(name))))
  expect(writers.busy).toBe(1)
  await Promise.allSettled(work)
  await until(() => writers.busy === 0)
})

const at = (name: string) => `${name}.${zone.domain}`
const add = (value: string): Intent => ({ op: 'add', name: at('www'), type: 'A', ttl: 300, records: [value] })
const put = (name: string): Intent => ({
  op: 'put',
  rrset: { name: at(name), type: 'A', ttl: 300, records: ['192.0.2.1'] },
})

function submission(...intents: Intent[]): Submission {
  const caller: Caller = { principal: { kind: 'anonymous' }, requestId: 'r', address: null }
  return { kind: 'write', intents, caller, workspaceId: user.workspace.id, confirm: true }
}

/** What the zone's activities tell of record sets, newest first. */
async function told(): Promise<string[]> {
  const list = await app.deps.store.activities.list({
    workspaceIds: [user.workspace.id],
    resourceId: zone.resource.id,
    limit: 50,
  })
  return list.flatMap(({ action, subject }) => (action.startsWith('record_set') ? [`${action} ${subject}`] : []))
}

async function stored(name: string): Promise<RRset | undefined> {
  const [set] = await app.deps.store.hostedZones.rrsetsAt(Number(zone.binding.hostedZoneId), [at(name)])
  return set
}

/** A write by somebody else, past the writers under test. */
async function outside(intent: Intent): Promise<void> {
  const kind = app.deps.kinds.get('builtin')!
  const { provider, remote } = await openZone({ ...app.deps, kinds: new Map([['builtin', kind]]) }, zone)
  const current = await Array.fromAsync(provider.rrsets(remote, { at: [targetOf(intent).name] }))
  const { changes } = resolveAll([{ owner: 'outside', intents: [intent] }], current)
  await provider.apply(remote, changes)
}

interface Faults {
  refuse?(change: Change): boolean
  fail?: Failure
  /** The answer to the call is lost, after or before it took effect. */
  lose?: { failure: Failure; after: boolean }
  beforeApply?(attempt: number): Promise<unknown>
  ledger?: boolean
}

/** Writers over the built-in provider with some faults, and what they have asked of it. */
function counting(faults: Faults = {}) {
  const batches: Change[][] = []
  const ledgers: unknown[] = []
  let held: Promise<void> | undefined
  const kind = app.deps.kinds.get('builtin')!
  const faulty: ProviderKind = {
    ...kind,
    capabilities: { ...kind.capabilities, ledger: faults.ledger ?? true },
    open: (settings, io) => {
      const provider = kind.open(settings, io)
      return {
        ...provider,
        apply: async (remote, batch, call) => {
          const attempt = batches.push([...batch]) - 1
          ledgers.push(call?.ledger)
          await held
          await faults.beforeApply?.(attempt)
          return applyWith(faults, provider, remote, batch, call)
        },
      }
    },
  }
  const writers: ZoneWriters = createZoneWriters({ ...app.deps, kinds: new Map([['builtin', faulty]]) })
  const hold = () => {
    let release = () => {}
    held = new Promise(resolve => {
      release = () => resolve()
    })
    return release
  }
  return { writers, batches, ledgers, hold }
}

async function applyWith(
  faults: Faults,
  provider: Provider,
  ...args: Parameters<Provider['apply']>
): ReturnType<Provider['apply']> {
  const [, batch] = args
  if (faults.fail !== undefined) throw new ProviderError(faults.fail)
  const bad = batch.find(change => faults.refuse?.(change))
  if (bad !== undefined) {
    const failure: Failure = { code: 'rejected', message: 'refused', details: { code: 'Bad', message: 'too bad' } }
    const outcomes = batch.map(
      (change): Outcome => (change === bad ? { status: 'failed', change, failure } : { status: 'skipped', change }),
    )
    return { outcomes }
  }
  const { lose } = faults
  if (lose === undefined) return provider.apply(...args)
  if (lose.after) await provider.apply(...args)
  return { outcomes: batch.map(change => ({ status: 'unknown', change, failure: lose.failure })) }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve))
}
