import { expect, test } from 'vitest'
import {
  isHostname,
  isWildcard,
  isWithin,
  labelsOf,
  nameWithoutFinalDot,
  parentOf,
  relativeName,
} from './name-labels.ts'

test.each([
  ['.', []],
  ['com.', ['com']],
  ['a.b.c.', ['a', 'b', 'c']],
  ['a\\.b.c.', ['a\\.b', 'c']],
  ['a\\\\.b.', ['a\\\\', 'b']],
  ['a\\\\\\.b.', ['a\\\\\\.b']],
  ['\\000\\046.x.', ['\\000\\046', 'x']],
])('the labels of %s', (name, labels) => {
  expect(labelsOf(name)).toEqual(labels)
})

test.each([
  ['a.b.', 'b.'],
  ['b.', '.'],
  ['.', '.'],
  ['a\\.b.c.', 'c.'],
  ['a\\\\.c.', 'c.'],
  ['a\\..', '.'],
])('the parent of %s is %s', (name, parent) => {
  expect(parentOf(name)).toBe(parent)
})

test.each([
  ['example.com.', 'example.com.', true],
  ['www.example.com.', 'example.com.', true],
  ['a.b.example.com.', 'example.com.', true],
  ['anything.', '.', true],
  ['.', '.', true],
  ['.', 'com.', false],
  ['com.', 'example.com.', false],
  ['myexample.com.', 'example.com.', false],
  ['a\\.example.com.', 'example.com.', false],
  ['a\\\\.example.com.', 'example.com.', true],
  ['a\\\\\\.example.com.', 'example.com.', false],
  ['a\\046.example.com.', 'example.com.', true],
])('whether %s is within %s: %s', (name, zone, within) => {
  expect(isWithin(name, zone)).toBe(within)
})

test.each([
  ['example.com.', 'example.com.', '@'],
  ['www.example.com.', 'example.com.', 'www'],
  ['a.b.example.com.', 'example.com.', 'a.b'],
  ['*.example.com.', 'example.com.', '*'],
  ['example.net.', 'example.com.', 'example.net.'],
  ['com.', '.', 'com'],
  ['.', '.', '@'],
])('%s in the zone %s is written %s', (name, zone, relative) => {
  expect(relativeName(name, zone)).toBe(relative)
})

test('the final dot goes, but for the root', () => {
  expect(nameWithoutFinalDot('www.example.com.')).toBe('www.example.com')
  expect(nameWithoutFinalDot('.')).toBe('.')
})

test('a wildcard is a first label of just an asterisk', () => {
  expect(['*.example.com.', '*.'].map(isWildcard)).toEqual([true, true])
  expect(['a.*.com.', '*a.com.', 'a*.com.', '.'].map(isWildcard)).toEqual([false, false, false, false])
})

test.each(['example.com.', 'a.', '1.2.3.4.', 'a-b.c.', '*.example.com.', '*.', 'xn--bcher-kva.de.', '3com.com.'])(
  'hosts may be called %s',
  name => {
    expect(isHostname(name)).toBe(true)
  },
)

test.each([
  '.',
  '_a.example.',
  '-a.example.',
  'a-.example.',
  'a.*.example.',
  'a\\.b.example.',
  'a\\000.b.',
  '*a.example.',
])('hosts may not be called %s', name => {
  expect(isHostname(name)).toBe(false)
})
