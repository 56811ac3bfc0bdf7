import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asText, zoneSets } from '../../test/zone-arbitraries.ts'
import type { RRset } from '../dns/rrset.ts'
import { applyChanges } from './apply-changes.ts'
import { setOf } from './change.ts'
import { diff } from './diff.ts'

test('making the differences gives what was wanted, and then there are none left', () => {
  fc.assert(
    fc.property(zoneSets, zoneSets, (current, desired) => {
      const result = applyChanges(current, diff(current, desired))
      expect(asText(result)).toEqual(asText(desired))
      expect(diff(result, desired)).toEqual([])
    }),
  )
})

test('nothing but what differs is changed', () => {
  fc.assert(
    fc.property(zoneSets, zoneSets, (current, desired) => {
      const same = new Set(asText(current).filter(text => asText(desired).includes(text)))
      for (const change of diff(current, desired)) expect(same).not.toContain(asText([setOf(change)])[0])
    }),
  )
})

test('the order of sets and of records makes no difference', () => {
  const turned = (sets: RRset[]) => sets.map(set => ({ ...set, records: set.records.toReversed() })).reverse()
  fc.assert(
    fc.property(zoneSets, sets => {
      expect(diff(sets, turned(sets))).toEqual([])
    }),
  )
})

test('sets out of its charge are neither deleted nor made', () => {
  const managed = (set: RRset) => set.type !== 'NS'
  fc.assert(
    fc.property(zoneSets, zoneSets, (current, desired) => {
      const result = applyChanges(current, diff(current, desired, { managed }))
      const wanted = [...desired.filter(managed), ...current.filter(set => !managed(set))]
      expect(asText(result)).toEqual(asText(wanted))
    }),
  )
})

test('sets of one name and type are told apart by their variant', () => {
  const set = (variant: string, value: string): RRset => ({
    name: 'www.example.com.',
    type: 'A',
    variant,
    ttl: 60,
    records: [value],
  })
  expect(diff([set('blue', '192.0.2.1')], [set('blue', '192.0.2.1'), set('green', '192.0.2.2')])).toEqual([
    { op: 'create', after: set('green', '192.0.2.2') },
  ])
})
