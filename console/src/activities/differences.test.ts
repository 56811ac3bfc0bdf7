import { expect, test } from 'vitest'
import { differences } from './differences.ts'

test('fields that were and became are marked, entries of lists one by one, and those that stayed are shown', () => {
  const before = { name: 'www.example.com.', ttl: 300, records: ['192.0.2.1', '192.0.2.2'] }
  const after = { name: 'www.example.com.', ttl: 60, records: ['192.0.2.2', '192.0.2.3'] }
  expect(differences(before, after).map(({ mark, text }) => `${mark} ${text}`)).toEqual([
    'kept name: www.example.com.',
    'removed ttl: 300',
    'added ttl: 60',
    'removed records: 192.0.2.1',
    'kept records: 192.0.2.2',
    'added records: 192.0.2.3',
  ])
})

test('what is made is all new, what is deleted is all gone, and nothing is said of nulls', () => {
  expect(differences(null, { a: { b: 1, c: null } })).toEqual([{ mark: 'added', text: 'a.b: 1' }])
  expect(differences({ list: [{ id: 7 }] }, undefined)).toEqual([{ mark: 'removed', text: 'list.0.id: 7' }])
  expect(differences(undefined, null)).toEqual([])
})
