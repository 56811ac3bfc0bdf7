import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RRset } from '../src/dns/rrset.ts'
import type { Change } from '../src/plan/types.ts'
import { type MemoryKind, memoryKind } from '../src/providers/memory/kind.ts'
import type { ProviderKind } from '../src/providers/provider.ts'
import { onEachStore } from './each-store.ts'
import type { TestApp } from './test-app.ts'
import { createZoneWorld, type ZoneWorld } from './zone-world.ts'

onEachStore(start => {
  let app: TestApp
  let world: ZoneWorld
  let memory: MemoryKind
  let zone: string
  let zones = 0

  beforeAll(async () => {
    app = await start()
    memory = memoryKind()
    // Zones can only be made at providers that the API knows.
    ;(app.deps.kinds as Map<string, ProviderKind>).set('powerdns', { ...memory, id: 'powerdns' })
    world = await createZoneWorld(app, ['powerdns'])
  })
  afterAll(() => app.stop())
  beforeEach(async () => {
    zone = await world.makeZone(`zone-${++zones}.example`, 'powerdns')
  })

  const set = (name: string, address = '192.0.2.1'): RRset => ({
    name: `${name}.zone-${zones}.example.`,
    type: 'A',
    ttl: 300,
    records: [address],
  })
  /** Somebody in the provider's own console. */
  const behindOurBack = (...changes: Change[]) =>
    memory.service.change([...memory.service.zones.keys()].at(-1)!, changes)
  const post = (...names: string[]) => {
    const changes = names.map(name => ({ action: 'upsert', name, type: 'A', values: ['192.0.2.1'] }))
    return world.call('POST', `${zone}/changes`, { changes })
  }
  const drift = (query = '') => world.call<Drift>('GET', `${zone}/drift${query}`)

  interface Drift {
    inSync: boolean
    counts: Record<string, number>
    sets: { kind: string; name: string; expected: object | null; actual: object | null; changeId: number | null }[]
  }

  const calm = { changed: 0, missing: 0, returned: 0, unmanaged: 0, unsettled: 0 }

  test('a zone that nobody else has touched is in sync', async () => {
    await post('one', 'two')
    await world.call('DELETE', `${zone}/records`, { name: 'two', type: 'A', values: ['192.0.2.1'] })
    const { status, body } = await drift('?unmanaged=true')
    expect([status, body.nextCursor]).toEqual([200, null])
    expect(body.data).toMatchObject({ inSync: true, counts: { ...calm, written: 2 }, sets: [] })
  })

  test('a zone of our own is in sync by the same comparison, its SOA and NS sets left out', async () => {
    zone = await world.makeZone(`own-${zones}.example`)
    await post('one', 'two')
    const { body } = await drift('?unmanaged=true')
    expect(body.data).toMatchObject({ inSync: true, counts: { ...calm, written: 2 }, sets: [] })
  })

  test('what somebody has changed, deleted, brought back or made elsewhere is told', async () => {
    const made = await post('changed', 'missing', 'returned', 'kept')
    const gone = await world.call('DELETE', `${zone}/records`, { name: 'returned', type: 'A', values: ['192.0.2.1'] })
    expect(gone.status).toBe(200)
    behindOurBack(
      { op: 'replace', before: set('changed'), after: set('changed', '192.0.2.9') },
      { op: 'delete', before: set('missing') },
      { op: 'create', after: set('returned', '192.0.2.8') },
      { op: 'create', after: set('foreign') },
    )
    const { body } = await drift()
    expect(body.data.inSync).toBe(false)
    expect(body.data.counts).toEqual({ written: 4, changed: 1, missing: 1, returned: 1, unmanaged: 1, unsettled: 0 })
    const changeId = made.body.data.id
    expect(body.data.sets).toMatchObject([
      {
        kind: 'changed',
        name: `changed.zone-${zones}.example`,
        expected: { values: ['192.0.2.1'] },
        actual: { values: ['192.0.2.9'] },
        changeId,
      },
      { kind: 'missing', expected: { values: ['192.0.2.1'] }, actual: null, changeId },
      { kind: 'returned', expected: null, actual: { values: ['192.0.2.8'] }, changeId: Number(changeId) + 1 },
    ])
    const all = await drift('?unmanaged=true')
    expect(all.body.data.sets.map(({ kind }) => kind)).toEqual(['changed', 'unmanaged', 'missing', 'returned'])
  })

  test('drift comes in pages', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `host-${index}`)
    await post(...names)
    behindOurBack(...names.map((name): Change => ({ op: 'delete', before: set(name) })))
    const seen: string[] = []
    let query = '?limit=3'
    for (;;) {
      const { body } = await drift(query)
      expect(body.data.counts.missing).toBe(7)
      seen.push(...body.data.sets.map(({ name }) => name.split('.')[0] ?? ''))
      if (body.nextCursor === null) break
      query = `?limit=3&cursor=${body.nextCursor}`
    }
    expect(seen).toEqual(names)
  })

  test('writing a set again mends it', async () => {
    await post('mended')
    behindOurBack({ op: 'delete', before: set('mended') })
    expect((await drift()).body.data.inSync).toBe(false)
    await post('mended')
    expect((await drift()).body.data).toMatchObject({ inSync: true, counts: { ...calm, written: 1 } })
  })

  test('what is being written while it is compared is no drift', async () => {
    await post('busy')
    const writing = Promise.all(Array.from({ length: 20 }, (_, index) => post(`new-${index}`, 'busy')))
    const comparisons = await Promise.all(Array.from({ length: 10 }, () => drift('?unmanaged=true')))
    for (const { body } of comparisons) expect(body.data).toMatchObject({ inSync: true, sets: [] })
    await writing
    expect((await drift()).body.data).toMatchObject({ inSync: true, counts: { ...calm, written: 21 } })
  })

  test('a zone that cannot be read has no drift to tell', async () => {
    memory.service.faults = { lostRequests: 1 }
    const { status, body } = await drift()
    memory.service.faults = {}
    expect([status, body.code]).toEqual([500, 'provider_unavailable'])
  })

  test.each(['unmanaged=yes', 'limit=0', 'limit=1001', 'cursor=', 'more=1'])(
    'a query of ?%s is refused',
    async query => {
      const { status, body } = await drift(`?${query}`)
      expect([status, body.details[0]?.path]).toEqual([400, query.split('=')[0]])
    },
  )
})
