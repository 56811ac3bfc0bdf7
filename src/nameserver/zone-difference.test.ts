import { expect, test } from 'vitest'
import { apexOf, set } from './testing/local-server.ts'
import { type OwnedRecords, typeNumbers } from './wire-set.ts'
import { toWireDifference } from './zone-difference.ts'

const zone = 'example.'
const [soa] = apexOf(zone)
const newSoa = set(zone, 'SOA', `ns.${zone} host.${zone} 2 3600 600 86400 60`)

function difference(before: ReturnType<typeof set>[], after: ReturnType<typeof set>[]) {
  const { removed, added } = toWireDifference(zone, { before: [...before, soa!], after: [newSoa, ...after] })
  expect([removed[0]?.type, added[0]?.type]).toEqual([typeNumbers.SOA, typeNumbers.SOA])
  return { removed: removed.slice(1).map(plain), added: added.slice(1).map(plain) }
}

function plain({ owner, type, count, wire }: OwnedRecords): string {
  const data = [...wire].map(character => character.charCodeAt(0))
  return `${owner.slice(1, 2)} ${type} ${count} ttl ${data[7]} ends ${data.at(-1)}`
}

test('of a set that changed in part, only the records that come and go are told', () => {
  const before = set('a.example.', 'A', '192.0.2.1', '192.0.2.2')
  const after = set('a.example.', 'A', '192.0.2.2', '192.0.2.3')
  expect(difference([before], [after])).toEqual({
    removed: [`a 1 1 ttl ${300 & 255} ends 1`],
    added: [`a 1 1 ttl ${300 & 255} ends 3`],
  })
})

test('records whose TTL changes go and come again', () => {
  const before = set('a.example.', 'A', '192.0.2.1')
  expect(difference([before], [{ ...before, ttl: 60 }])).toEqual({
    removed: ['a 1 1 ttl 44 ends 1'],
    added: ['a 1 1 ttl 60 ends 1'],
  })
})

test('sets that come, go, or stay as they are', () => {
  const [gone, come, stays] = ['a', 'b', 'c'].map(name => set(`${name}.example.`, 'A', '192.0.2.7'))
  expect(difference([gone!, stays!], [stays!, come!])).toEqual({
    removed: ['a 1 1 ttl 44 ends 7'],
    added: ['b 1 1 ttl 44 ends 7'],
  })
})

test('a step without its SOA sets, or of another zone, is no step', () => {
  expect(() => toWireDifference(zone, { before: [], after: [newSoa] })).toThrow(RangeError)
  const elsewhere = set('a.test.', 'A', '192.0.2.1')
  expect(() => toWireDifference(zone, { before: [soa!], after: [newSoa, elsewhere] })).toThrow(RangeError)
})
