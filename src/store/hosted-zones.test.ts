import { expect, test } from 'vitest'
import { onEachDatabase, type TestDatabases } from '../../test/servers/databases.ts'
import { compareNames } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Change } from '../plan/types.ts'
import type { Ledger } from './history.ts'
import type { NewActivity, Store } from './store.ts'

const now = 1_790_000_000_000
const taken = expect.objectContaining({ name: 'StoreError', code: 'taken' })
const missing = expect.objectContaining({ name: 'StoreError', code: 'missing' })

const soa = rrset('example.com.', 'SOA', ['ns1.example.net. hostmaster.example.com. 1 7200 3600 1209600 300'])
const ns = rrset('example.com.', 'NS', ['ns1.example.net.', 'ns2.example.net.'])
const www = rrset('www.example.com.', 'A', ['192.0.2.1', '192.0.2.2'])

onEachDatabase(databases => {
  zonesOfOurs(databases)
  reading(databases)
  committing(databases)
  readingWhileOthersWrite(databases)
})

function zonesOfOurs({ open }: TestDatabases) {
  test('a hosted zone is there with its sets from the start, and gone with them', async () => {
    const { store, zone, workspaceId } = await openWithZone(open)
    const second = await makeZone(store, workspaceId, 'example.org.')
    expect(zone).toStrictEqual({ id: zone.id, domain: 'example.com.' })
    expect(await store.hostedZones.get(zone.id)).toStrictEqual({ ...zone, workspaceId })
    expect(await store.hostedZones.list()).toStrictEqual([
      { ...zone, workspaceId },
      { ...second, workspaceId },
    ])
    expect(await collect(store.hostedZones.rrsets(zone.id, 10))).toStrictEqual([ns, soa])
    await store.hostedZones.delete(zone.id)
    expect(await store.hostedZones.get(zone.id)).toBeUndefined()
    await expect(store.hostedZones.rrsetsAt(zone.id, ['example.com.'])).rejects.toEqual(missing)
    expect(await collect(store.hostedZones.rrsets(second.id, 10))).toHaveLength(2)
  })

  test('the same reference gives the first zone again and changes nothing', async () => {
    const { store, zone, workspaceId } = await openWithZone(open)
    const again = await makeZone(store, workspaceId, 'example.com.', { reference: 'example.com.', rrsets: [www] })
    expect(again).toStrictEqual(zone)
    expect(await collect(store.hostedZones.rrsets(zone.id, 10))).toStrictEqual([ns, soa])
  })

  test('a reference means nothing in another workspace', async () => {
    const { store } = await openWithZone(open)
    const other = await store.workspaces.create({ slug: 'other', name: 'Other', now })
    await expect(makeZone(store, other.id, 'example.com.', { reference: 'example.com.' })).rejects.toEqual(taken)
  })

  test('a domain that is served already is taken, also of two that come at once', async () => {
    const { store, workspaceId } = await openWithZone(open)
    await expect(makeZone(store, workspaceId, 'example.com.', { reference: 'another' })).rejects.toEqual(taken)
    const both = await Promise.allSettled(
      ['one', 'two'].map(reference => makeZone(store, workspaceId, 'example.net.', { reference })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('two that ask with one reference at once are given the same zone', async () => {
    const { store, workspaceId } = await openWithZone(open)
    const ask = () => makeZone(store, workspaceId, 'example.net.', { reference: 'r' })
    const [one, two, three] = await Promise.all([ask(), ask(), ask()])
    expect([two, three]).toStrictEqual([one, one])
  })

  test('zones at, above and below a name overlap with it, and no others', async () => {
    const { store, workspaceId } = await openWithZone(open)
    for (const domain of [
      'a.example.com.',
      'xexample.com.',
      'com-x.',
      'b.a.example.com.',
      'example.com.x.',
      'Z\\.example.com.',
    ])
      await makeZone(store, workspaceId, domain)
    const overlapping = async (domain: string) => (await store.hostedZones.overlapping(domain)).map(zone => zone.domain)
    expect(await overlapping('example.com.')).toEqual(['example.com.', 'a.example.com.', 'b.a.example.com.'])
    expect(await overlapping('a.example.com.')).toEqual(['example.com.', 'a.example.com.', 'b.a.example.com.'])
    expect(await overlapping('c.b.a.example.com.')).toEqual(['example.com.', 'a.example.com.', 'b.a.example.com.'])
    expect(await overlapping('aa.example.com.')).toEqual(['example.com.'])
    expect(await overlapping('org.')).toEqual([])
    expect(await overlapping('.')).toHaveLength(7)
    await makeZone(store, workspaceId, '.')
    expect(await overlapping('org.')).toEqual(['.'])
  })
}

function reading({ open }: TestDatabases) {
  test('sets come in the order of RFC 4034 §6.1, then by type, whatever the chunk', async () => {
    const { store, workspaceId } = await openWithZone(open)
    // The example of RFC 4034 §6.1.
    const names = ['example.', 'a.example.', 'yljkjljk.a.example.', 'z.a.example.', 'zabc.a.example.', 'z.example.']
    names.push('\\001.z.example.', '*.z.example.', '\\200.z.example.')
    const sets = names.flatMap(name => ['A', 'AAAA', 'TXT'].map(type => rrset(name, type, ['x'])))
    const zone = await makeZone(store, workspaceId, 'example.', { rrsets: sets.toReversed() })
    const sorted = sets.toSorted((a, b) => compareNames(a.name, b.name) || (a.type < b.type ? -1 : 1))
    expect(sorted.map(({ name }) => name)).toEqual(sets.map(({ name }) => name))
    for (const chunk of [1, 2, 9, 27, 28, 1_000]) {
      expect(await collect(store.hostedZones.rrsets(zone.id, chunk))).toStrictEqual(sorted)
    }
  })

  test('no chunk holds more than was asked for', async () => {
    const { store, zone } = await openWithZone(open, [soa, ns, www])
    const sizes: number[] = []
    for await (const chunk of store.hostedZones.rrsets(zone.id, 2)) sizes.push(chunk.length)
    expect(sizes).toEqual([2, 1])
  })

  test('a zone that is not there is an error, never an empty zone', async () => {
    const { store, zone } = await openWithZone(open)
    const other = zone.id + 1
    await expect(collect(store.hostedZones.rrsets(other, 10))).rejects.toEqual(missing)
    await expect(store.hostedZones.rrsetsAt(other, ['example.com.'])).rejects.toEqual(missing)
    await expect(store.hostedZones.page(other, { limit: 10 })).rejects.toEqual(missing)
    await expect(store.hostedZones.commit(other, [{ op: 'create', after: www }])).rejects.toEqual(missing)
    await expect(store.hostedZones.commit(other, [])).rejects.toEqual(missing)
    expect(await store.hostedZones.rrsetsAt(zone.id, ['nothing.example.com.'])).toEqual([])
    expect(await store.hostedZones.rrsetsAt(zone.id, [])).toEqual([])
    expect(await store.hostedZones.page(zone.id, { limit: 10, type: 'MX' })).toEqual([])
  })

  test('sets at some names come with all their types, and no set of a name nearby', async () => {
    const near = [rrset('www.example.com.', 'TXT', ['"t"']), rrset('a.www.example.com.', 'A', ['192.0.2.9'])]
    const { store, zone } = await openWithZone(open, [soa, ns, www, ...near])
    const found = await store.hostedZones.rrsetsAt(zone.id, ['www.example.com.', 'example.com.', 'www.example.com.'])
    expect(found).toStrictEqual([ns, soa, www, near[0]])
  })

  test('a page begins after its cursor, also where the cursor’s set is gone, and narrows by name and type', async () => {
    const sets = ['a', 'b', 'c'].flatMap(label => ['A', 'TXT'].map(type => rrset(`${label}.example.com.`, type, ['x'])))
    const { store, zone } = await openWithZone(open, [soa, ns, ...sets])
    const page = (query: object) => store.hostedZones.page(zone.id, { limit: 100, ...query })
    expect(await page({ limit: 3 })).toStrictEqual([ns, soa, sets[0]])
    expect(await page({ limit: 2, after: { name: 'a.example.com.', type: 'A' } })).toStrictEqual(sets.slice(1, 3))
    expect(await page({ after: { name: 'bb.example.com.', type: 'AAAA' } })).toStrictEqual(sets.slice(4))
    expect(await page({ name: 'b.example.com.' })).toStrictEqual(sets.slice(2, 4))
    expect(await page({ type: 'TXT' })).toStrictEqual([sets[1], sets[3], sets[5]])
    expect(await page({ type: 'TXT', limit: 1, after: { name: 'a.example.com.', type: 'TXT' } })).toStrictEqual([
      sets[3],
    ])
    expect(await page({ name: 'b.example.com.', type: 'A', after: { name: 'b.example.com.', type: 'A' } })).toEqual([])
  })

  test('records come back byte for byte', async () => {
    const odd = rrset('\\000\\255*.example.com.', 'TXT', [
      '"\\000\\"\\\\"',
      `"${'x'.repeat(255)}" "y"`,
      '"\'); --"',
      '"%s $1 ?"',
    ])
    const { store, zone } = await openWithZone(open, [soa, ns, odd])
    expect(await store.hostedZones.rrsetsAt(zone.id, [odd.name])).toStrictEqual([odd])
  })
}

function committing({ open }: TestDatabases) {
  test('changes and activities are written together', async () => {
    const { store, zone, workspaceId } = await openWithZone(open, [soa, ns, www])
    const txt = rrset('example.com.', 'TXT', ['"v=spf1 -all"'])
    const changed = { ...ns, ttl: 60 }
    const result = await store.hostedZones.commit(
      zone.id,
      [
        { op: 'create', after: txt },
        { op: 'replace', before: ns, after: changed },
        { op: 'delete', before: www },
      ],
      ledger(activity(workspaceId, 'one'), activity(workspaceId, 'two')),
    )
    expect(result).toEqual({ committed: true })
    expect(await collect(store.hostedZones.rrsets(zone.id, 10))).toStrictEqual([changed, soa, txt])
    expect(await subjects(store, workspaceId)).toEqual(['two', 'one'])
  })

  const other = rrset('other.example.com.', 'A', ['192.0.2.7'])
  const mismatches: [string, Change][] = [
    ['creates what is there', { op: 'create', after: { ...www, records: ['192.0.2.3'] } }],
    ['replaces what is not there', { op: 'replace', before: other, after: { ...other, ttl: 1 } }],
    [
      'replaces other records',
      { op: 'replace', before: { ...www, records: ['192.0.2.1'] }, after: { ...www, ttl: 1 } },
    ],
    ['replaces another TTL', { op: 'replace', before: { ...www, ttl: 1 }, after: { ...www, ttl: 2 } }],
    ['deletes what is not there', { op: 'delete', before: other }],
    ['deletes another type', { op: 'delete', before: { ...www, type: 'AAAA' } }],
    [
      'deletes more records than there are',
      { op: 'delete', before: { ...www, records: [...www.records, '192.0.2.9'] } },
    ],
    ['deletes other records', { op: 'delete', before: { ...www, records: ['192.0.2.1', '192.0.2.3'] } }],
  ]
  test.each(mismatches)('a commit that %s writes nothing and names the change', async (_, wrong) => {
    const { store, zone, workspaceId } = await openWithZone(open, [soa, ns, www])
    const fine: Change = { op: 'create', after: rrset('new.example.com.', 'A', ['192.0.2.8']) }
    const result = await store.hostedZones.commit(zone.id, [fine, wrong, fine], ledger(activity(workspaceId, 'never')))
    expect(result).toEqual({ mismatch: 1 })
    expect(await collect(store.hostedZones.rrsets(zone.id, 10))).toStrictEqual([ns, soa, www])
    expect(await subjects(store, workspaceId)).toEqual([])
  })

  test('the order of records does not matter for the comparison', async () => {
    const { store, zone } = await openWithZone(open, [soa, ns, www])
    const before = { ...www, records: www.records.toReversed() }
    expect(await store.hostedZones.commit(zone.id, [{ op: 'delete', before }])).toEqual({ committed: true })
  })

  test('of several changes to one set each finds what the one before left', async () => {
    const { store, zone } = await openWithZone(open, [soa, ns, www])
    const [two, three] = [
      { ...www, records: ['192.0.2.20'] },
      { ...www, records: ['192.0.2.30'] },
    ]
    const changes: Change[] = [
      { op: 'delete', before: www },
      { op: 'create', after: two },
      { op: 'replace', before: two, after: three },
    ]
    expect(await store.hostedZones.commit(zone.id, changes)).toEqual({ committed: true })
    expect(await store.hostedZones.rrsetsAt(zone.id, [www.name])).toStrictEqual([three])
    expect(await store.hostedZones.commit(zone.id, changes)).toEqual({ mismatch: 0 })
  })

  test('ten thousand changes go into one commit', async () => {
    const { store, zone, workspaceId } = await openWithZone(open, [soa, ns])
    const sets = Array.from({ length: 10_000 }, (_, index) => rrset(`h${index}.example.com.`, 'A', ['192.0.2.1']))
    const created = sets.map((after): Change => ({ op: 'create', after }))
    const told = sets.map(({ name }) => activity(workspaceId, name))
    expect(await store.hostedZones.commit(zone.id, created, ledger(...told))).toEqual({ committed: true })
    const all = await collect(store.hostedZones.rrsets(zone.id, 999))
    expect(all).toHaveLength(10_002)
    expect(new Set(all.map(({ name }) => name)).size).toBe(10_001)
    expect(
      await store.hostedZones.rrsetsAt(
        zone.id,
        sets.map(({ name }) => name),
      ),
    ).toHaveLength(10_000)
    const deleted = sets.map((before): Change => ({ op: 'delete', before }))
    const wrong: Change = { op: 'delete', before: www }
    expect(await store.hostedZones.commit(zone.id, [...deleted, wrong])).toEqual({ mismatch: 10_000 })
    expect(await store.hostedZones.commit(zone.id, deleted)).toEqual({ committed: true })
    expect(await collect(store.hostedZones.rrsets(zone.id, 10))).toStrictEqual([ns, soa])
  })

  test('writers of one zone take turns: of many that change the same set from the same state one wins', async () => {
    const { store, zone, workspaceId } = await openWithZone(open, [soa, ns, www])
    const attempts = Array.from({ length: 20 }, (_, index) =>
      store.hostedZones.commit(
        zone.id,
        [{ op: 'replace', before: www, after: { ...www, records: [`192.0.2.${index + 10}`] } }],
        ledger(activity(workspaceId, String(index))),
      ),
    )
    const results = await Promise.all(attempts)
    const won = results.flatMap((result, index) => ('committed' in result ? [index] : []))
    expect(won).toHaveLength(1)
    expect(await subjects(store, workspaceId)).toEqual([String(won[0])])
    const [set] = await store.hostedZones.rrsetsAt(zone.id, [www.name])
    expect(set!.records).toEqual([`192.0.2.${won[0]! + 10}`])
  })

  test('writers of the same new set take turns too', async () => {
    const { store, zone } = await openWithZone(open)
    const attempts = Array.from({ length: 20 }, () => store.hostedZones.commit(zone.id, [{ op: 'create', after: www }]))
    const results = await Promise.all(attempts)
    expect(results.filter(result => 'committed' in result)).toHaveLength(1)
    expect(results.filter(result => 'mismatch' in result)).toHaveLength(19)
  })

  test('a commit that fails does not take down those that wait with it', async () => {
    const { store, zone, workspaceId } = await openWithZone(open)
    const half: Change = { op: 'create', after: rrset('half.example.com.', 'A', ['192.0.2.1']) }
    const results = await Promise.allSettled([
      store.hostedZones.commit(zone.id, [{ op: 'create', after: www }], ledger(activity(workspaceId, 'first'))),
      store.hostedZones.commit(zone.id, [half], ledger(activity(Number.NaN, 'cannot be stored'))),
      store.hostedZones.commit(zone.id + 1, [{ op: 'create', after: www }]),
      store.hostedZones.commit(zone.id, [{ op: 'delete', before: ns }], ledger(activity(workspaceId, 'last'))),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(await collect(store.hostedZones.rrsets(zone.id, 10))).toStrictEqual([soa, www])
    expect((await subjects(store, workspaceId)).sort()).toEqual(['first', 'last'])
  })

  test('what a hosted zone cannot keep is refused, not left out', async () => {
    const { store, zone } = await openWithZone(open)
    for (const after of [
      { ...www, options: { proxied: true } },
      { ...www, variant: 'eu' },
    ]) {
      await expect(store.hostedZones.commit(zone.id, [{ op: 'create', after }])).rejects.toThrow('no variants')
    }
  })

  test('a commit inside a transaction goes with it', async () => {
    const { store, zone, workspaceId } = await openWithZone(open)
    const work = store.transaction(async tx => {
      await tx.hostedZones.commit(zone.id, [{ op: 'create', after: www }], ledger(activity(workspaceId, 'never')))
      expect(await collect(tx.hostedZones.rrsets(zone.id, 2))).toStrictEqual([ns, soa, www])
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await store.hostedZones.rrsetsAt(zone.id, [www.name])).toEqual([])
    expect(await subjects(store, workspaceId)).toEqual([])
  })
}

function readingWhileOthersWrite({ open }: TestDatabases) {
  test('a reading sees one state of the zone, and holds no writer up', async () => {
    const sets = Array.from({ length: 20 }, (_, index) => rrset(`h${index}.example.com.`, 'A', ['192.0.2.1']))
    const { store, zone } = await openWithZone(open, [soa, ns, ...sets])
    const chunks: RRset[][] = []
    for await (const chunk of store.hostedZones.rrsets(zone.id, 2)) {
      chunks.push(chunk)
      const index = chunks.length - 1
      const changes: Change[] = [
        { op: 'create', after: rrset(`z${index}.example.com.`, 'A', ['192.0.2.2']) },
        { op: 'replace', before: sets[19 - index]!, after: { ...sets[19 - index]!, ttl: 1 } },
      ]
      expect(await store.hostedZones.commit(zone.id, changes)).toEqual({ committed: true })
    }
    expect(chunks.flat()).toStrictEqual([ns, soa, ...sets.toSorted((a, b) => (a.name < b.name ? -1 : 1))])
    expect(await collect(store.hostedZones.rrsets(zone.id, 100))).toHaveLength(22 + chunks.length)
  })

  test('a reading that is begun sees the zone to its end, though it is deleted meanwhile', async () => {
    const { store, zone } = await openWithZone(open, [soa, ns, www])
    const seen: RRset[] = []
    for await (const chunk of store.hostedZones.rrsets(zone.id, 1)) {
      seen.push(...chunk)
      await store.hostedZones.delete(zone.id)
    }
    expect(seen).toStrictEqual([ns, soa, www])
  })

  test('readings that are broken off, or of zones that are not there, use up nothing', async () => {
    const { store, zone } = await openWithZone(open, [soa, ns, www])
    for (let round = 0; round < 30; round++) {
      for await (const _ of store.hostedZones.rrsets(zone.id, 1)) break
      await expect(collect(store.hostedZones.rrsets(zone.id + 1, 1))).rejects.toEqual(missing)
    }
    const readings = Array.from({ length: 8 }, () => collect(store.hostedZones.rrsets(zone.id, 1)))
    for (const sets of await Promise.all(readings)) expect(sets).toStrictEqual([ns, soa, www])
  })
}

function rrset(name: string, type: string, records: string[], ttl = 300): RRset {
  return { name, type, ttl, records }
}

async function openWithZone(open: () => Promise<Store>, rrsets = [soa, ns]) {
  const store = await open()
  const workspace = await store.workspaces.create({ slug: 'default', name: 'Default', now })
  const zone = await makeZone(store, workspace.id, 'example.com.', { rrsets })
  return { store, zone, workspaceId: workspace.id }
}

function makeZone(
  store: Store,
  workspaceId: number,
  domain: string,
  { reference = domain, rrsets = [soa, ns] }: { reference?: string; rrsets?: RRset[] } = {},
) {
  return store.hostedZones.create({ domain, reference, workspaceId, rrsets, now })
}

async function collect(chunks: AsyncIterable<RRset[]>): Promise<RRset[]> {
  const all: RRset[] = []
  for await (const chunk of chunks) all.push(...chunk)
  return all
}

async function subjects(store: Store, workspaceId: number): Promise<string[]> {
  const found = await store.activities.list({ workspaceIds: [workspaceId], limit: 100 })
  return found.map(({ subject }) => subject)
}

function ledger(...activities: NewActivity[]): Ledger {
  return { activities, settlements: [] }
}

function activity(workspaceId: number, subject: string): NewActivity {
  return {
    workspaceId,
    projectId: null,
    environmentId: null,
    resourceId: null,
    actorKind: 'system',
    actorId: null,
    actorName: 'test',
    action: 'record_set.put',
    subject,
    requestId: 'r',
    address: null,
    before: null,
    after: null,
    now,
  }
}
