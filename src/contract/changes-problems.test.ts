import { expect, test } from 'vitest'
import { changesProblems } from './changes-problems.ts'

const told = (changes: unknown) => changesProblems({ changes }).map(({ path, code }) => `${path} ${code}`)

test('every change is looked at, and its problems carry its place', () => {
  const good = { action: 'upsert', name: 'www', type: 'A', values: ['192.0.2.1'] }
  const changes = [
    good,
    { ...good, values: ['192.0.2.1', '192.0.2.256', '192.0.2.1'] },
    { ...good, type: 'NONSENSE' },
    { ...good, action: 'create', name: 'a..b', values: undefined },
  ]
  expect(told(changes)).toEqual([
    'changes[1].values[1] invalid_ipv4_address',
    'changes[1].values[2] duplicate_value',
    'changes[2].type invalid_record_type',
    'changes[3].name empty_label',
    'changes[3].values required',
  ])
})

test('a deletion needs no values, and those it gives are looked at', () => {
  const deletion = { action: 'delete', name: 'www', type: 'A' }
  expect(told([deletion, { ...deletion, values: ['192.0.2.1'], ttl: 60 }])).toEqual([])
  expect(told([{ ...deletion, values: ['x'] }])).toEqual(['changes[0].values[0] invalid_ipv4_address'])
  const aliasTarget = { dnsName: 'target.example.net', hostedZoneId: 'Z1', evaluateTargetHealth: false }
  expect(told([{ ...deletion, aliasTarget }])).toEqual([])
})

test.each([undefined, null, 'text', [], { changes: 'text' }, { changes: [null, 5, 'text'] }, { changes: {} }])(
  'what is no list of changes is left to the schema: %j',
  body => {
    expect(changesProblems(body)).toEqual([])
  },
)
