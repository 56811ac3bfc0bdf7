import { expect, test } from 'vitest'
import { inZone, record, run } from '../../test/update-steps.ts'
import { placedChanges } from './placed-changes.ts'
import { resolveAll } from './resolve-all.ts'
import { prescan, updateIntents } from './update-edits.ts'

const zone = 'example.com.'
const apex = ['@ SOA 300 ns1.example.com. root.example.com. 7 3600 600 86400 300', '@ NS 300 ns1.example.com.']
const there = inZone(
  ...apex,
  '@ TXT 300 "apex"',
  'www A 300 192.0.2.1 | 192.0.2.2',
  'www TXT 60 "one"',
  'c CNAME 300 www.example.com.',
)

/** The sets of a name after the updates, without the zone. */
function after(host: string, updates: string[], only?: string[]): string[] {
  const { codes, sets } = run(there, { updates, ...(only && { only }) })
  if (codes.length > 0) return codes
  const name = host === '@' ? zone : `${host}.${zone}`
  return sets.filter(set => set.startsWith(`${name} `)).map(set => set.slice(name.length + 1))
}

// RFC 2136 §3.4.2.2: additions.
test.each([
  ['to a set that is not there', 'new', ['new IN 300 A 192.0.2.9'], ['A 300 192.0.2.9']],
  [
    'to a set that is there, whose TTL it sets',
    'www',
    ['www IN 60 A 192.0.2.9'],
    ['A 60 192.0.2.1 | 192.0.2.2 | 192.0.2.9', 'TXT 60 "one"'],
  ],
  [
    'of what is there, which sets the TTL',
    'www',
    ['www IN 60 A 192.0.2.1'],
    ['A 60 192.0.2.1 | 192.0.2.2', 'TXT 60 "one"'],
  ],
  [
    'of several, the last of which sets the TTL',
    'new',
    ['new IN 1 A 192.0.2.8', 'new IN 2 A 192.0.2.9'],
    ['A 2 192.0.2.8 | 192.0.2.9'],
  ],
  [
    'of a CNAME, which replaces the one there',
    'c',
    ['c IN 60 CNAME other.example.com.'],
    ['CNAME 60 other.example.com.'],
  ],
  ['of a CNAME beside other data', 'www', ['www IN 60 CNAME other.example.com.'], ['cname_with_other_data']],
  ['of other data beside a CNAME', 'c', ['c IN 60 A 192.0.2.1'], ['cname_with_other_data']],
  [
    'of a CNAME in place of other data',
    'www',
    ['www ANY ANY', 'www IN 60 CNAME other.example.com.'],
    ['CNAME 60 other.example.com.'],
  ],
  ['of other data in place of a CNAME', 'c', ['c ANY CNAME', 'c IN 60 A 192.0.2.1'], ['A 60 192.0.2.1']],
  [
    'of two CNAMEs, the last of which stays',
    'n',
    ['n IN 1 CNAME a.example.com.', 'n IN 1 CNAME b.example.com.'],
    ['CNAME 1 b.example.com.'],
  ],
])('an addition %s', (_, host, updates, sets) => {
  expect(after(host, updates)).toEqual(sets)
})

// RFC 2136 §3.4.2.3 and §3.4.2.4: deletions.
test.each([
  ['a set', 'www', ['www ANY A'], ['TXT 60 "one"']],
  ['a set that is not there', 'www', ['www ANY AAAA'], ['A 300 192.0.2.1 | 192.0.2.2', 'TXT 60 "one"']],
  ['all sets of a name', 'www', ['www ANY ANY'], []],
  ['all sets of a name that has none', 'nowhere', ['nowhere ANY ANY'], []],
  ['all sets of the apex but its SOA and NS', '@', ['@ ANY ANY'], ['NS 300 ns1.example.com.', `${apex[0]?.slice(2)}`]],
  [
    'the SOA set, which is ignored',
    '@',
    ['@ ANY SOA'],
    ['NS 300 ns1.example.com.', `${apex[0]?.slice(2)}`, 'TXT 300 "apex"'],
  ],
  [
    'the NS set of the apex, which is ignored',
    '@',
    ['@ ANY NS'],
    ['NS 300 ns1.example.com.', `${apex[0]?.slice(2)}`, 'TXT 300 "apex"'],
  ],
  ['one value', 'www', ['www NONE A 192.0.2.1'], ['A 300 192.0.2.2', 'TXT 60 "one"']],
  ['a value that is not there', 'www', ['www NONE A 192.0.2.7'], ['A 300 192.0.2.1 | 192.0.2.2', 'TXT 60 "one"']],
  ['the last value, and the set with it', 'www', ['www NONE TXT "one"'], ['A 300 192.0.2.1 | 192.0.2.2']],
  ['a value of a set that is not there', 'nowhere', ['nowhere NONE A 192.0.2.7'], []],
])('a deletion of %s', (_, host, updates, sets) => {
  expect(after(host, updates)).toEqual(sets)
})

test.each([
  ['a set is deleted and given anew', ['www ANY A', 'www IN 5 A 192.0.2.9'], ['A 5 192.0.2.9', 'TXT 60 "one"']],
  [
    'a value is added and deleted',
    ['www IN 5 A 192.0.2.9', 'www NONE A 192.0.2.9'],
    ['A 300 192.0.2.1 | 192.0.2.2', 'TXT 60 "one"'],
  ],
  [
    'a value is deleted and added',
    ['www NONE A 192.0.2.1', 'www IN 5 A 192.0.2.1'],
    ['A 5 192.0.2.1 | 192.0.2.2', 'TXT 60 "one"'],
  ],
  [
    'a name is cleared between additions',
    ['www IN 5 A 192.0.2.9', 'www ANY ANY', 'www IN 5 TXT "new"'],
    ['TXT 5 "new"'],
  ],
  [
    'a value is exchanged',
    ['www NONE A 192.0.2.2', 'www IN 300 A 192.0.2.3'],
    ['A 300 192.0.2.1 | 192.0.2.3', 'TXT 60 "one"'],
  ],
])('records are taken in their order: %s', (_, updates, sets) => {
  expect(after('www', updates)).toEqual(sets)
})

test('a name cleared beside an addition keeps only what was added later', () => {
  expect(after('@', ['@ ANY ANY', '@ IN 60 MX 10 mail.example.com.'])).toEqual([
    'MX 60 10 mail.example.com.',
    'NS 300 ns1.example.com.',
    `${apex[0]?.slice(2)}`,
  ])
})

test('an addition to the NS set of the apex does not lose it when the apex is cleared', () => {
  expect(after('@', ['@ ANY ANY', '@ IN 300 NS ns2.example.com.'])).toContain(
    'NS 300 ns1.example.com. | ns2.example.com.',
  )
})

test('clearing a name is refused where there is something of another type than the caller may write', () => {
  expect(after('www', ['www ANY ANY'], ['A'])).toEqual(['forbidden'])
  expect(after('www', ['www ANY ANY'], ['A', 'TXT'])).toEqual([])
})

test('clearing a name finds what other callers have put there in the same turn', () => {
  const put = { op: 'put' as const, rrset: inZone('www AAAA 300 2001:db8::1')[0]! }
  const requests = [
    { owner: 'other', intents: [put] },
    { owner: 'key', intents: updateIntents(zone, [record('www ANY ANY')]) },
  ]
  const { changes, owners } = resolveAll(requests, there)
  expect(changes.map(change => change.op)).toEqual(['delete', 'delete'])
  const places = placedChanges(owners[1]!.intents).map(({ position }) => position)
  expect(places).toHaveLength(3)
  expect(new Set(places).size).toBe(3)
})

test('what is left of a name keeps its places when it is cleared once more', () => {
  const intents = updateIntents(zone, [record('www ANY ANY')])
  const places = (sets: typeof there) => placedChanges(resolveAll([{ owner: 1, intents }], sets).owners[0]!.intents)
  const [a, txt] = places(there)
  expect(places(there.filter(set => set.type !== 'A'))).toEqual([txt])
  expect(places(there.filter(set => set.type !== 'TXT'))).toEqual([a])
})

test('sets with a routing policy are not touched by edits that do not know of them', () => {
  const weighted = { ...inZone('w A 300 192.0.2.1')[0]!, variant: 'blue' }
  for (const update of ['w ANY A', 'w ANY ANY', 'w IN 300 A 192.0.2.2', 'w NONE A 192.0.2.1']) {
    expect(run([weighted], { updates: [update] }).codes).toEqual(['routing_policy_present'])
  }
  expect(run([weighted], { updates: ['w ANY TXT'] }).codes).toEqual([])
})

test('an alias set gives way to values only when it is deleted first', () => {
  const alias = { dnsName: 'target.example.net.', hostedZoneId: 'Z1', evaluateTargetHealth: false }
  const sets = [{ name: 'al.example.com.', type: 'A', ttl: 0, records: [], options: { alias } }]
  expect(run(sets, { updates: ['al IN 300 A 192.0.2.1'] }).codes).toEqual(['record_exists'])
  expect(run(sets, { updates: ['al NONE A 192.0.2.1'] }).changes).toEqual([])
  expect(run(sets, { updates: ['al ANY A', 'al IN 300 A 192.0.2.1'] }).sets).toEqual([
    'al.example.com. A 300 192.0.2.1',
  ])
  expect(run(sets, { updates: ['al ANY ANY'] }).sets).toEqual([])
})

test('what the service keeps in another form is found in it', () => {
  const canonical = (set: (typeof there)[number]) => ({ ...set, records: set.records.map(text => text.toLowerCase()) })
  const sets = inZone('t TXT 60 "one"')
  const rules = { zone, canonical }
  expect(run(sets, { prerequisites: ['t IN TXT "ONE"'], updates: ['t NONE TXT "ONE"'] }, rules).sets).toEqual([])
})

// RFC 2136 §3.4.1.3, line by line.
test.each([
  ['a name outside the zone', { ...record('www ANY A'), name: 'www.example.net.' }, 'NOTZONE'],
  ['an addition of a type that no zone holds', record('www IN 300 ANY'), 'FORMERR'],
  ['an addition of type AXFR', record('www IN 300 AXFR'), 'FORMERR'],
  ['a deletion of a set with a TTL', { ...record('www ANY A'), ttl: 1 }, 'FORMERR'],
  ['a deletion of a set with data', { ...record('www ANY A'), rdata: '192.0.2.1' }, 'FORMERR'],
  ['a deletion of a set of type MAILB', record('www ANY MAILB'), 'FORMERR'],
  ['a deletion of a value with a TTL', { ...record('www NONE A 192.0.2.1'), ttl: 1 }, 'FORMERR'],
  ['a deletion of a value of type ANY', record('www NONE ANY'), 'FORMERR'],
  ['another class', { ...record('www IN 300 A 192.0.2.1'), class: 'CH' as const }, 'FORMERR'],
])('%s is a fault', (_, wrong, rcode) => {
  expect(prescan(zone, [record('www IN 300 A 192.0.2.1'), wrong])).toMatchObject({ rcode })
})

test('what is in order has no fault', () => {
  const lines = ['www IN 300 A 192.0.2.1', 'www ANY ANY', 'www ANY A', 'www NONE A 192.0.2.1', '@ ANY SOA']
  expect(prescan(zone, lines.map(record))).toBeUndefined()
})
