import { describe, expect, onTestFinished, test } from 'vitest'
import { requireServer } from '../../test/servers/available.ts'
import { onEachDatabase } from '../../test/servers/databases.ts'
import { findPostgres } from '../../test/servers/postgres.ts'
import { activity, createChange, newChangeSet, settlement } from '../../test/store/stored-changes.ts'
import { sharedDatabases } from '../../test/store/two-stores.ts'
import type { Notice } from './history.ts'
import { decodeNotice, encodeNotice } from './notices.ts'
import type { Store } from './store.ts'

onEachDatabase(({ open }) => {
  test('everybody who listens is told each notice once, in order, until they end it', async () => {
    const store = await open()
    const [ears, others] = [await listen(store), await listen(store)]
    const sent = [1, 2, 3].map((zoneId): Notice => ({ kind: 'pending', zoneId }))
    await Promise.all(sent.map(notice => store.notices.publish(notice)))
    expect(await ears.heard(3)).toEqual(sent)
    expect(await others.heard(3)).toEqual(sent)
    others.stop()
    await store.notices.publish({ kind: 'settled', zoneId: 2 })
    expect((await ears.heard(4))[3]).toEqual({ kind: 'settled', zoneId: 2 })
    expect(await others.heard(3)).toHaveLength(3)
    expect(ears.gaps()).toBe(0)
  })

  test('a listener that throws takes nothing away from the others', async () => {
    const store = await open()
    const thrown: unknown[] = []
    const uncaught = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException').on('uncaughtException', error => thrown.push(error))
    onTestFinished(() => {
      process.removeAllListeners('uncaughtException')
      for (const listener of uncaught) process.on('uncaughtException', listener)
    })
    store.notices.listen(
      () => {
        throw new Error('deaf')
      },
      () => {},
    )
    const ears = await listen(store)
    await store.notices.publish({ kind: 'pending', zoneId: 1 })
    expect(await ears.heard(1)).toHaveLength(1)
    expect(thrown).toContainEqual(new Error('deaf'))
  })

  test('the making, the changing and the deleting of a hosted zone are told when they are committed', async () => {
    const store = await open()
    const ears = await listen(store)
    const zone = await makeZone(store)
    const domain = 'example.com.'
    await makeZone(store)
    expect(await store.hostedZones.commit(zone, [createChange('a'), createChange('b')])).toEqual({ committed: true })
    expect(await store.hostedZones.commit(zone, [createChange('a')])).toEqual({ mismatch: 0 })
    await store.hostedZones.delete(zone)
    await store.hostedZones.delete(zone)
    await store.notices.publish({ kind: 'pending', zoneId: 1 })
    const sets = [
      ['a.example.com.', 'A'],
      ['b.example.com.', 'A'],
    ]
    expect(await ears.heard(4)).toEqual([
      { kind: 'committed', domain, hostedZoneId: zone, own: true },
      { kind: 'committed', domain, hostedZoneId: zone, sets, own: true },
      { kind: 'committed', domain, hostedZoneId: zone, own: true },
      { kind: 'pending', zoneId: 1 },
    ])
  })

  test('ends are told once for each zone, with the commit, and apart where others may wait for them', async () => {
    const store = await open()
    const sets = await store.changeSets.create([1, 1, 2].map(zoneId => newChangeSet({ zoneId })))
    const { environmentId } = sets[0]!
    const ended = (zoneId: number, place: number) => {
      return { kind: 'ended', environmentId, zoneId, changeSets: [[sets[place]!.id, 'applied']] }
    }
    const settlements = sets.map(({ id }) => settlement(id, []))
    const ears = await listen(store)
    await store.changeSets.settle({ activities: [], settlements: settlements.slice(0, 1) })
    await store.changeSets.settle({ activities: [], settlements, tellOthers: true })
    await store.changeSets.settle({ activities: [], settlements: settlements.slice(1), tellOthers: true })
    await store.notices.publish({ kind: 'pending', zoneId: 9 })
    expect(await ears.heard(6)).toEqual([
      ended(1, 0),
      { kind: 'settled', zoneId: 1 },
      { kind: 'settled', zoneId: 2 },
      ended(1, 1),
      ended(2, 2),
      { kind: 'pending', zoneId: 9 },
    ])
  })

  test('ends of very many are told without naming them, and so are parts of one that goes on', async () => {
    const store = await open()
    const sets = await store.changeSets.create(Array.from({ length: 51 }, () => newChangeSet({ zoneId: 1 })))
    const { environmentId, id } = sets[0]!
    const ears = await listen(store)
    await store.changeSets.addChanges(id, [])
    await store.changeSets.settle({ activities: [], settlements: sets.map(({ id }) => settlement(id, [])) })
    const ended = { kind: 'ended', environmentId, zoneId: 1 }
    expect(await ears.heard(2)).toEqual([ended, ended])
  })

  test('what was done is told by where it belongs, but for what was done to records', async () => {
    const store = await open()
    const ears = await listen(store)
    const one = { ...activity('a'), action: 'zone.create', resourceId: 7 }
    await store.activities.add([one, activity('b')])
    await store.notices.publish({ kind: 'pending', zoneId: 9 })
    const { workspaceId, projectId, environmentId } = one
    expect(await ears.heard(2)).toEqual([
      { kind: 'activity', action: 'zone.create', workspaceId, projectId, environmentId, resourceId: 7 },
      { kind: 'pending', zoneId: 9 },
    ])
  })

  test('what is rolled back is not told', async () => {
    const store = await open()
    const zone = await makeZone(store)
    const ears = await listen(store)
    const work = store.transaction(async tx => {
      await tx.hostedZones.commit(zone, [createChange('a')])
      await tx.notices.publish({ kind: 'pending', zoneId: 9 })
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    await store.transaction(tx => tx.notices.publish({ kind: 'pending', zoneId: 1 }))
    expect(await ears.heard(1)).toEqual([{ kind: 'pending', zoneId: 1 }])
  })

  test('a commit of thousands of sets is told', async () => {
    const store = await open()
    const zone = await makeZone(store)
    const ears = await listen(store)
    const changes = Array.from({ length: 2_000 }, (_, index) => createChange(`h${index}`))
    await store.hostedZones.commit(zone, changes)
    expect(await ears.heard(1)).toMatchObject([{ kind: 'committed', hostedZoneId: zone }])
  })
})

describe.skipIf(!requireServer('PostgreSQL', findPostgres()))('of two instances on PostgreSQL', () => {
  const databases = sharedDatabases()

  test('each hears the other and itself', async () => {
    const { one, two } = await databases.open()
    const ears = [await listen(one), await listen(two)]
    await one.notices.publish({ kind: 'pending', zoneId: 1 })
    await two.hostedZones.commit(1, [createChange('a')])
    const sets = [['a.example.com.', 'A']]
    for (const [index, ear] of ears.entries())
      expect(await ear.heard(2)).toEqual([
        { kind: 'pending', zoneId: 1 },
        { kind: 'committed', domain: 'example.com.', hostedZoneId: 1, sets, own: index === 1 },
      ])
  })

  test('a connection that is cut is made anew, and whoever listens is told of the gap', async () => {
    const { one, two, terminate } = await databases.open()
    const ears = await listen(two)
    expect(await terminate('zoneplane notices')).toBe(2)
    await ears.gap(1)
    await one.notices.publish({ kind: 'pending', zoneId: 1 })
    expect(await ears.heard(1)).toEqual([{ kind: 'pending', zoneId: 1 }])
    expect(ears.gaps()).toBe(1)
  })

  test('when the server is restarted notices go on', async () => {
    const { one, two } = await databases.open()
    const ears = await listen(two)
    await databases.restart()
    await ears.gap(1)
    await one.notices.publish({ kind: 'pending', zoneId: 1 })
    expect(await ears.heard(1)).toEqual([{ kind: 'pending', zoneId: 1 }])
  })

  test('what is no notice is passed over', async () => {
    const { one, two } = await databases.open()
    const ears = await listen(two)
    await one.notices.publish(JSON.parse('{"kind":"pending","zoneId":"1"}'))
    await one.notices.publish({ kind: 'pending', zoneId: 1 })
    expect(await ears.heard(1)).toEqual([{ kind: 'pending', zoneId: 1 }])
  })
})

test('a notice names the sets where they fit, and leaves them out where they don’t', () => {
  const head = { kind: 'committed' as const, domain: 'é.example.', hostedZoneId: 7 }
  const sets = Array.from({ length: 999 }, (): [string, string] => ['é.example.', 'A'])
  const texts = sets.map((_, count) => encodeNotice({ ...head, sets: sets.slice(0, count) }, 'me'))
  const most = texts.findLastIndex(text => text.includes('sets'))
  expect(Math.max(...texts.map(text => Buffer.byteLength(text)))).toBeLessThan(8_000)
  expect(Buffer.byteLength(texts[most]!)).toBeGreaterThan(7_900)
  expect(decodeNotice(texts[most]!, 'me')).toEqual({ ...head, sets: sets.slice(0, most), own: true })
  expect(decodeNotice(texts[most + 1]!, 'other')).toEqual({ ...head, own: false })
})

test.each([
  '',
  'null',
  '[]',
  '{"kind":"other"}',
  '{"kind":"settled"}',
  '{"kind":"committed","hostedZoneId":1}',
  '{"kind":"committed","hostedZoneId":1,"domain":"a.","sets":[["a."]]}',
])('%j is no notice', text => {
  expect(decodeNotice(text, 'me')).toBeUndefined()
})

async function makeZone(store: Store): Promise<number> {
  const found = await store.workspaces.findBySlug('default')
  const workspace = found ?? (await store.workspaces.create({ slug: 'default', name: 'Default', now: 0 }))
  const zone = { domain: 'example.com.', reference: 'r', workspaceId: workspace.id, rrsets: [], now: 0 }
  return (await store.hostedZones.create(zone)).id
}

/** The notices by which a listener knows that everything from before has come. */
const firstMarker = 1_000
let lastMarker = firstMarker

/** Everything that a listener is told of what happens from now on. */
async function listen(store: Store) {
  const marker = ++lastMarker
  const ears = listenFrom(store, marker)
  await store.notices.publish({ kind: 'pending', zoneId: marker })
  await ears.ready()
  return ears
}

function listenFrom(store: Store, marker: number) {
  const notices: Notice[] = []
  let [gaps, ready] = [0, false]
  const hear = (notice: Notice) => {
    if (notice.kind === 'pending' && notice.zoneId > firstMarker) ready ||= notice.zoneId === marker
    else if (ready) notices.push(notice)
  }
  const stop = store.notices.listen(hear, () => {
    gaps++
  })
  const until = async (isThere: () => boolean) => {
    while (!isThere()) await new Promise(resolve => setTimeout(resolve, 10))
  }
  return {
    stop,
    ready: () => until(() => ready),
    gaps: () => gaps,
    gap: (count: number) => until(() => gaps >= count),
    async heard(count: number): Promise<Notice[]> {
      await until(() => notices.length >= count)
      return [...notices]
    },
  }
}
