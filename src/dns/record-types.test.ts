import { expect, test } from 'vitest'
import { canonicalType, isKnownType, metaTypes, signingTypes, typeCode, typeFromCode } from './record-types.ts'

test('types have numbers, and numbers types', () => {
  expect(typeCode('MX')).toBe(15)
  expect(typeCode('mx')).toBe(15)
  expect(typeCode('TYPE15')).toBe(15)
  expect(typeCode('type64000')).toBe(64000)
  expect(typeFromCode(15)).toBe('MX')
  expect(typeFromCode(64000)).toBe('TYPE64000')
})

test.each(['', 'FOO', 'TYPE', 'TYPE65536', 'TYPE-1', 'TYPE1x', 'constructor', '__proto__'])('%s is no type', type => {
  expect(typeCode(type)).toBeUndefined()
  expect(canonicalType(type)).toBeUndefined()
  expect(isKnownType(type)).toBe(false)
})

test('a type is written one way', () => {
  expect(['mx', 'TYPE15', 'type999', 'Nsap-Ptr', 'any'].map(canonicalType)).toEqual([
    'MX',
    'MX',
    'TYPE999',
    'NSAP-PTR',
    'ANY',
  ])
})

test('every number leads to a type that leads back', () => {
  for (let code = 0; code <= 0xffff; code++) expect(typeCode(typeFromCode(code))).toBe(code)
})

test('types of questions and messages hold no data, types that signers make do', () => {
  expect([...metaTypes].filter(isKnownType)).toEqual([])
  expect([...signingTypes].filter(type => !isKnownType(type))).toEqual([])
  expect(metaTypes.has('AXFR')).toBe(true)
  expect(signingTypes.has('DNSKEY')).toBe(false)
})
