import { expect, test } from 'vitest'
import { onEachDatabase, type TestDatabases } from '../../test/servers/databases.ts'
import {
  activity,
  applied,
  createChange,
  ledgerOf,
  newChangeSet,
  now,
  settlement,
} from '../../test/store/stored-changes.ts'
import type { ChangeSet } from './history.ts'
import type { Store } from './store.ts'

const settled = expect.objectContaining({ name: 'StoreError', code: 'settled' })

onEachDatabase(databases => {
  creating(databases)
  attempting(databases)
  settling(databases)
  committing(databases)
  lastWrites(databases)
  cleaningUp(databases)
})

function creating({ open }: TestDatabases) {
  test('a change set is pending from the start, with everything that was said of it', async () => {
    const store = await open()
    const set = newChangeSet({ comment: 'why', idempotencyKey: 'k', revertOf: 9, kind: 'revert' })
    const [created] = await store.changeSets.create([set])
    const untouched = { status: 'pending', problems: [], done: 0, total: 0, settledAt: null }
    expect(created).toStrictEqual({ ...set, ...untouched, id: created!.id })
    expect(await store.changeSets.get(1, created!.id)).toStrictEqual(created)
    expect(await store.changeSets.get(2, created!.id)).toBeUndefined()
    expect(await store.changeSets.get(1, created!.id + 1)).toBeUndefined()
  })

  test('everybody who creates at the same time is given their own, in their order', async () => {
    const store = await open()
    const ask = (caller: number) =>
      store.changeSets.create([0, 1].map(part => newChangeSet({ requestId: `${caller}.${part}` })))
    const all = await Promise.all(Array.from({ length: 700 }, (_, caller) => ask(caller)))
    expect(all.flat().map(({ requestId }) => requestId)).toEqual(
      all.flatMap((_, caller) => [`${caller}.0`, `${caller}.1`]),
    )
    const stored = await store.changeSets.pending(1)
    expect(stored.map(describe)).toEqual(all.flat().map(describe))
    expect(await store.changeSets.create([])).toEqual([])
  })

  test('they are listed newest first without their intents, and the pending ones oldest first with them', async () => {
    const store = await open()
    const sets = await createSets(store, 1, 5)
    await createSets(store, 2, 1)
    await store.changeSets.settle(ledgerOf(settlement(sets[1]!.id, [])))
    const page = await store.changeSets.list(1, { limit: 3, before: sets[4]!.id })
    expect(page.map(({ id }) => id)).toEqual([sets[3]!.id, sets[2]!.id, sets[1]!.id])
    expect(page[0]).toStrictEqual({ ...sets[3], intents: [] })
    expect(await store.changeSets.pending(1)).toStrictEqual([sets[0], sets[2], sets[3], sets[4]])
    expect(await store.changeSets.pending(1, [sets[2]!.id, sets[1]!.id, 999])).toStrictEqual([
      sets[0],
      sets[3],
      sets[4],
    ])
    expect(await store.changeSets.zonesWithPending()).toEqual([1, 2])
  })

  test('sets that were created in a transaction go with it', async () => {
    const store = await open()
    const work = store.transaction(async tx => {
      await createSets(tx, 1, 2)
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await store.changeSets.zonesWithPending()).toEqual([])
  })
}

function settling({ open }: TestDatabases) {
  test('a settled set tells what became of each change, and who did it is told with it', async () => {
    const store = await open()
    const [set] = await createSets(store, 1, 1)
    const failure = { code: 'rejected' as const, message: 'no', details: { requestId: 'x' } }
    const failed = { ...applied(3, createChange('b')), status: 'failed' as const, failure, receipt: null }
    const problems = [{ path: 'values[0]', code: 'bad', message: 'bad' }]
    const end = {
      ...settlement(set!.id, [applied(1, createChange('a')), failed]),
      problems,
      status: 'partial' as const,
    }
    expect(await store.changeSets.settle({ activities: [activity('told')], settlements: [end] })).toBe(true)
    const { status, settledAt } = end
    expect(await store.changeSets.get(1, set!.id)).toStrictEqual({
      ...set,
      status,
      problems,
      settledAt,
      done: 2,
      total: 2,
    })
    expect(await store.changeSets.changes(set!.id, { limit: 9 })).toStrictEqual(end.changes)
    expect(await store.changeSets.changes(set!.id, { limit: 9, after: 1 })).toStrictEqual([failed])
    expect(await store.changeSets.changes(set!.id, { limit: 1 })).toStrictEqual([end.changes[0]])
    expect(await told(store)).toEqual(['told'])
    expect(await store.changeSets.zonesWithPending()).toEqual([])
  })

  test('of many the settled ones are told without their intents, and their changes page by page', async () => {
    const store = await open()
    const [one, two, three] = await createSets(store, 1, 3)
    const [other] = await createSets(store, 2, 1)
    const ids = [three!.id, one!.id, two!.id, other!.id]
    expect(await store.changeSets.settledOf(1, ids)).toEqual([])
    const changes = ['a', 'b', 'c'].map((label, position) => applied(position, createChange(label)))
    await store.changeSets.settle(ledgerOf(settlement(one!.id, changes), settlement(three!.id, [changes[0]!])))
    await store.changeSets.settle(ledgerOf(settlement(other!.id, [])))
    const found = await store.changeSets.settledOf(1, ids)
    expect(found.map(({ id }) => id).sort()).toEqual([one!.id, three!.id])
    expect(found.find(({ id }) => id === one!.id)).toStrictEqual({
      ...(await store.changeSets.get(1, one!.id)),
      intents: [],
    })
    const all = [...changes.map(record => ({ changeSetId: one!.id, record }))]
    const last = { changeSetId: three!.id, record: changes[0]! }
    expect(await store.changeSets.changesOf(ids, { limit: 9 })).toStrictEqual([...all, last])
    expect(await store.changeSets.changesOf(ids, { limit: 2 })).toStrictEqual(all.slice(0, 2))
    expect(await store.changeSets.changesOf(ids, { limit: 9, after: all[1]! })).toStrictEqual([all[2], last])
    expect(await store.changeSets.changesOf([two!.id], { limit: 9 })).toEqual([])
  })

  test('where one set is settled already nothing of the rest is done', async () => {
    const store = await open()
    const [one, two] = await createSets(store, 1, 2)
    const first = settlement(one!.id, [applied(0, createChange('first'))])
    expect(await store.changeSets.settle(ledgerOf(first))).toBe(true)
    const again = [settlement(two!.id, [applied(0, createChange('two'))]), { ...first, status: 'failed' as const }]
    expect(await store.changeSets.settle({ activities: [activity('never')], settlements: again })).toBe(false)
    expect(await store.changeSets.pending(1)).toStrictEqual([two])
    expect(await store.changeSets.get(1, one!.id)).toMatchObject({ status: 'applied', done: 1 })
    expect(await store.changeSets.changes(two!.id, { limit: 9 })).toEqual([])
    expect(await told(store)).toEqual([])
  })

  test('of many who settle one set at once a single one does', async () => {
    const store = await open()
    const [one, two] = await createSets(store, 1, 2)
    const attempts = Array.from({ length: 12 }, (_, attempt) => {
      const both = [settlement(one!.id, []), settlement(two!.id, [])]
      return store.changeSets.settle({
        activities: [activity(String(attempt))],
        settlements: attempt % 2 === 0 ? both : both.toReversed(),
      })
    })
    const results = await Promise.all(attempts)
    expect(results.filter(result => result)).toHaveLength(1)
    expect(await told(store)).toEqual([String(results.indexOf(true))])
  })

  test('a large one goes on in parts, whose changes count as done', async () => {
    const store = await open()
    const [set] = await createSets(store, 1, 1)
    const part = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => applied(from + index, createChange(`h${from + index}`)))
    const counts = async () => {
      const { status, done, total } = (await store.changeSets.get(1, set!.id))!
      return [status, done, total]
    }
    await store.changeSets.progress(set!.id, 0, 25_000)
    expect(await counts()).toEqual(['pending', 0, 25_000])
    await store.changeSets.addChanges(set!.id, part(0, 10_000))
    expect(await counts()).toEqual(['pending', 10_000, 25_000])
    await store.changeSets.addChanges(set!.id, part(10_000, 5_000))
    expect(await store.changeSets.settle(ledgerOf(settlement(set!.id, part(15_000, 10_001))))).toBe(true)
    expect(await counts()).toEqual(['applied', 25_001, 25_001])
    const page = await store.changeSets.changes(set!.id, { limit: 25_001, after: 9_998 })
    expect([page.length, page[0]?.position, page.at(-1)?.position]).toEqual([15_002, 9_999, 25_000])
  })

  test('nothing is added to a set that somebody else has settled', async () => {
    const store = await open()
    const [set] = await createSets(store, 1, 1)
    await store.changeSets.settle(ledgerOf(settlement(set!.id, [])))
    await expect(store.changeSets.addChanges(set!.id, [applied(0, createChange('a'))])).rejects.toEqual(settled)
    await store.changeSets.progress(set!.id, 5, 5)
    expect(await store.changeSets.get(1, set!.id)).toMatchObject({ done: 0, total: 0 })
    expect(await store.changeSets.changes(set!.id, { limit: 9 })).toEqual([])
  })
}

function committing({ open }: TestDatabases) {
  test('records and the end of the change sets they came from are one', async () => {
    const { store, zone } = await openWithZone(open)
    const [set] = await createSets(store, 1, 1)
    const change = createChange('a')
    const ledger = ledgerOf(settlement(set!.id, [applied(0, change)]))
    const wrong = {
      op: 'delete' as const,
      before: { name: 'x.example.com.', type: 'A', ttl: 1, records: ['192.0.2.1'] },
    }
    expect(await store.hostedZones.commit(zone, [change, wrong], ledger)).toEqual({ mismatch: 1 })
    expect(await store.changeSets.zonesWithPending()).toEqual([1])
    expect(await store.hostedZones.commit(zone, [change], ledger)).toEqual({ committed: true })
    expect(await store.changeSets.get(1, set!.id)).toMatchObject({ status: 'applied', done: 1 })
    expect(await store.changeSets.changes(set!.id, { limit: 9 })).toStrictEqual([applied(0, change)])
  })

  test('records and the changes of a set that goes on are one too', async () => {
    const { store, zone } = await openWithZone(open)
    const [set] = await createSets(store, 1, 1)
    const progress = (position: number, label: string) => ({
      ...ledgerOf(),
      progress: [{ changeSetId: set!.id, changes: [applied(position, createChange(label))] }],
    })
    expect(await store.hostedZones.commit(zone, [createChange('a')], progress(0, 'a'))).toEqual({ committed: true })
    expect(await store.changeSets.get(1, set!.id)).toMatchObject({ status: 'pending', done: 1, total: 1 })
    await store.changeSets.settle(ledgerOf(settlement(set!.id, [])))
    const late = store.hostedZones.commit(zone, [createChange('b')], progress(1, 'b'))
    await expect(late).rejects.toEqual(settled)
    expect(await store.changeSets.changes(set!.id, { limit: 9 })).toHaveLength(1)
    expect(await store.hostedZones.rrsetsAt(zone, ['b.example.com.'])).toEqual([])
  })

  test('records are not written for a set that somebody else has settled', async () => {
    const { store, zone } = await openWithZone(open)
    const [set] = await createSets(store, 1, 1)
    await store.changeSets.settle(ledgerOf({ ...settlement(set!.id, []), status: 'failed' }))
    const ledger = {
      activities: [activity('never')],
      settlements: [settlement(set!.id, [applied(0, createChange('a'))])],
    }
    const attempts = await Promise.allSettled([
      store.hostedZones.commit(zone, [createChange('a')], ledger),
      store.hostedZones.commit(zone, [createChange('b')], { activities: [activity('other')], settlements: [] }),
    ])
    expect(attempts[0]).toEqual({ status: 'rejected', reason: settled })
    expect(attempts[1]).toEqual({ status: 'fulfilled', value: { committed: true } })
    const names = (await store.hostedZones.page(zone, { limit: 9 })).map(({ name }) => name)
    expect(names).toEqual(['b.example.com.'])
    expect(await told(store)).toEqual(['other'])
    expect(await store.changeSets.get(1, set!.id)).toMatchObject({ status: 'failed' })
  })
}

function lastWrites({ open }: TestDatabases) {
  test('each set’s newest applied change is told, in one order through all pages', async () => {
    const store = await open()
    const [one, two, three] = await createSets(store, 1, 3)
    const [other] = await createSets(store, 2, 1)
    const a = createChange('a')
    const gone = {
      op: 'delete' as const,
      before: { name: 'a.example.com.', type: 'A', ttl: 300, records: ['192.0.2.1'] },
    }
    const eu = {
      op: 'create' as const,
      after: { name: 'b.example.com.', type: 'A', variant: 'eu', ttl: 1, records: ['192.0.2.2'] },
    }
    const skipped = { ...applied(1, createChange('c')), status: 'skipped' as const, receipt: null }
    await store.changeSets.settle(
      ledgerOf(
        settlement(three!.id, [applied(0, gone), applied(1, eu)]),
        settlement(one!.id, [applied(0, a), skipped]),
        settlement(other!.id, [applied(0, createChange('a', ['192.0.2.9']))]),
      ),
    )
    await store.changeSets.settle(ledgerOf(settlement(two!.id, [applied(0, a), applied(1, createChange('b'))])))
    const all = await store.changeSets.lastWrites(1, { limit: 9 })
    expect(all).toStrictEqual([
      { changeSetId: three!.id, change: gone },
      { changeSetId: two!.id, change: createChange('b') },
      { changeSetId: three!.id, change: eu },
    ])
    const pages = []
    for (let page = await store.changeSets.lastWrites(1, { limit: 1 }); page.length > 0; ) {
      pages.push(...page)
      const { change } = page[0]!
      const after = change.op === 'delete' ? change.before : change.after
      page = await store.changeSets.lastWrites(1, { limit: 1, after })
    }
    expect(pages).toStrictEqual(all)
  })

  test('they are kept when the change set is cleaned up, and go with the zone', async () => {
    const store = await open()
    const [set] = await createSets(store, 1, 1)
    await store.changeSets.settle(ledgerOf(settlement(set!.id, [applied(0, createChange('a'))])))
    expect(await store.changeSets.deleteSettledBefore(now + 2, 9)).toBe(1)
    expect(await store.changeSets.lastWrites(1, { limit: 9 })).toHaveLength(1)
    await store.zones.delete(1)
    expect(await store.changeSets.lastWrites(1, { limit: 9 })).toEqual([])
  })
}

function cleaningUp({ open }: TestDatabases) {
  test('old settled sets go with their changes, the oldest first and no more than asked for', async () => {
    const store = await open()
    const sets = await createSets(store, 1, 5)
    const changes = Array.from({ length: 6_000 }, (_, position) => applied(position, createChange(`h${position}`)))
    for (const [index, { id }] of sets.slice(0, 4).entries())
      await store.changeSets.settle(ledgerOf(settlement(id, index === 1 ? changes : changes.slice(0, 1), now + index)))
    expect(await store.changeSets.deleteSettledBefore(now + 3, 2)).toBe(2)
    expect((await store.changeSets.list(1, { limit: 9 })).map(({ id }) => id)).toEqual(
      sets
        .slice(2)
        .map(({ id }) => id)
        .reverse(),
    )
    for (const { id } of sets.slice(0, 2)) expect(await store.changeSets.changes(id, { limit: 9 })).toEqual([])
    expect(await store.changeSets.deleteSettledBefore(now + 3, 9)).toBe(1)
    expect(await store.changeSets.deleteSettledBefore(now + 3, 9)).toBe(0)
    expect(await store.changeSets.changes(sets[3]!.id, { limit: 9 })).toHaveLength(1)
    expect(await store.changeSets.pending(1)).toHaveLength(1)
  })
}

const describe = ({ id, requestId }: ChangeSet) => `${id} ${requestId}`

function createSets(store: Store, zoneId: number, count: number): Promise<ChangeSet[]> {
  return store.changeSets.create(Array.from({ length: count }, () => newChangeSet({ zoneId })))
}

async function told(store: Store): Promise<string[]> {
  return (await store.activities.list({ workspaceIds: [2], limit: 99 })).map(({ subject }) => subject)
}

async function openWithZone(open: TestDatabases['open']) {
  const store = await open()
  const { id: workspaceId } = await store.workspaces.create({ slug: 'default', name: 'Default', now })
  const made = await store.hostedZones.create({ domain: 'example.com.', reference: 'r', workspaceId, rrsets: [], now })
  return { store, zone: made.id }
}

function attempting({ open }: TestDatabases) {
  const step = { position: 0, change: createChange('x'), sent: null }
  const made = [applied(1, createChange('y'))]

  test('what was sent of a pending set is there until it is settled, and the newest word counts', async () => {
    const store = await open()
    const lease = (await store.leases.tryTake(1))!
    const [one, other] = await createSets(store, 1, 2)
    const [elsewhere] = await createSets(store, 2, 1)
    const attempt = (changeSetId: number, id: string) => ({
      changeSetId,
      plans: [{ id, sentAt: now, steps: [step] }],
      made,
    })
    await store.changeSets.storeAttempts([attempt(one!.id, 'a'), attempt(other!.id, 'a')], lease)
    await store.changeSets.storeAttempts([attempt(elsewhere!.id, 'b'), attempt(other!.id, 'c')], lease)
    expect(await store.changeSets.attempts(1)).toStrictEqual([attempt(one!.id, 'a'), attempt(other!.id, 'c')])
    await store.changeSets.settle(ledgerOf(settlement(one!.id, [])))
    expect(await store.changeSets.attempts(1)).toStrictEqual([attempt(other!.id, 'c')])
  })
}
