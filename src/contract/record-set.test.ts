import { expect, test } from 'vitest'
import { recordSetProblems } from './record-set.ts'

const found = (body: unknown) => recordSetProblems(body).map(({ path, code }) => `${path} ${code}`)

test('a set of any type that a zone can hold is accepted, in any case and by number', () => {
  for (const [type, value] of [
    ['a', '192.0.2.1'],
    ['TYPE1', '192.0.2.1'],
    ['TYPE65280', '\\# 2 abcd'],
    ['DNSKEY', '257 3 13 AAAA'],
    ['LOC', '60 9 N 24 39 E 10'],
  ]) {
    expect(found({ name: 'www', type, values: [value] }), type).toEqual([])
  }
})

test('types of questions, of messages and of signing are refused, by name and by number', () => {
  for (const type of [
    'ANY',
    'AXFR',
    'OPT',
    'TSIG',
    'NULL',
    'RRSIG',
    'NSEC',
    'NSEC3',
    'TYPE0',
    'TYPE255',
    'TYPE200',
    'X',
    '',
  ]) {
    expect(found({ name: 'www', type, values: ['x'] }), type).toEqual(['type invalid_record_type'])
  }
})

test('everything is told at once, with its place', () => {
  expect(found({ name: 'a..b', type: 'A', values: ['192.0.2.1', 'x', '192.0.2.1', '192.0.2.2', '::1'] })).toEqual([
    'name empty_label',
    'values[1] invalid_ipv4_address',
    'values[2] duplicate_value',
    'values[4] invalid_ipv4_address',
  ])
})

test('values that say the same in other words are duplicates', () => {
  expect(found({ name: 'x', type: 'AAAA', values: ['2001:db8::1', '2001:0DB8:0::1'] })).toEqual([
    'values[1] duplicate_value',
  ])
  expect(found({ name: 'x', type: 'TXT', values: ['a b', '"a b"', 'A b'] })).toEqual(['values[1] duplicate_value'])
  expect(found({ name: 'x', type: 'NS', values: ['ns.example.net', 'NS.example.net.'] })).toEqual([
    'values[1] duplicate_value',
  ])
})

test('a set has values or an alias target, and an alias no TTL', () => {
  const aliasTarget = { dnsName: 'lb.example.net', hostedZoneId: 'Z', evaluateTargetHealth: false }
  expect(found({ name: 'x', type: 'A' })).toEqual(['values required'])
  expect(found({ name: 'x', type: 'A', aliasTarget })).toEqual([])
  expect(found({ name: 'x', type: 'A', aliasTarget, ttl: 300, values: ['192.0.2.1'] })).toEqual([
    'ttl not_allowed',
    'values not_allowed',
  ])
  expect(found({ name: 'x', type: 'A', aliasTarget: { ...aliasTarget, dnsName: 'a..b' } })).toEqual([
    'aliasTarget.dnsName empty_label',
  ])
})

test('fields of other JSON types are left to the schema', () => {
  expect(found(null)).toEqual([])
  expect(found('text')).toEqual([])
  expect(found({ name: 1, type: {}, values: 'x' })).toEqual([])
  expect(found({ name: 'x', type: 'A', values: [1, null, '192.0.2.1'] })).toEqual([])
})
