import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RRset } from '../dns/rrset.ts'
import { couldBeDangerous, dangers, summarize } from './dangers.ts'
import type { Change } from './types.ts'

const zone = 'example.com.'
const set = (index: number): RRset => ({ name: `h${index}.${zone}`, type: 'A', ttl: 300, records: ['192.0.2.1'] })
const deletes = (count: number): Change[] => Array.from({ length: count }, (_, i) => ({ op: 'delete', before: set(i) }))
const replaces = (count: number): Change[] =>
  deletes(count).map((_, i) => ({ op: 'replace', before: set(i), after: { ...set(i), ttl: 60 } }))
const creates = (count: number): Change[] => deletes(count).map((_, i) => ({ op: 'create', after: set(100 + i) }))
const codes = (sets: number, changes: Change[], managed = 2) =>
  dangers({ sets, managed }, changes, zone).map(danger => danger.code)

test('more than 30 % deleted or replaced of ten sets or more is a danger', () => {
  expect(codes(10, deletes(3))).toEqual([])
  expect(codes(10, deletes(4))).toEqual(['many_sets_lost'])
  expect(codes(10, replaces(4))).toEqual(['many_sets_lost'])
  expect(codes(20, [...deletes(3), ...replaces(7).slice(3)])).toEqual(['many_sets_lost'])
  expect(codes(9, deletes(4))).toEqual([])
})

test('creating is never a danger, however much', () => {
  expect(codes(10, creates(50))).toEqual([])
})

test('any change of the apex NS set is a danger, of a delegation none', () => {
  const ns = (name: string): RRset => ({ name, type: 'NS', ttl: 300, records: ['ns1.example.net.'] })
  expect(codes(3, [{ op: 'create', after: ns(zone) }])).toEqual(['apex_ns_changed'])
  expect(codes(3, [{ op: 'delete', before: ns(zone) }])).toEqual(['apex_ns_changed'])
  expect(codes(3, [{ op: 'replace', before: ns(zone), after: { ...ns(zone), ttl: 60 } }])).toEqual(['apex_ns_changed'])
  expect(codes(3, [{ op: 'create', after: ns(`sub.${zone}`) }])).toEqual([])
})

test('emptying a zone is a danger, whether or not the provider shows SOA and NS', () => {
  expect(codes(5, deletes(3))).toEqual(['zone_emptied'])
  expect(codes(3, deletes(3), 0)).toEqual(['zone_emptied'])
  expect(codes(5, deletes(2))).toEqual([])
  expect(codes(5, [...deletes(3), ...creates(1)])).toEqual([])
})

test('deleting the only set of a zone is none', () => {
  expect(codes(3, deletes(1))).toEqual([])
})

test('a summary counts all sets, and apart from them SOA and apex NS', async () => {
  const at = (name: string, type: string): RRset => ({ name, type, ttl: 1, records: ['x'] })
  const sets = [at(zone, 'SOA'), at(zone, 'NS'), at(zone, 'A'), at(`sub.${zone}`, 'NS')]
  expect(await summarize(zone, sets)).toEqual({ sets: 4, managed: 2 })
})

test('what could not be dangerous in a zone that holds so much is in none that holds more', () => {
  const sets = Array.from(
    { length: 8 },
    (_, index): RRset => ({ name: `s${index}.${zone}`, type: 'A', ttl: 60, records: ['192.0.2.1'] }),
  )
  const subset = fc.subarray(sets)
  fc.assert(
    fc.property(subset, subset, fc.nat(40), (deleted, made, more) => {
      const changes: Change[] = [
        ...deleted.map(before => ({ op: 'delete' as const, before })),
        ...made.map(after => ({ op: 'create' as const, after })),
      ]
      const known = { sets: deleted.length + 1, managed: 1 }
      if (couldBeDangerous(known, changes, zone)) return
      expect(dangers({ sets: known.sets + more, managed: Math.min(2, 1 + more) }, changes, zone)).toEqual([])
    }),
  )
})
