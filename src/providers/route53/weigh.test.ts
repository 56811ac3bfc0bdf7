import { expect, test } from 'vitest'
import type { RRset } from '../../dns/rrset.ts'
import { needsUpsert, weigh } from './weigh.ts'

const text = (count: number, length: number, type = 'TXT'): RRset => ({
  name: 'www.example.com.',
  type,
  ttl: 300,
  records: Array.from({ length: count }, () => `"${'x'.repeat(length - 2)}"`),
})

test('a set that is made or deleted counts once', () => {
  expect(weigh({ op: 'create', after: text(3, 100) })).toEqual({ elements: 3, characters: 300 })
  expect(weigh({ op: 'delete', before: text(3, 100) })).toEqual({ elements: 3, characters: 300 })
})

test('a set that is replaced counts as it was and as it will be', () => {
  const change = { op: 'replace' as const, before: text(3, 100), after: text(1, 50) }
  expect(weigh(change)).toEqual({ elements: 4, characters: 350 })
  expect(needsUpsert(change)).toBe(false)
})

test('characters are those that are sent, escapes included', () => {
  const after = { ...text(1, 10), records: [String.raw`"\195\169"`] }
  expect(weigh({ op: 'create', after })).toEqual({ elements: 1, characters: 10 })
})

test('an alias counts as one value', () => {
  const alias = { dnsName: 'a.example.com.', hostedZoneId: 'Z1', evaluateTargetHealth: false }
  expect(weigh({ op: 'create', after: { ...text(0, 0), options: { alias } } })).toEqual({ elements: 1, characters: 0 })
})

test('where what was and what will be are too much together, the new values count twice', () => {
  const change = { op: 'replace' as const, before: text(90, 300), after: text(50, 300) }
  expect(needsUpsert(change)).toBe(true)
  expect(weigh(change)).toEqual({ elements: 100, characters: 30_000 })
  const hopeless = { op: 'replace' as const, before: text(90, 300), after: text(60, 300) }
  expect(needsUpsert(hopeless)).toBe(false)
  expect(weigh(hopeless)).toEqual({ elements: 150, characters: 45_000 })
})

test('a set of NS records counts as whichever way it may go weighs more', () => {
  const change = { op: 'replace' as const, before: text(1, 10, 'NS'), after: text(4, 10, 'NS') }
  expect(weigh(change)).toEqual({ elements: 8, characters: 80 })
})
