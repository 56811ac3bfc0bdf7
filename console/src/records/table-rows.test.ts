import { expect, test } from 'vitest'
import type { RecordSet } from '../../../src/sdk/index.ts'
import { diffLines } from '../ui/set-lines.ts'
import { heightOf, mostLines, tableRows, valueLines } from './table-rows.ts'
import { readTtl, ttlText } from './ttl-text.ts'

const set = (name: string, ...values: string[]): RecordSet => ({ name, type: 'A', ttl: 300, values })
const sets = [set('a', '1'), set('b', '2')]

test('new sets come first, and a form stands where its set stood', () => {
  const edits = [{ key: 'n A ', before: null, after: set('n', '3') }]
  expect(tableRows(sets, edits, undefined).map(({ id }) => id)).toEqual(['n A ', 'a A ', 'b A '])
  const rows = tableRows(sets, edits, { key: 'b A ', initial: set('b', '2') })
  expect(rows.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['set n A ', 'set a A ', 'form b A '])
})

test('a form whose set has gone from the zone stays, before all others', () => {
  const rows = tableRows([set('a', '1')], [], { key: 'b A ', initial: set('b', '2') })
  expect(rows.map(({ kind }) => kind)).toEqual(['form', 'set'])
})

test('a new set that others have made meanwhile is shown once', () => {
  const edits = [{ key: 'a A ', before: null, after: set('a', '9') }]
  expect(tableRows(sets, edits, undefined).map(({ id }) => id)).toEqual(['a A ', 'b A '])
})

test('a row shows what goes and what comes, and is as high as its lines', () => {
  const edit = { key: 'a A ', before: set('a', '1', '2'), after: set('a', '2', '3') }
  const [row] = tableRows([set('a', '1', '2')], [edit], undefined)
  if (row?.kind !== 'set') throw new Error('a set is expected')
  expect(valueLines(row).map(({ mark, text }) => `${mark} ${text}`)).toEqual(['removed 1', 'kept 2', 'added 3'])
  expect(heightOf(row, false)).toBe(16 + 3 * 22)
  const many = tableRows([set('a', '1', '2', '3', '4', '5', '6')], [], undefined)[0]!
  expect(heightOf(many, false)).toBe(16 + (mostLines + 1) * 22)
})

test('a difference names the time to live and what a provider keeps', () => {
  const before = { ...set('a', '1'), proxied: false }
  expect(diffLines(before, { ...before, ttl: 60, proxied: true }).map(({ mark, text }) => `${mark} ${text}`)).toEqual([
    'kept 1',
    'removed TTL 300',
    'removed not proxied',
    'added TTL 60',
    'added proxied',
  ])
})

test('times to live are read with units, and shown in the largest one that fits', () => {
  expect(['300', '5min', '1h', '2 D', 'soon', '-1', ''].map(readTtl)).toEqual([
    300,
    300,
    3_600,
    172_800,
    undefined,
    undefined,
    undefined,
  ])
  expect([1, 90, 300, 3_600, 86_400, 90_000].map(ttlText)).toEqual(['1 s', '90 s', '5 min', '1 h', '1 d', '25 h'])
})
