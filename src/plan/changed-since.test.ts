import { expect, test } from 'vitest'
import type { RRset } from '../dns/rrset.ts'
import { resolveAll } from './resolve-all.ts'
import type { KnownSet, SetIntent } from './types.ts'

const [name, type] = ['www.example.com.', 'A']
const a = '192.0.2.1'
const b = '192.0.2.2'
const c = '192.0.2.3'
const set = (records: string[], more: Partial<RRset> = {}): RRset => ({ name, type, ttl: 300, records, ...more })
const target = { dnsName: 'lb.example.net.', hostedZoneId: 'Z1', evaluateTargetHealth: false }
const alias = (more = {}) => set([], { ttl: 0, options: { alias: { ...target, ...more } } })
const weighted = (weight: number) => ({ policy: 'weighted', weight }) as const
const rules = {
  zone: 'example.com.',
  canonical: (given: RRset) => ({ ...given, records: given.records.map(record => record.toLowerCase()) }),
}

/** What putting `b`, or another intent, comes to: the change, or why there is none. */
function outcome(
  ifCurrent: KnownSet | null | undefined,
  current: RRset | undefined,
  wanted: SetIntent = { op: 'put', rrset: set([b]) },
): string {
  const intent = { ...wanted, ...(ifCurrent !== undefined && { ifCurrent }) }
  const { owners } = resolveAll([{ owner: 0, intents: [intent] }], current ? [current] : [], rules)
  const { resolution } = owners[0]!.intents[0]!
  if (resolution.status === 'refused') return `${resolution.problem.code}: ${resolution.problem.message}`
  return resolution.status === 'change' ? resolution.change.op : resolution.status
}

const refused = (text: string) => `changed_since: www.example.com A ${text}`

test.each<[KnownSet | null | undefined, RRset | undefined, string]>([
  [undefined, set([c]), 'replace'],
  [null, undefined, 'create'],
  [null, set([a]), refused('is there by now: it holds 192.0.2.1')],
  [null, alias(), refused('is there by now: it is an alias for lb.example.net (Z1)')],
  [{}, set([c]), 'replace'],
  [{}, undefined, refused('is gone')],
  [{ records: [a] }, set([a]), 'replace'],
  [{ records: [a, c] }, set([c, a]), 'replace'],
  [{ records: [a] }, undefined, refused('is gone')],
  [{ records: [a] }, set([c]), refused('holds 192.0.2.3 now')],
  [{ records: [a] }, set([a, c]), refused('holds 192.0.2.1, 192.0.2.3 now')],
  [{ records: [a, c] }, set([a]), refused('holds 192.0.2.1 now')],
  [{ records: [a] }, set([a], { ttl: 60 }), 'replace'],
  [{ records: [a], ttl: 300 }, set([a], { ttl: 60 }), refused('has the TTL 60 now')],
  [{ records: [a], ttl: 300 }, set([c], { ttl: 60 }), refused('holds 192.0.2.3 and has the TTL 60 now')],
  [{ ttl: 300 }, set([c]), 'replace'],
  [{ ttl: 300, records: [a] }, alias(), refused('is an alias for lb.example.net (Z1) now')],
  [{ ttl: 300 }, alias(), refused('is an alias for lb.example.net (Z1) now')],
  [{ alias: target }, alias(), 'replace'],
  [{ alias: target }, alias({ hostedZoneId: 'Z2' }), refused('is an alias for lb.example.net (Z2) now')],
  [{ alias: target }, set([a]), refused('holds 192.0.2.1 now')],
  [{ proxied: false }, set([a]), 'replace'],
  [{ proxied: false }, set([a], { options: { proxied: true } }), refused('is proxied now')],
  [{ proxied: true }, set([a]), refused('is not proxied now')],
  [{ routing: weighted(1) }, set([a], { options: { routing: weighted(1) } }), 'replace'],
  [
    { routing: weighted(1) },
    set([a], { options: { routing: weighted(2) } }),
    refused('has another routing policy now'),
  ],
])('a set known as %j, found as %j: %s', (known, current, expected) => {
  expect(outcome(known, current)).toBe(expected)
})

test.each<[string, KnownSet | null, RRset | undefined, SetIntent, string]>([
  ['a deletion of what is as it was', { records: [a] }, set([a]), { op: 'delete', name, type }, 'delete'],
  ['a deletion of something else', { records: [a] }, set([b]), { op: 'delete', name, type }, 'holds 192.0.2.2 now'],
  ['a deletion of what is gone', { records: [a] }, undefined, { op: 'delete', name, type }, 'is gone'],
  ['a creation of what is there', null, set([b]), { op: 'create', rrset: set([b]) }, 'it holds 192.0.2.2'],
  ['an addition', { records: [a] }, set([a]), { op: 'add', name, type, ttl: 300, records: [b] }, 'replace'],
  [
    'an addition late',
    { records: [a] },
    set([c]),
    { op: 'add', name, type, ttl: 300, records: [b] },
    'holds 192.0.2.3',
  ],
  ['a removal', { records: [a, b] }, set([a, b]), { op: 'remove', name, type, records: [b] }, 'replace'],
  ['a removal late', { records: [a, b] }, set([a]), { op: 'remove', name, type, records: [b] }, 'holds 192.0.2.1 now'],
])('%s holds for the known set alone', (_, known, current, intent, expected) => {
  expect(outcome(known, current, intent)).toContain(expected)
})

test('what is as wanted already is not refused, whatever was known of it', () => {
  expect(outcome({ records: [a] }, set([b]))).toBe('unchanged')
  expect(outcome(null, set([b]))).toBe('unchanged')
  const addition = { op: 'add', name, type, ttl: 300, records: [b] } as const
  expect(outcome({ records: [a] }, set([b, a]), { ...addition, records: [b] })).toBe('unchanged')
})

test('what is known is compared in the form in which the zone’s keeper stores it', () => {
  expect(outcome({ records: ['ABC'] }, set(['abc']))).toBe('replace')
})

test('a set of many long values is named by the first of them', () => {
  const texts = Array.from({ length: 6 }, (_, index) => `"${index}${'x'.repeat(300)}"`)
  const message = outcome(null, set(texts))
  expect(message).toMatch(/it holds "0x+…, "1x+…, "2x+…, "3x+… and 2 more$/)
  expect(message.length).toBeLessThan(400)
})

test('the set is told apart by its variant', () => {
  const blue = set([a], { variant: 'blue', options: { routing: weighted(1) } })
  const wanted = { op: 'put', rrset: { ...set([b]), variant: 'blue' } } as const
  expect(outcome({ records: [a] }, blue, wanted)).toBe('replace')
  expect(outcome(null, blue, wanted)).toBe(refused('(blue) is there by now: it holds 192.0.2.1'))
})

test('one that was changed keeps the others of its caller from being made, and nobody else’s', () => {
  const other = { op: 'put', rrset: { ...set([b]), name: 'api.example.com.' } } as const
  const late = { op: 'put' as const, rrset: set([b]), ifCurrent: { records: [a] } }
  const third = { op: 'put', rrset: { ...set([b]), name: 'new.example.com.' }, ifCurrent: null } as const
  const { changes, owners } = resolveAll(
    [
      { owner: 'late', intents: [other, late] },
      { owner: 'other', intents: [third] },
    ],
    [set([c])],
    rules,
  )
  expect(owners.map(({ accepted }) => accepted)).toEqual([false, true])
  expect(owners[0]?.problems.map(({ intent, problem }) => [intent, problem.code])).toEqual([[1, 'changed_since']])
  expect(changes.map(({ op }) => op)).toEqual(['create'])
})

test('of two callers who know the same set, the first one wins; a third who knows what that one makes of it goes on', () => {
  const put = (records: string[], known: string[]) => ({
    op: 'put' as const,
    rrset: set(records),
    ifCurrent: { records: known },
  })
  const requests = [put([b], [a]), put([c], [a]), put([c], [b])]
  const { changes, owners } = resolveAll(
    requests.map((intent, owner) => ({ owner, intents: [intent] })),
    [set([a])],
    rules,
  )
  expect(owners.map(({ accepted }) => accepted)).toEqual([true, false, true])
  expect(changes).toEqual([{ op: 'replace', before: set([a]), after: set([c]) }])
})
