import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asText, legalZone, rrset, intent as setIntent, zone, zoneSets } from '../../test/zone-arbitraries.ts'
import type { RRset } from '../dns/rrset.ts'
import { applyChanges } from './apply-changes.ts'
import { setOf } from './change.ts'
import { check } from './check.ts'
import { resolve, targetOf } from './resolve.ts'
import { type OwnedIntents, resolveAll } from './resolve-all.ts'
import { resolveClear, resolveRequire } from './resolve-name.ts'
import { setKey } from './set-key.ts'
import type { Intent } from './types.ts'

const name = `www.${zone}`
const set = (records: string[], ttl = 300): RRset => ({ name, type: 'A', ttl, records })
const add = (...records: string[]): Intent => ({ op: 'add', name, type: 'A', ttl: 300, records })
const intent: fc.Arbitrary<Intent> = fc.oneof(
  { weight: 4, arbitrary: setIntent },
  rrset.map(({ name, type, ttl, records }) => ({ op: 'edit' as const, name, type, ttl, add: [], remove: records })),
  fc.tuple(rrset, rrset).map(([{ name, type, ttl, records }, other]) => ({
    op: 'edit' as const,
    name,
    type,
    ttl,
    add: records,
    remove: other.type === type ? other.records : ('all' as const),
  })),
  fc
    .tuple(rrset, rrset)
    .map(([{ name }, { type }]) => ({ op: 'clear' as const, name, type: 'ANY' as const, except: [type] })),
  fc
    .tuple(rrset, fc.constantFrom('present' as const, 'absent' as const), fc.boolean())
    .map(([{ name, type }, is, isAny]) => ({ op: 'require' as const, name, type: isAny ? 'ANY' : type, is })),
)
const requests = fc
  .array(fc.array(intent, { minLength: 1, maxLength: 4 }), { maxLength: 6 })
  .map(lists => lists.map((intents, owner) => ({ owner, intents })))

/** The same by the book: one intent at a time onto a plain list of sets, put back where an owner is refused. */
function oneByOne(given: readonly OwnedIntents<number>[], current: readonly RRset[]) {
  let sets = [...current]
  const accepted: number[] = []
  for (const { owner, intents } of given) {
    let draft = sets
    let refused = false
    for (const intent of intents) {
      const resolution = resolveAmong(draft, intent)
      if (resolution.status === 'cleared') draft = applyChanges(draft, resolution.changes)
      if (resolution.status === 'change') draft = applyChanges(draft, [resolution.change])
      if (resolution.status === 'refused') refused = true
    }
    if (refused) continue
    sets = draft
    accepted.push(owner)
  }
  return { sets, accepted }
}

function resolveAmong(sets: readonly RRset[], intent: Intent) {
  const named = sets.filter(set => set.name === targetOf(intent).name)
  if (intent.op === 'clear') return resolveClear(intent, named)
  if (intent.op === 'require') return resolveRequire(intent, named)
  return resolve(
    intent,
    named.find(set => setKey(set) === setKey(targetOf(intent))),
  )
}

test('many callers together come to what they would come to one after another', () => {
  fc.assert(
    fc.property(requests, zoneSets, (given, current) => {
      const { changes, owners } = resolveAll(given, current)
      const expected = oneByOne(given, current)
      expect(asText(applyChanges(current, changes))).toEqual(asText(expected.sets))
      expect(owners.filter(({ accepted }) => accepted).map(({ owner }) => owner)).toEqual(expected.accepted)
    }),
  )
})

test('there is one change a set at most, and its before is what was there', () => {
  fc.assert(
    fc.property(requests, zoneSets, (given, current) => {
      const { changes } = resolveAll(given, current)
      const keys = changes.map(change => setKey(setOf(change)))
      expect(keys).toHaveLength(new Set(keys).size)
      for (const change of changes) {
        const there = current.find(set => setKey(set) === setKey(setOf(change)))
        expect(change.op === 'create' ? undefined : change.before).toEqual(there)
      }
    }),
  )
})

test('an owner that is refused leaves no trace: without it everything is the same', () => {
  fc.assert(
    fc.property(requests, zoneSets, (given, current) => {
      const { changes, owners } = resolveAll(given, current)
      const refused = new Set(owners.filter(({ accepted }) => !accepted).map(({ owner }) => owner))
      const rest = given.filter(({ owner }) => !refused.has(owner))
      const again = resolveAll(rest, current)
      expect(again.changes).toEqual(changes)
      expect(again.owners).toEqual(owners.filter(({ accepted }) => accepted))
    }),
  )
})

test('with the rules of the zone, lawful zones stay lawful whatever callers want', () => {
  fc.assert(
    fc.property(requests, legalZone, (given, current) => {
      const after = applyChanges(current, resolveAll(given, current, { zone }).changes)
      expect(check(zone, { before: [], after })).toEqual([])
    }),
  )
})

test('adds of different values to one set all survive', () => {
  const values = fc.uniqueArray(fc.ipV4(), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(values, fc.boolean(), (values, isThere) => {
      const current = isThere ? [set(['192.0.2.1'])] : []
      const result = resolveAll(
        values.map((value, owner) => ({ owner, intents: [add(value)] })),
        current,
      )
      expect(result.changes).toHaveLength(isThere && values.join() === '192.0.2.1' ? 0 : 1)
      const records = applyChanges(current, result.changes)[0]!.records
      expect(new Set(records)).toEqual(new Set([...(isThere ? ['192.0.2.1'] : []), ...values]))
    }),
  )
})

test('each caller is told the set as its own intent left it', () => {
  const result = resolveAll(
    [
      { owner: 'a', intents: [add('192.0.2.1')] },
      { owner: 'b', intents: [add('192.0.2.2')] },
    ],
    [],
  )
  expect(result.owners.map(owner => owner.intents[0]!.stored?.records)).toEqual([
    ['192.0.2.1'],
    ['192.0.2.1', '192.0.2.2'],
  ])
  expect(result.changes).toEqual([{ op: 'create', after: set(['192.0.2.1', '192.0.2.2']) }])
})

test('a create and a later delete come to nothing, and both are told as done', () => {
  const result = resolveAll(
    [
      { owner: 'a', intents: [{ op: 'create', rrset: set(['192.0.2.1']) }] },
      { owner: 'b', intents: [{ op: 'delete', name, type: 'A', expected: ['192.0.2.1'] }] },
    ],
    [],
  )
  expect(result.changes).toEqual([])
  expect(result.owners.map(({ intents }) => intents[0]!.resolution.status)).toEqual(['change', 'change'])
  expect(result.owners[1]!.intents[0]).not.toHaveProperty('stored')
})

test('of two creates of one set the second is refused', () => {
  const create = (owner: string, value: string) => ({
    owner,
    intents: [{ op: 'create' as const, rrset: set([value]) }],
  })
  const result = resolveAll([create('a', '192.0.2.1'), create('b', '192.0.2.2')], [])
  expect(result.owners.map(({ accepted }) => accepted)).toEqual([true, false])
  expect(result.owners[1]!.problems).toMatchObject([{ intent: 0, problem: { code: 'record_exists' } }])
  expect(result.changes).toEqual([{ op: 'create', after: set(['192.0.2.1']) }])
})

test('when one intent of an owner is refused none takes effect, and every problem of it is told', () => {
  const result = resolveAll(
    [
      {
        owner: 'a',
        intents: [
          add('192.0.2.2'),
          { op: 'remove', name, type: 'A', records: ['192.0.2.9'] },
          { op: 'delete', name: `gone.${zone}`, type: 'TXT' },
        ],
      },
      { owner: 'b', intents: [add('192.0.2.3')] },
    ],
    [set(['192.0.2.1'])],
  )
  expect(result.owners[0]!.problems.map(({ intent, problem }) => [intent, problem.code])).toEqual([
    [1, 'record_not_found'],
    [2, 'record_not_found'],
  ])
  expect(result.owners[0]!.intents.every(intent => intent.stored === undefined)).toBe(true)
  expect(result.changes).toMatchObject([{ op: 'replace', after: { records: ['192.0.2.1', '192.0.2.3'] } }])
})

test('a CNAME and an address for one name from two callers: the first wins, the second is told why', () => {
  const cname: Intent = { op: 'put', rrset: { name, type: 'CNAME', ttl: 300, records: ['a.example.net.'] } }
  const given = [
    { owner: 'a', intents: [cname] },
    { owner: 'b', intents: [add('192.0.2.1')] },
  ]
  const result = resolveAll(given, [], { zone })
  expect(result.owners.map(({ accepted }) => accepted)).toEqual([true, false])
  expect(result.owners[1]!.problems).toMatchObject([
    { intent: 0, problem: { path: 'type', code: 'cname_with_other_data' } },
  ])
})

test('one change set may swap an address for a CNAME', () => {
  const result = resolveAll(
    [
      {
        owner: 'a',
        intents: [
          { op: 'create', rrset: { name, type: 'CNAME', ttl: 300, records: ['a.example.net.'] } },
          { op: 'delete', name, type: 'A' },
        ],
      },
    ],
    [set(['192.0.2.1'])],
    { zone },
  )
  expect(result.changes.map(({ op }) => op)).toEqual(['delete', 'create'])
})

test('a refusal is told once, without the name of the set beside it', () => {
  const service = { ...limits, maxValuesPerSet: 1 }
  const result = resolveAll([{ owner: 'a', intents: [{ op: 'put', rrset: set(['1', '2']) }] }], [], { zone, service })
  expect(result.owners[0]!.problems).toEqual([
    { intent: 0, problem: { path: '', code: 'too_many_values', message: expect.any(String) } },
  ])
})

const limits = {
  types: 'all',
  ttl: { min: 0, max: 2 ** 31 - 1 },
  alias: 'none',
  proxied: [],
  variants: false,
  flattensApexCname: false,
  apexNs: 'read',
  maxValuesPerSet: 400,
  txt: { maxValue: 60_000 },
} as const
