import { expect, test } from 'vitest'
import type { RRset } from '../../dns/rrset.ts'
import type { Change } from '../../plan/types.ts'
import { holdSets } from './held-sets.ts'
import { operationsFor } from './patch.ts'
import { abilitiesOf } from './version.ts'
import type { PowerDnsRecord } from './zone-document.ts'

const old = abilitiesOf('4.7.3')
const recent = abilitiesOf('5.0.2')
const name = 'www.example.com.'
const set = (...records: string[]): RRset => ({ name, type: 'A', ttl: 300, records })
const records = (...contents: string[]) => contents.map(content => ({ content, disabled: false }))
const entriesFor = (change: Change, found: PowerDnsRecord[], abilities = recent) => {
  const held = holdSets([{ name, type: 'A', ttl: 300, records: found }])
  return operationsFor([change], held, abilities).flatMap(({ entries }) => entries)
}

test.each([
  ['4.5.0', false, false],
  ['4.7.3', false, false],
  ['4.9.11', false, false],
  ['4.9.12', false, true],
  ['5.0.0', true, false],
  ['5.0.1', true, false],
  ['5.0.2', true, true],
  ['5.1.0', true, true],
  ['5.0.0-alpha1', false, false],
  ['0.0.31415.0.master.g0123456789', false, false],
])(
  'of version %s: disabled records are read by name %s, values are changed one by one %s',
  (version, read, changes) => {
    expect(abilitiesOf(version)).toEqual({ readsDisabledByName: read, changesValues: changes })
  },
)

test('a value more and a value less are changed one by one where the server can, so that those of others stay', () => {
  const change: Change = { op: 'replace', before: set('192.0.2.1', '192.0.2.2'), after: set('192.0.2.2', '192.0.2.3') }
  const there = records('192.0.2.1', '192.0.2.2')
  expect(entriesFor(change, there)).toEqual([
    { name, type: 'A', changetype: 'PRUNE', ttl: 300, records: records('192.0.2.1') },
    { name, type: 'A', changetype: 'EXTEND', ttl: 300, records: records('192.0.2.3') },
  ])
  expect(entriesFor(change, there, old)).toEqual([
    { name, type: 'A', changetype: 'REPLACE', ttl: 300, records: records('192.0.2.2', '192.0.2.3') },
  ])
})

test.each<[string, Change, PowerDnsRecord[]]>([
  [
    'with another TTL',
    { op: 'replace', before: set('192.0.2.1'), after: { ...set('192.0.2.2'), ttl: 60 } },
    records('192.0.2.1'),
  ],
  [
    'with disabled records, which the server would lose',
    { op: 'replace', before: set('192.0.2.1'), after: set('192.0.2.2') },
    [...records('192.0.2.1'), { content: '192.0.2.9', disabled: true }],
  ],
  [
    'of which much is another',
    {
      op: 'replace',
      before: set('192.0.2.1'),
      after: set(...Array.from({ length: 10 }, (_, last) => `192.0.2.${last}`)),
    },
    records('192.0.2.1'),
  ],
  ['that is new', { op: 'create', after: set('192.0.2.1') }, []],
])('a set %s is replaced, whatever the server can', (_, change, there) => {
  expect(entriesFor(change, there).map(({ changetype }) => changetype)).toEqual(['REPLACE'])
})

test('a value is pruned as the server has it', () => {
  const held = holdSets([{ name, type: 'AAAA', ttl: 300, records: records('2001:DB8:0::1', '2001:db8::2') }])
  const [before, after] = [['2001:db8::1', '2001:db8::2'], ['2001:db8::2']].map(values => ({
    ...set(...values),
    type: 'AAAA',
  }))
  const [operation] = operationsFor([{ op: 'replace', before: before!, after: after! }], held, recent)
  expect(operation?.entries).toMatchObject([{ changetype: 'PRUNE', records: records('2001:DB8:0::1') }])
})

test('a type that the server has by its number is written by its number', () => {
  const held = holdSets([{ name, type: 'TYPE262', ttl: 300, records: records('\\# 4 03425443') }])
  expect([...held.sets.values()]).toMatchObject([{ type: 'TYPE262', set: { type: 'WALLET' } }])
})
