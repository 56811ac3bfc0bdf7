import fc from 'fast-check'
import { expect, test } from 'vitest'
import { intent, rrset } from '../../test/zone-arbitraries.ts'
import type { RRset } from '../dns/rrset.ts'
import { afterOf } from './change.ts'
import { resolve } from './resolve.ts'
import type { Change } from './types.ts'

const name = 'www.example.com.'
const set = (records: string[], ttl = 300): RRset => ({ name, type: 'A', ttl, records })

test('put makes a set that is not there', () => {
  expect(resolve({ op: 'put', rrset: set(['192.0.2.1']) }, undefined)).toEqual({
    status: 'change',
    change: { op: 'create', after: set(['192.0.2.1']) },
  })
})

test('put replaces the set that is there, and remembers what it was', () => {
  expect(resolve({ op: 'put', rrset: set(['192.0.2.2']) }, set(['192.0.2.1']))).toEqual({
    status: 'change',
    change: { op: 'replace', before: set(['192.0.2.1']), after: set(['192.0.2.2']) },
  })
})

test('put of what is there in another order changes nothing', () => {
  const current = set(['192.0.2.1', '192.0.2.2'])
  expect(resolve({ op: 'put', rrset: set(['192.0.2.2', '192.0.2.1']) }, current)).toEqual({
    status: 'unchanged',
    rrset: current,
  })
})

test('put with only another TTL, proxying or alias target is a change', () => {
  const current = set(['192.0.2.1'])
  const alias = { dnsName: 'a.example.net.', hostedZoneId: 'Z1', evaluateTargetHealth: false }
  const wanted: RRset[] = [
    { ...current, ttl: 301 },
    { ...current, options: { proxied: true } },
    { ...current, records: [], options: { alias } },
  ]
  for (const rrset of wanted) expect(resolve({ op: 'put', rrset }, current).status).toBe('change')
  const moved: RRset = { ...current, records: [], options: { alias: { ...alias, hostedZoneId: 'Z2' } } }
  expect(resolve({ op: 'put', rrset: moved }, wanted[2]).status).toBe('change')
})

test('a set that says it is not proxied is the same as one that says nothing', () => {
  const plain = set(['192.0.2.1'])
  expect(resolve({ op: 'put', rrset: { ...plain, options: { proxied: false } } }, plain).status).toBe('unchanged')
})

test('put that does not say whether the set is proxied leaves it so, and one that says no ends it', () => {
  const proxied: RRset = { ...set(['192.0.2.1']), options: { proxied: true } }
  expect(resolve({ op: 'put', rrset: set(['192.0.2.2']) }, proxied)).toMatchObject({
    change: { op: 'replace', after: { records: ['192.0.2.2'], options: { proxied: true } } },
  })
  expect(resolve({ op: 'put', rrset: set(['192.0.2.1']) }, proxied).status).toBe('unchanged')
  const direct: RRset = { ...set(['192.0.2.1']), options: { proxied: false } }
  expect(resolve({ op: 'put', rrset: direct }, proxied)).toMatchObject({ change: { after: direct } })
})

test('an alias over a proxied set is not proxied', () => {
  const alias = { dnsName: 'a.example.net.', hostedZoneId: 'Z1', evaluateTargetHealth: false }
  const rrset: RRset = { ...set([]), options: { alias } }
  expect(resolve({ op: 'put', rrset }, { ...set(['192.0.2.1']), options: { proxied: true } })).toMatchObject({
    change: { after: { options: { alias } } },
  })
})

test('what is wanted is compared in the form in which the zone’s keeper stores it', () => {
  const canonical = (given: RRset): RRset => ({
    ...given,
    ttl: given.options?.proxied ? 1 : given.ttl,
    records: given.records.map(record => record.toLowerCase()),
  })
  const current: RRset = { ...set(['a', 'b'], 1), options: { proxied: true } }
  const { type } = current
  const limits = { canonical }
  expect(resolve({ op: 'put', rrset: set(['A', 'B'], 300) }, current, limits).status).toBe('unchanged')
  expect(resolve({ op: 'add', name, type, ttl: 300, records: ['A'] }, current, limits).status).toBe('unchanged')
  expect(resolve({ op: 'remove', name, type, records: ['A'] }, current, limits)).toMatchObject({
    change: { after: { records: ['b'] } },
  })
  expect(resolve({ op: 'delete', name, type, expected: ['B', 'A'] }, current, limits).status).toBe('change')
  expect(resolve({ op: 'create', rrset: set(['C']) }, undefined, limits)).toMatchObject({
    change: { after: { records: ['c'] } },
  })
})

test('create is refused where the set is there, even an equal one', () => {
  expect(resolve({ op: 'create', rrset: set(['192.0.2.1']) }, set(['192.0.2.1']))).toMatchObject({
    status: 'refused',
    problem: { path: '', code: 'record_exists' },
  })
})

test('delete with the expected values in another order deletes', () => {
  const current = set(['192.0.2.1', '192.0.2.2'])
  expect(resolve({ op: 'delete', name, type: 'A', expected: ['192.0.2.2', '192.0.2.1'] }, current)).toEqual({
    status: 'change',
    change: { op: 'delete', before: current },
  })
})

test.each([
  ['one is missing', ['192.0.2.1']],
  ['one is too many', ['192.0.2.1', '192.0.2.2', '192.0.2.3']],
  ['one differs', ['192.0.2.1', '192.0.2.3']],
  ['one is given twice in place of another', ['192.0.2.1', '192.0.2.1']],
  ['there are none', []],
])('delete is refused where of the expected values %s', (_, expected) => {
  const current = set(['192.0.2.1', '192.0.2.2'])
  expect(resolve({ op: 'delete', name, type: 'A', expected }, current)).toMatchObject({
    status: 'refused',
    problem: { code: 'values_mismatch' },
  })
})

test('a mismatch names what is missing and what is there as well', () => {
  const resolution = resolve({ op: 'delete', name, type: 'A', expected: ['192.0.2.9'] }, set(['192.0.2.1']))
  expect(resolution).toMatchObject({
    problem: { message: expect.stringMatching(/192\.0\.2\.9 not there.*192\.0\.2\.1/) },
  })
})

test('delete without expected values deletes whatever is there', () => {
  expect(resolve({ op: 'delete', name, type: 'A' }, set(['192.0.2.1'])).status).toBe('change')
})

test.each([
  { op: 'delete', name, type: 'A' },
  { op: 'delete', name, type: 'A', expected: [] },
  { op: 'remove', name, type: 'A', records: ['192.0.2.1'] },
] as const)('$op is refused where there is no set', intent => {
  expect(resolve({ ...intent } as Parameters<typeof resolve>[0], undefined)).toMatchObject({
    status: 'refused',
    problem: { code: 'record_not_found' },
  })
})

test('add puts new values behind the old ones, and its TTL wins', () => {
  const add = { op: 'add', name, type: 'A', ttl: 60, records: ['192.0.2.2', '192.0.2.1', '192.0.2.3'] } as const
  expect(resolve({ ...add, records: [...add.records] }, set(['192.0.2.1']))).toEqual({
    status: 'change',
    change: {
      op: 'replace',
      before: set(['192.0.2.1']),
      after: set(['192.0.2.1', '192.0.2.2', '192.0.2.3'], 60),
    },
  })
})

test('adding what is there refreshes the TTL, and with the same TTL changes nothing', () => {
  const current = set(['192.0.2.1', '192.0.2.2'])
  const add = (ttl: number) => resolve({ op: 'add', name, type: 'A', ttl, records: ['192.0.2.2'] }, current)
  expect(add(60)).toMatchObject({ change: { op: 'replace', after: { ttl: 60, records: current.records } } })
  expect(add(300).status).toBe('unchanged')
})

test('add keeps what else is set on the set', () => {
  const current: RRset = { ...set(['192.0.2.1']), options: { proxied: true } }
  expect(resolve({ op: 'add', name, type: 'A', ttl: 300, records: ['192.0.2.2'] }, current)).toMatchObject({
    change: { after: { options: { proxied: true } } },
  })
})

test('values are not added to an alias set', () => {
  const alias = { dnsName: 'a.example.net.', hostedZoneId: 'Z1', evaluateTargetHealth: false }
  const current: RRset = { ...set([]), options: { alias } }
  expect(resolve({ op: 'add', name, type: 'A', ttl: 300, records: ['192.0.2.2'] }, current)).toMatchObject({
    status: 'refused',
    problem: { code: 'record_exists' },
  })
  expect(resolve({ op: 'remove', name, type: 'A', records: [] }, current).status).toBe('unchanged')
})

test('remove leaves the other values and the TTL', () => {
  expect(
    resolve({ op: 'remove', name, type: 'A', records: ['192.0.2.1'] }, set(['192.0.2.1', '192.0.2.2'], 77)),
  ).toEqual({
    status: 'change',
    change: {
      op: 'replace',
      before: set(['192.0.2.1', '192.0.2.2'], 77),
      after: set(['192.0.2.2'], 77),
    },
  })
})

test('remove of the last values deletes the set', () => {
  const current = set(['192.0.2.1', '192.0.2.2'])
  expect(resolve({ op: 'remove', name, type: 'A', records: ['192.0.2.2', '192.0.2.1'] }, current)).toEqual({
    status: 'change',
    change: { op: 'delete', before: current },
  })
})

test('remove is refused as a whole where one of the values is not there', () => {
  const resolution = resolve({ op: 'remove', name, type: 'A', records: ['192.0.2.1', '192.0.2.9'] }, set(['192.0.2.1']))
  expect(resolution).toMatchObject({ status: 'refused', problem: { code: 'record_not_found' } })
  expect(resolution).toMatchObject({ problem: { message: expect.stringContaining('192.0.2.9') } })
})

const mx = (records: string[]): RRset => ({ name, type: 'MX', ttl: 300, records })

test('with any preference, an added MX record takes the place of those of its host and leaves the others', () => {
  const current = mx(['10 a.example.net.', '20 b.example.net.', '30 a.example.net.'])
  const add = (records: string[], anyPreference?: true) =>
    resolve({ op: 'add', name, type: 'MX', ttl: 300, records, ...(anyPreference && { anyPreference }) }, current)
  expect(add(['5 a.example.net.'], true)).toMatchObject({
    change: { after: { records: ['20 b.example.net.', '5 a.example.net.'] } },
  })
  expect(add(['10 a.example.net.', '30 a.example.net.'], true).status).toBe('unchanged')
  expect(add(['5 a.example.net.'])).toMatchObject({
    change: { after: { records: [...current.records, '5 a.example.net.'] } },
  })
})

test('with any preference, a removed MX record stands for all of its host', () => {
  const current = mx(['10 a.example.net.', '20 b.example.net.', '30 a.example.net.'])
  const remove = (records: string[]) =>
    resolve({ op: 'remove', name, type: 'MX', records, anyPreference: true }, current)
  expect(remove(['0 a.example.net.'])).toMatchObject({ change: { after: { records: ['20 b.example.net.'] } } })
  expect(remove(['0 a.example.net.', '0 b.example.net.'])).toMatchObject({ change: { op: 'delete' } })
  expect(remove(['0 a.example.net.', '0 c.example.net.'])).toMatchObject({ problem: { code: 'record_not_found' } })
})

test('any preference means nothing to other types', () => {
  const intent = {
    op: 'add' as const,
    name,
    type: 'SRV',
    ttl: 300,
    records: ['0 0 1 a.'],
    anyPreference: true as const,
  }
  const current: RRset = { name, type: 'SRV', ttl: 300, records: ['1 0 1 a.'] }
  expect(resolve(intent, current)).toMatchObject({ change: { after: { records: ['1 0 1 a.', '0 0 1 a.'] } } })
})

test('put, create and add are refused where the set would have too many values', () => {
  const three = ['192.0.2.1', '192.0.2.2', '192.0.2.3']
  const limits = { maxValuesPerSet: 2 }
  const refused = { status: 'refused', problem: { code: 'too_many_values' } }
  expect(resolve({ op: 'put', rrset: set(three) }, undefined, limits)).toMatchObject(refused)
  expect(resolve({ op: 'create', rrset: set(three) }, undefined, limits)).toMatchObject(refused)
  const add = { op: 'add' as const, name, type: 'A', ttl: 300 }
  expect(resolve({ ...add, records: ['192.0.2.3'] }, set(three.slice(0, 2)), limits)).toMatchObject(refused)
  expect(resolve({ ...add, records: ['192.0.2.2'] }, set(three.slice(0, 2)), limits).status).toBe('unchanged')
})

test('a set that is already over the limit can be made smaller', () => {
  const three = set(['192.0.2.1', '192.0.2.2', '192.0.2.3'])
  const resolution = resolve({ op: 'remove', name, type: 'A', records: ['192.0.2.1'] }, three, { maxValuesPerSet: 1 })
  expect(resolution.status).toBe('change')
})

test('resolving an accepted put or add again changes nothing', () => {
  fc.assert(
    fc.property(intent, fc.option(rrset, { nil: undefined }), (intent, other) => {
      fc.pre(intent.op === 'put' || intent.op === 'add')
      const target = intent.op === 'put' ? intent.rrset : intent
      const current = other && { ...other, name: target.name, type: target.type }
      const first = resolve(intent, current)
      const state = first.status === 'change' ? afterOf(first.change) : current
      expect(resolve(intent, state).status).toBe('unchanged')
    }),
  )
})

test.each<[string, Change, RRset | undefined, Change]>([
  [
    'a creation',
    { op: 'create', after: set(['192.0.2.1']) },
    set(['192.0.2.1']),
    { op: 'delete', before: set(['192.0.2.1']) },
  ],
  ['a deletion', { op: 'delete', before: set(['192.0.2.1']) }, undefined, { op: 'create', after: set(['192.0.2.1']) }],
  [
    'a replacement',
    { op: 'replace', before: set(['192.0.2.1']), after: set(['192.0.2.2']) },
    set(['192.0.2.2']),
    { op: 'replace', before: set(['192.0.2.2']), after: set(['192.0.2.1']) },
  ],
])('%s is undone where the set is as it left it', (_, change, current, wanted) => {
  expect(resolve({ op: 'undo', change }, current)).toEqual({ status: 'change', change: wanted })
})

test.each<[string, Change, RRset | undefined, string]>([
  ['gone', { op: 'create', after: set(['192.0.2.1']) }, undefined, 'is gone'],
  ['there again', { op: 'delete', before: set(['192.0.2.1']) }, set(['192.0.2.1']), 'is there again'],
  [
    'another by its TTL alone',
    { op: 'replace', before: set(['192.0.2.1']), after: set(['192.0.2.2']) },
    { ...set(['192.0.2.2']), ttl: 1 },
    'holds something else now',
  ],
])('nothing is undone where the set is %s', (_, change, current, message) => {
  const resolution = resolve({ op: 'undo', change }, current)
  expect(resolution).toMatchObject({ status: 'refused', problem: { code: 'changed_since' } })
  expect(resolution.status === 'refused' && resolution.problem.message).toContain(message)
})

test('put that does not say when the set is the one to answer with leaves that as it is', () => {
  const routing = { policy: 'weighted', weight: 5 } as const
  const weighted: RRset = { ...set(['192.0.2.1']), variant: 'one', options: { routing } }
  const wanted = { ...set(['192.0.2.2']), variant: 'one' }
  expect(resolve({ op: 'put', rrset: wanted }, weighted)).toMatchObject({ change: { after: { options: { routing } } } })
  const other = { policy: 'weighted', weight: 6 } as const
  expect(resolve({ op: 'put', rrset: { ...wanted, options: { routing: other } } }, weighted)).toMatchObject({
    change: { after: { options: { routing: other } } },
  })
})

test('delete of an alias set that names another target is refused', () => {
  const alias = { dnsName: 'a.example.net.', hostedZoneId: 'Z1', evaluateTargetHealth: false }
  const current: RRset = { ...set([]), options: { alias } }
  const del = { op: 'delete', name, type: 'A' } as const
  expect(resolve({ ...del, alias }, current)).toMatchObject({ status: 'change', change: { op: 'delete' } })
  for (const other of [
    { ...alias, hostedZoneId: 'Z2' },
    { ...alias, evaluateTargetHealth: true },
  ]) {
    expect(resolve({ ...del, alias: other }, current)).toMatchObject({ problem: { code: 'values_mismatch' } })
  }
  expect(resolve({ ...del, alias }, set(['192.0.2.1']))).toMatchObject({ problem: { code: 'values_mismatch' } })
  expect(resolve({ ...del, expected: ['192.0.2.1'] }, current)).toMatchObject({ problem: { code: 'values_mismatch' } })
})

test('a refusal names the set without the final dot', () => {
  const intent = { op: 'delete', name: 'nope.example.com.', type: 'A' } as const
  expect(resolve(intent, undefined)).toMatchObject({ problem: { message: 'there is no set nope.example.com A' } })
  const routed = { ...intent, variant: 'blue' }
  expect(resolve(routed, undefined)).toMatchObject({
    problem: { message: 'there is no set nope.example.com A (blue)' },
  })
})
