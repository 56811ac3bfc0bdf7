import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inZone, run } from '../../test/update-steps.ts'

/** The update section as RFC 2136 §3.4.2.7 does it, record by record, against the intents that it is folded into. */

const hosts = ['@', 'a', 'b.a']
const values = { A: ['192.0.2.1', '192.0.2.2', '192.0.2.3'], TXT: ['"one"', '"two"'], MX: ['10 a.example.com.'] }
const host = fc.constantFrom(...hosts)
const type = fc.constantFrom('A' as const, 'TXT' as const, 'MX' as const)
const value = fc.tuple(host, type).chain(([at, of]) => fc.constantFrom(...values[of].map(rdata => ({ at, of, rdata }))))
const ttl = fc.constantFrom(60, 300)

type Step =
  | { do: 'add'; at: string; of: string; rdata: string; ttl: number }
  | { do: 'remove'; at: string; of: string; rdata: string }
  | { do: 'delete'; at: string; of: string }
  | { do: 'clear'; at: string }
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(value, ttl).map(([one, ttl]) => ({ do: 'add' as const, ...one, ttl })) },
  { weight: 3, arbitrary: value.map(one => ({ do: 'remove' as const, ...one })) },
  { weight: 1, arbitrary: fc.tuple(host, type).map(([at, of]) => ({ do: 'delete' as const, at, of })) },
  { weight: 1, arbitrary: host.map(at => ({ do: 'clear' as const, at })) },
)

function lineOf(one: Step): string {
  switch (one.do) {
    case 'add':
      return `${one.at} IN ${one.ttl} ${one.of} ${one.rdata}`
    case 'remove':
      return `${one.at} NONE ${one.of} ${one.rdata}`
    case 'delete':
      return `${one.at} ANY ${one.of}`
    case 'clear':
      return `${one.at} ANY ANY`
  }
}

/** Of each set the TTL of each record, the one that was added last at the end. */
type Zone = Map<string, Map<string, number>>

function applyByTheBook(zone: Zone, one: Step): void {
  if (one.do === 'clear') {
    for (const key of [...zone.keys()]) if (key.startsWith(`${one.at} `)) zone.delete(key)
    return
  }
  const key = `${one.at} ${one.of}`
  const records = zone.get(key) ?? new Map<string, number>()
  if (one.do === 'delete') records.clear()
  else records.delete(one.rdata)
  if (one.do === 'add') records.set(one.rdata, one.ttl)
  if (records.size === 0) zone.delete(key)
  else zone.set(key, records)
}

/** A set has one TTL. */
function level(zone: Zone): void {
  for (const records of zone.values()) {
    const ttl = [...records.values()].at(-1) ?? 0
    for (const rdata of records.keys()) records.set(rdata, ttl)
  }
}

function textOf(zone: Zone): string[] {
  const text = (records: Map<string, number>) => [...records.keys()].sort().join(' | ')
  return [...zone].map(([key, records]) => `${key} ${[...records.values()].at(-1)} ${text(records)}`).sort()
}

test('an update comes to what its records come to one after another', () => {
  const steps = fc.array(step, { maxLength: 12 })
  fc.assert(
    fc.property(steps, steps, (before, updates) => {
      const zone: Zone = new Map()
      for (const one of before) applyByTheBook(zone, one)
      level(zone)
      const there = inZone(...textOf(zone))
      for (const one of updates) applyByTheBook(zone, one)
      const { codes, sets } = run(there, { updates: updates.map(lineOf) })
      expect(codes).toEqual([])
      const sorted = sets.map(set => {
        const [name = '', type, ttl, ...rest] = set.split(' ')
        const at = name === 'example.com.' ? '@' : name.replace('.example.com.', '')
        return `${at} ${type} ${ttl} ${rest.join(' ').split(' | ').sort().join(' | ')}`
      })
      expect(sorted.sort()).toEqual(textOf(zone))
    }),
    { numRuns: 1_000 },
  )
})

test('no set is changed by two intents of one update', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), updates => {
      const there = inZone('@ A 60 192.0.2.1', 'a TXT 60 "one"', 'b.a A 60 192.0.2.3', 'b.a MX 60 10 a.example.com.')
      const { changes } = run(there, { updates: updates.map(lineOf) })
      const keys = changes.map(change => JSON.stringify(change.op === 'delete' ? change.before : change.after))
      expect(new Set(keys).size).toBe(keys.length)
    }),
  )
})
