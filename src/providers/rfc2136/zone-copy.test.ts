import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MessageRecord } from '../../dns/message.ts'
import type { RRset } from '../../dns/rrset.ts'
import { createZoneCopies } from './zone-copies.ts'
import { createCopyBuilder, MisfitError, type ZoneCopy } from './zone-copy.ts'

const zone = 'example.com.'
const soa = (serial: number): MessageRecord => ({
  name: zone,
  type: 'SOA',
  class: 'IN',
  ttl: 300,
  rdata: `ns1.example.net. host.example.com. ${serial} 3600 600 86400 300`,
})

/** Records by their text, so that a state is a set of texts. */
const text = fc.tuple(
  fc.constantFrom('a', 'b', 'c'),
  fc.constantFrom('A', 'TXT', 'RRSIG'),
  fc.constantFrom('1', '2', '3'),
)
const state = fc.uniqueArray(
  text.map(parts => parts.join(' ')),
  { maxLength: 12 },
)

function record(of: string): MessageRecord {
  const [name, type, value] = of.split(' ') as [string, string, string]
  const rdata = type === 'A' ? `192.0.2.${value}` : `"${value}"`
  return { name: `${name}.${zone}`, type, class: 'IN', ttl: 300, rdata }
}

function build(records: readonly MessageRecord[], from?: ZoneCopy): ZoneCopy {
  const builder = createCopyBuilder(zone, from)
  for (const each of records) builder.take(each)
  return builder.finish()
}

const whole = (serial: number, of: readonly string[]) => build([soa(serial), ...of.map(record), soa(serial)])
const plain = ({ serial, sets }: ZoneCopy) => ({
  serial,
  sets: new Map([...sets].map(([key, set]): [string, RRset] => [key, { ...set, records: set.records.toSorted() }])),
})

test('a copy and its differences are what the zone is whole', () => {
  fc.assert(
    fc.property(fc.array(state, { minLength: 2, maxLength: 5 }), states => {
      const steps = states.slice(1).flatMap((after, index) => {
        const before = states[index]!
        const gone = before.filter(each => !after.includes(each)).map(record)
        const come = after.filter(each => !before.includes(each)).map(record)
        return [soa(index), ...gone, soa(index + 1), ...come]
      })
      const last = states.length - 1
      const copy = build([soa(last), ...steps, soa(last)], whole(0, states[0]!))
      expect(plain(copy)).toEqual(plain(whole(last, states[last]!)))
      expect([...copy.sets.values()].some(({ type }) => type === 'RRSIG')).toBe(false)
    }),
  )
})

test('a whole zone in place of differences takes the place of the copy', () => {
  const copy = build([soa(2), record('b A 1'), soa(2)], whole(1, ['a A 1']))
  expect(plain(copy)).toEqual(plain(whole(2, ['b A 1'])))
})

test('the SOA record alone leaves the copy as it is', () => {
  const copy = whole(1, ['a A 1'])
  expect(plain(build([soa(1)], copy))).toEqual(plain(copy))
})

test('the SOA record of a serial that has gone back says nothing of the copy', () => {
  expect(() => build([soa(1)], whole(2, ['a A 1']))).toThrow(MisfitError)
})

test('what does not fit the copy is no difference of it', () => {
  const copy = whole(1, ['a A 1'])
  expect(() => build([soa(2), soa(1), record('a A 2'), soa(2), soa(2)], copy)).toThrow(MisfitError)
})

test('a copy is never changed by the one that is made of it', () => {
  const copy = whole(1, ['a A 1', 'a A 2'])
  const before = structuredClone(copy)
  build([soa(2), soa(1), record('a A 1'), soa(2), record('b A 1'), soa(2)], copy)
  expect(copy).toEqual(before)
})

test('copies are kept up to a number of sets, those that were used last', () => {
  const copies = createZoneCopies(4)
  for (const [index, name] of ['one.', 'two.', 'three.'].entries()) copies.keep(name, whole(index, ['a A 1']))
  expect(['one.', 'two.', 'three.'].map(name => copies.get(name)?.serial)).toEqual([undefined, 1, 2])
  copies.keep('four.', whole(9, ['a A 1', 'b A 1', 'c A 1', 'a TXT 1', 'b TXT 1']))
  expect(['two.', 'three.', 'four.'].map(name => copies.get(name)?.serial)).toEqual([1, 2, undefined])
})
