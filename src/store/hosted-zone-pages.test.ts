import { expect, test } from 'vitest'
import { onEachDatabase } from '../../test/servers/databases.ts'
import { parseRdata } from '../dns/rdata.ts'
import type { RRset } from '../dns/rrset.ts'
import { textToRdata } from '../dns/text.ts'
import { type SetFilter, type SetOrder, selectSets, wants } from '../plan/select-sets.ts'
import type { Store } from './store.ts'

const now = 1_790_000_000_000
const text = (value: string) => textToRdata(new TextEncoder().encode(value))

/** What is stored otherwise than it is read, and what only looks so. */
const sets: RRset[] = [
  set('example.com.', 'NS', 86400, 'ns1.example.net.', 'ns2.example.net.'),
  set('example.com.', 'MX', 3600, '10 mail.example.com.', '20 mail.xn--bcher-kva.example.'),
  set('example.com.', 'CAA', 300, parseRdata('CAA', '0 issue "Letsencrypt.org"')),
  set('www.example.com.', 'A', 300, '192.0.2.1', '192.0.2.195'),
  set('www.example.com.', 'AAAA', 60, '2001:db8::1'),
  set('a\\@b.example.com.', 'A', 300, '192.0.2.2'),
  set('50%_off.example.com.', 'A', 300, '192.0.2.3'),
  set('xn--bcher-kva.example.com.', 'A', 60, '192.0.2.4'),
  set('*.example.com.', 'CNAME', 300, 'www.example.com.'),
  set('plain.example.com.', 'TXT', 300, text('v=spf1 Include:_spf.example.net -all')),
  set('utf8.example.com.', 'TXT', 300, text('Grüße, "Welt"')),
  set('long.example.com.', 'TXT', 300, text(`${'x'.repeat(254)}needle`)),
  set('several.example.com.', 'TXT', 300, '"two" "parts"', text('[list]')),
  set('binary.example.com.', 'TXT', 300, '"\\255\\254"'),
]
const searches = [
  ...['www', 'WWW.Example', 'example.com.', '192.0.2.1', '195', '10 MAIL', 'bücher', 'BÜCH', 'xn--b', 'a@b', 'a\\@b'],
  ...['%', '_', '50%_', '%example%', '\\', '*', 'spf1 include', 'grüße', ', "', '"', 'xneedle', 'twoparts', 'two" "p'],
  ...['[', ']', ',', '","', '\\255', 'letsencrypt.ORG"', 'issue "l', "'", "' or 1=1 --", 'nowhere', 'A'],
]
const sorts = [undefined, 'name', 'type', 'ttl'] as const
const orders = sorts.flatMap((sort): SetOrder[] => [
  { ...(sort && { sort }) },
  { ...(sort && { sort }), descending: true },
])

onEachDatabase(({ open }) => {
  test('a search finds what people read, and nothing else, as one in memory does', async () => {
    const { store, id } = await openZone(open, sets)
    for (const search of searches) {
      const wanted = sets.filter(wants({ search }))
      expect([search, await store.hostedZones.page(id, { search, limit: 100 })]).toEqual([
        search,
        selectSets(sets, { search }),
      ])
      expect([search, await store.hostedZones.count(id, { search })]).toEqual([search, wanted.length])
    }
  })

  test('pages of every size and order, put together, are the whole in that order', async () => {
    const { store, id } = await openZone(open, sets)
    const filters: SetFilter[] = [
      {},
      { type: 'A' },
      { name: 'www.example.com.' },
      { search: 'example' },
      { search: '2' },
    ]
    for (const filter of filters) {
      for (const order of orders) {
        const whole = selectSets(sets, { ...filter, ...order })
        for (const limit of [1, 3, 100]) {
          expect(await pages(store, id, { ...filter, ...order, limit })).toEqual(whole)
        }
        expect(await store.hostedZones.count(id, filter)).toBe(whole.length)
      }
    }
  })

  test('a page goes on from its place where that set has gone and others have come', async () => {
    const { store, id } = await openZone(open, sets)
    const query = { sort: 'ttl', limit: 4 } as const
    const first = await store.hostedZones.page(id, query)
    const last = first.at(-1)!
    const before = set('a.example.com.', 'A', 60, '192.0.2.9')
    const behind = set('zzz.example.com.', 'A', 300, '192.0.2.9')
    await store.hostedZones.commit(id, [
      { op: 'delete', before: last },
      { op: 'create', after: before },
      { op: 'create', after: behind },
    ])
    const rest = await store.hostedZones.page(id, { ...query, limit: 100, after: last })
    const seen = [...first, ...rest]
    expect(rest).toContainEqual(behind)
    expect(rest).not.toContainEqual(before)
    expect(seen.filter(one => one.name !== behind.name)).toEqual(selectSets(sets, { sort: 'ttl' }))
  })

  test('a zone that is not there is an error in a search too', async () => {
    const { store, id } = await openZone(open, [])
    const missing = expect.objectContaining({ name: 'StoreError', code: 'missing' })
    await expect(store.hostedZones.page(id + 1, { limit: 1, search: 'a' })).rejects.toEqual(missing)
    await expect(store.hostedZones.count(id + 1, {})).rejects.toEqual(missing)
    expect(await store.hostedZones.count(id, { search: 'a' })).toBe(0)
  })
})

async function pages(store: Store, id: number, query: Parameters<Store['hostedZones']['page']>[1]): Promise<RRset[]> {
  const all: RRset[] = []
  for (let after: RRset | undefined; ; after = all.at(-1)) {
    const page = await store.hostedZones.page(id, { ...query, ...(after && { after }) })
    all.push(...page)
    if (page.length < query.limit) return all
  }
}

async function openZone(open: () => Promise<Store>, rrsets: RRset[]): Promise<{ store: Store; id: number }> {
  const store = await open()
  const { id: workspaceId } = await store.workspaces.create({ slug: 'default', name: 'Default', now })
  const { id } = await store.hostedZones.create({ domain: 'example.com.', reference: 'r', workspaceId, rrsets, now })
  return { store, id }
}

function set(name: string, type: string, ttl: number, ...records: string[]): RRset {
  return { name, type, ttl, records }
}
