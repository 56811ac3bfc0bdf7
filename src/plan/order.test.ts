import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asText, legalZone, ttl, zone, zoneSets } from '../../test/zone-arbitraries.ts'
import type { RRset } from '../dns/rrset.ts'
import { applyChanges } from './apply-changes.ts'
import { afterOf, beforeOf, setOf } from './change.ts'
import { check } from './check.ts'
import { diff } from './diff.ts'
import { order } from './order.ts'
import { setKey } from './set-key.ts'
import type { Change } from './types.ts'

const set = (name: string, type: string, value = '192.0.2.1'): RRset => ({ name, type, ttl: 300, records: [value] })
const create = (after: RRset): Change => ({ op: 'create', after })
const remove = (before: RRset): Change => ({ op: 'delete', before })
const words = (changes: readonly Change[]) =>
  changes.map(({ op, ...rest }) => `${op} ${labelOf({ op, ...rest } as Change)}`)
const labelOf = (change: Change) => `${setOf(change).name.replace(`.${zone}`, '')} ${setOf(change).type}`

/** Changes of random zones, in any order, some of the replaces written as a delete and a create. */
const scrambled = fc
  .tuple(zoneSets, zoneSets, fc.infiniteStream(fc.boolean()), fc.infiniteStream(fc.nat()))
  .map(([before, after, splits, places]) => {
    const parts = diff(before, after).flatMap(change =>
      change.op === 'replace' && splits.next().value ? [create(change.after), remove(change.before)] : [change],
    )
    const placed = parts.map(change => ({ change, place: places.next().value as number }))
    return { before, after, changes: placed.sort((one, other) => one.place - other.place).map(({ change }) => change) }
  })

/** Every state of the zone from first to last, change by change. */
function states(before: readonly RRset[], changes: readonly Change[]): RRset[][] {
  return [[...before], ...changes.map((_, index) => applyChanges(before, changes.slice(0, index + 1)))]
}

test('the order is the same whatever order the changes come in, and ordering again changes nothing', () => {
  fc.assert(
    fc.property(scrambled, ({ before, after, changes }) => {
      expect(order(changes)).toEqual(diff(before, after))
      expect(order(order(changes))).toEqual(order(changes))
    }),
  )
})

test('ordered changes lead to the same zone', () => {
  fc.assert(
    fc.property(scrambled, ({ before, after, changes }) => {
      expect(asText(applyChanges(before, order(changes)))).toEqual(asText(after))
    }),
  )
})

test('a set that is there before and after is there after every single change', () => {
  fc.assert(
    fc.property(scrambled, ({ before, after, changes }) => {
      const staying = before.map(setKey).filter(key => after.some(set => setKey(set) === key))
      for (const state of states(before, order(changes))) {
        expect(state.map(setKey)).toEqual(expect.arrayContaining(staying))
      }
    }),
  )
})

test('from one lawful zone to another every state in between is lawful: no CNAME beside others, no DS without NS', () => {
  fc.assert(
    fc.property(legalZone, legalZone, (before, after) => {
      for (const state of states(before, diff(before, after))) {
        expect(check(zone, { before: [], after: state })).toEqual([])
      }
    }),
  )
})

test('changes of a name follow each other', () => {
  fc.assert(
    fc.property(scrambled, ({ changes }) => {
      const names = order(changes).map(change => setOf(change).name)
      const runs = names.filter((name, index) => name !== names[index - 1])
      expect(runs).toHaveLength(new Set(names).size)
    }),
  )
})

test('a delete and a create of one set become a replace, and of the same set nothing', () => {
  const before = set(`www.${zone}`, 'A')
  const after = set(`www.${zone}`, 'A', '192.0.2.2')
  expect(order([create(after), remove(before)])).toEqual([{ op: 'replace', before, after }])
  expect(order([remove(before), create(after)])).toEqual([{ op: 'replace', before, after }])
  expect(order([remove(before), create({ ...before })])).toEqual([])
})

test('an address gives way before the CNAME comes', () => {
  const changes = [create(set(`www.${zone}`, 'CNAME', 'a.example.net.')), remove(set(`www.${zone}`, 'A'))]
  expect(words(order(changes))).toEqual(['delete www A', 'create www CNAME'])
})

test('a delegation comes with NS before DS and before the glue below it', () => {
  const changes = [
    create(set(`ns.sub.${zone}`, 'A')),
    create(set(`sub.${zone}`, 'DS', '1 13 2 aa')),
    create(set(`sub.${zone}`, 'NS', `ns.sub.${zone}`)),
  ]
  expect(words(order(changes))).toEqual(['create sub NS', 'create sub DS', 'create ns.sub A'])
  const replacing = [...changes, remove(set(`sub.${zone}`, 'A'))]
  expect(words(order(replacing))).toEqual(['delete sub A', 'create sub NS', 'create sub DS', 'create ns.sub A'])
})

test('a delegation goes with DS before NS', () => {
  const changes = [remove(set(`sub.${zone}`, 'NS')), remove(set(`sub.${zone}`, 'DS')), remove(set(`sub.${zone}`, 'A'))]
  expect(words(order(changes))).toEqual(['delete sub DS', 'delete sub A', 'delete sub NS'])
})

test('what a name is pointed at is made before, and what it pointed at goes after', () => {
  const before = set(`www.${zone}`, 'CNAME', `old.${zone}`)
  const changes: Change[] = [
    remove(set(`a-old.${zone}`, 'A')),
    { op: 'replace', before, after: set(`www.${zone}`, 'CNAME', `z-new.${zone}`) },
    create(set(`z-new.${zone}`, 'A')),
  ]
  expect(words(order(changes))).toEqual(['create z-new A', 'replace www CNAME', 'delete a-old A'])
})

describe('aliases', () => {
  const alias = (name: string, target: string): RRset => ({
    name: `${name}.${zone}`,
    type: 'A',
    ttl: 0,
    records: [],
    options: { alias: { dnsName: `${target}.${zone}`, hostedZoneId: 'Z1', evaluateTargetHealth: false } },
  })
  const address = (name: string) => set(`${name}.${zone}`, 'A')
  const isDangling = ({ options }: RRset, sets: readonly RRset[]) =>
    options?.alias !== undefined && !sets.some(({ name, type }) => name === options.alias?.dnsName && type === 'A')

  /** Names of which each may be an address, an alias of one of those before it, or nothing; with text beside it or not. */
  const names = ['e', 'b', 'd', 'a', 'c']
  const aliasZone = fc
    .tuple(...names.map((_, index) => fc.tuple(fc.integer({ min: -2, max: index - 1 }), fc.boolean(), ttl)))
    .map(places => {
      const sets: RRset[] = []
      for (const [index, [place, hasText, ttl]] of places.entries()) {
        const name = names[index]!
        const target = names[place]
        if (hasText) sets.push({ ...set(`${name}.${zone}`, 'TXT', '"x"'), ttl })
        if (place === -1) sets.push({ ...address(name), ttl })
        if (target !== undefined) sets.push(alias(name, target))
      }
      return sets.filter(one => !isDangling(one, sets))
    })
    .filter(sets => !sets.some(one => isDangling(one, sets)))

  test('never point at nothing between two names, however a zone without such becomes another one', () => {
    fc.assert(
      fc.property(aliasZone, aliasZone, (before, after) => {
        const changes = diff(before, after)
        const ends = changes.flatMap((change, index) => {
          const next = changes[index + 1]
          return next === undefined || setOf(next).name !== setOf(change).name ? [index + 1] : []
        })
        for (const end of ends) {
          const state = applyChanges(before, changes.slice(0, end))
          expect(state.filter(one => isDangling(one, state))).toEqual([])
        }
        expect(order(changes.toReversed())).toEqual(changes)
      }),
    )
  })

  test('come after what they point at, also along a chain, and go before it', () => {
    const sets = [alias('a', 'b'), alias('b', 'c'), address('c')]
    expect(words(order(sets.map(create)))).toEqual(['create c A', 'create b A', 'create a A'])
    expect(words(order(sets.map(remove)))).toEqual(['delete a A', 'delete b A', 'delete c A'])
  })

  test('bring a target below a new delegation forward with the delegation', () => {
    const sets = [alias('a', 'x.sub'), address('x.sub'), set(`sub.${zone}`, 'NS', 'ns1.example.net.')]
    expect(words(order(sets.map(create)))).toEqual(['create sub NS', 'create x.sub A', 'create a A'])
  })

  test('can be a chain as long as any', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => create(alias(`n${index}`, `n${index + 1}`)))
    const ordered = order([...chain, create(address('n20000'))])
    expect(words([...ordered.slice(0, 2), ordered.at(-1)!])).toEqual([
      'create n20000 A',
      'create n19999 A',
      'create n0 A',
    ])
  })

  test('that point at each other, or at another type, stay where they are', () => {
    expect(words(order([alias('b', 'a'), alias('a', 'b')].map(create)))).toHaveLength(2)
    const other = set(`z.${zone}`, 'AAAA', '2001:db8::1')
    expect(words(order([other, alias('a', 'z')].map(create)))).toEqual(['create a A', 'create z AAAA'])
  })
})

test('names come in the order of names, from the right', () => {
  const names = [`z.a.${zone}`, `b.${zone}`, zone, `a.${zone}`]
  const ordered = order(names.map(name => create(set(name, 'A'))))
  expect(ordered.map(change => setOf(change).name)).toEqual([zone, `a.${zone}`, `z.a.${zone}`, `b.${zone}`])
})

test('what changes is neither lost nor made up', () => {
  fc.assert(
    fc.property(zoneSets, zoneSets, (before, after) => {
      const changes = diff(before, after)
      expect(asText(order(changes).flatMap(change => beforeOf(change) ?? []))).toEqual(
        asText(changes.flatMap(change => beforeOf(change) ?? [])),
      )
      expect(asText(order(changes).flatMap(change => afterOf(change) ?? []))).toEqual(
        asText(changes.flatMap(change => afterOf(change) ?? [])),
      )
    }),
  )
})
