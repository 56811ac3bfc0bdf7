import fc from 'fast-check'
import { expect, test } from 'vitest'
import { zoneSets } from '../../test/zone-arbitraries.ts'
import type { RRset } from '../dns/rrset.ts'
import { batches } from './batches.ts'
import { setOf } from './change.ts'
import { diff } from './diff.ts'
import type { BatchLimits } from './service-limits.ts'
import type { Change, Weight } from './types.ts'

const create = (name: string, count = 1): Change => ({
  op: 'create',
  after: { name, type: 'A', ttl: 300, records: Array.from({ length: count }, (_, i) => `192.0.2.${i}`) },
})
const oneCounter = (limit: number): BatchLimits => ({
  maxChanges: 1000,
  limits: { elements: limit },
  weigh: weighDouble,
})

/** As Route 53 counts: elements and characters of values, both twice for what replaces. */
function weighDouble(change: Change): Weight {
  const { records }: RRset = setOf(change)
  const factor = change.op === 'replace' ? 2 : 1
  return { elements: records.length * factor, characters: records.join('').length * factor }
}

function total(batch: readonly Change[], counter: string): number {
  return batch.reduce((sum, change) => sum + (weighDouble(change)[counter] ?? 0), 0)
}

const limited = fc.record({
  maxChanges: fc.integer({ min: 1, max: 12 }),
  elements: fc.integer({ min: 1, max: 20 }),
  characters: fc.integer({ min: 10, max: 200 }),
})

test('no batch is over any limit, replaces counted twice', () => {
  fc.assert(
    fc.property(zoneSets, zoneSets, limited, (before, after, { maxChanges, ...limits }) => {
      for (const batch of batches(diff(before, after), { maxChanges, limits, weigh: weighDouble }).batches) {
        expect(batch.length).toBeGreaterThan(0)
        expect(batch.length).toBeLessThanOrEqual(maxChanges)
        expect(total(batch, 'elements')).toBeLessThanOrEqual(limits.elements)
        expect(total(batch, 'characters')).toBeLessThanOrEqual(limits.characters)
      }
    }),
  )
})

test('every change is in one batch or oversize, in the order given, and no name is parted', () => {
  fc.assert(
    fc.property(zoneSets, zoneSets, limited, (before, after, { maxChanges, ...limits }) => {
      const changes = diff(before, after)
      const result = batches(changes, { maxChanges, limits, weigh: weighDouble })
      const refused = new Set(result.oversize.map(({ name }) => name))
      expect(result.batches.flat()).toEqual(changes.filter(change => !refused.has(setOf(change).name)))
      expect(result.oversize.flatMap(group => group.changes)).toEqual(
        changes.filter(change => refused.has(setOf(change).name)),
      )
      const places = result.batches.map(batch => new Set(batch.map(change => setOf(change).name)))
      const names = places.flatMap(place => [...place])
      expect(names).toHaveLength(new Set(names).size)
    }),
  )
})

test('only names that are too large by themselves are refused', () => {
  fc.assert(
    fc.property(zoneSets, zoneSets, limited, (before, after, { maxChanges, ...limits }) => {
      const { oversize } = batches(diff(before, after), { maxChanges, limits, weigh: weighDouble })
      for (const { changes } of oversize) {
        const isOver =
          changes.length > maxChanges ||
          total(changes, 'elements') > limits.elements ||
          total(changes, 'characters') > limits.characters
        expect(isOver).toBe(true)
      }
    }),
  )
})

test('a batch is filled as far as the next name lets it', () => {
  const result = batches(
    ['a.', 'b.', 'c.', 'd.', 'e.'].map(name => create(name, 2)),
    oneCounter(4),
  )
  expect(result.batches.map(batch => batch.map(change => setOf(change).name))).toEqual([
    ['a.', 'b.'],
    ['c.', 'd.'],
    ['e.'],
  ])
})

test('a thousand creates are one call and a thousand replaces two, as counted by Route 53', () => {
  const creates = Array.from({ length: 1000 }, (_, i) => create(`h${i}.example.com.`))
  const replaces = creates.map((change): Change => {
    const set = setOf(change)
    return { op: 'replace', before: { ...set, ttl: 60 }, after: set }
  })
  expect(batches(creates, oneCounter(1000)).batches).toHaveLength(1)
  expect(batches(replaces, oneCounter(1000)).batches).toHaveLength(2)
})

test('a name too large for any batch is a problem that says by how much, and the rest goes on', () => {
  const result = batches([create('a.'), create('b.', 5), create('c.')], oneCounter(4))
  expect(result.batches).toEqual([[create('a.'), create('c.')]])
  expect(result.oversize).toMatchObject([
    { name: 'b.', problem: { code: 'change_too_large', message: expect.stringMatching(/5 elements.* 4$/) } },
  ])
})

test('a counter without a limit limits nothing', () => {
  const limits: BatchLimits = { maxChanges: 10, limits: {}, weigh: () => ({ elements: 1e9 }) }
  expect(batches([create('a.'), create('b.')], limits).batches).toHaveLength(1)
})

test('no changes make no batch', () => {
  expect(batches([], oneCounter(1))).toEqual({ batches: [], oversize: [] })
})

test('a name that is over the usual limits goes alone where the service takes it so', () => {
  const limits = { ...oneCounter(10), alone: { elements: 20 } }
  const plan = batches([create('a.', 4), create('b.', 15), create('c.', 4), create('d.', 21)], limits)
  expect(plan.batches.map(batch => batch.map(change => setOf(change).name))).toEqual([['a.'], ['b.'], ['c.']])
  expect(plan.oversize).toMatchObject([{ name: 'd.', problem: { code: 'change_too_large' } }])
})
