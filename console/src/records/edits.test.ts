import { expect, test } from 'vitest'
import type { PlanData, RecordSet } from '../../../src/sdk/index.ts'
import { conflictOf, currentOf, merged, problemsOf, rebased } from './conflicts.ts'
import { changesOf, guardedChangesOf, kindOf, withEdit, withoutEdit, withRewrite } from './edits.ts'

const set = (name: string, ...values: string[]): RecordSet => ({ name, type: 'A', ttl: 300, values })
const [one, two, three] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'] as const

test('an edit of a set that is edited already keeps what it was before both', () => {
  const edits = withEdit(withEdit([], { before: set('a', one), after: set('a', two) }), {
    before: set('a', two),
    after: set('a', three),
  })
  expect(edits).toEqual([{ key: 'a A ', before: set('a', one), after: set('a', three) }])
  expect(withEdit(edits, { before: set('a', three), after: null }).map(kindOf)).toEqual(['deleted'])
})

test('edits that come to nothing go: made and deleted, or changed back, in whatever order of values', () => {
  const made = withEdit([], { before: null, after: set('a', one) })
  expect(withEdit(made, { before: set('a', one), after: null })).toEqual([])
  const changed = withEdit([], { before: set('a', one, two), after: set('a', three) })
  expect(withEdit(changed, { before: set('a', three), after: set('a', two, one) })).toEqual([])
  expect(withoutEdit(changed, 'a A ')).toEqual([])
})

test('a set that is given another name goes from where it was', () => {
  const edits = withRewrite([], set('a', one), set('b', one))
  expect(changesOf(edits)).toEqual([
    { action: 'delete', name: 'a', type: 'A', values: [one] },
    { action: 'create', ...set('b', one) },
  ])
})

test('edits are applied to the sets as they were when they began', () => {
  const edits = [
    { key: 'a A ', before: set('a', one), after: set('a', two) },
    { key: 'b A ', before: null, after: set('b', one) },
    { key: 'c A ', before: set('c', one), after: null },
  ]
  expect(guardedChangesOf(edits).map(({ action, ifCurrent }) => [action, ifCurrent])).toEqual([
    ['upsert', set('a', one)],
    ['create', null],
    ['delete', set('c', one)],
  ])
})

test('variants of one name and type are edited apart', () => {
  const blue = { ...set('a', one), variant: 'blue' }
  const green = { ...set('a', two), variant: 'green' }
  const edits = withEdit(withEdit([], { before: blue, after: null }), { before: green, after: { ...green, ttl: 60 } })
  expect(changesOf(edits)).toMatchObject([
    { action: 'delete', variant: 'blue' },
    { action: 'upsert', variant: 'green', ttl: 60 },
  ])
})

test('what others have done since is a conflict, but not where it is what is wanted', () => {
  const edit = { key: 'a A ', before: set('a', one), after: set('a', two) }
  expect(conflictOf(edit, set('a', one))).toBeUndefined()
  expect(conflictOf(edit, set('a', two))).toBeUndefined()
  expect(conflictOf(edit, set('a', three))?.kind).toBe('changed')
  expect(conflictOf(edit, null)?.kind).toBe('gone')
  expect(conflictOf({ ...edit, before: null }, set('a', three))?.kind).toBe('appeared')
  expect(conflictOf({ ...edit, after: null }, null)).toBeUndefined()
})

test('a conflict is resolved by going on from what is there, or by taking both', () => {
  const edit = { key: 'a A ', before: set('a', one), after: set('a', two) }
  expect(changesOf([rebased(edit, null)!])[0]?.action).toBe('create')
  expect(rebased(edit, set('a', two))).toBeUndefined()
  expect(merged(edit, set('a', three))).toEqual({ ...edit, before: set('a', three), after: set('a', three, two) })
})

test('a plan tells what the sets are now; those it leaves out are as they are wanted', () => {
  const edits = [
    { key: 'a A ', before: set('a', one), after: set('a', two) },
    { key: 'b A ', before: set('b', one), after: set('b', two) },
  ]
  const change = { op: 'replace' as const, name: 'a', type: 'A', before: set('a', three), after: set('a', two) }
  const plan: PlanData = { changes: [change], problems: [], dangers: [], atomic: true, calls: 1 }
  expect([...currentOf(plan, edits)]).toEqual([
    ['a A ', set('a', three)],
    ['b A ', set('b', two)],
  ])
})

test('problems are told at their change, but for those that a conflict tells better', () => {
  const problems = [
    { path: 'changes[1].values[0]', code: 'invalid_ipv4_address', message: 'no address' },
    { path: 'changes[1]', code: 'record_exists', message: 'is there' },
    { path: 'changes[10]', code: 'record_not_found', message: 'is not there' },
  ]
  expect(problemsOf(problems, 1, undefined).map(({ path }) => path)).toEqual(['values[0]', ''])
  expect(problemsOf(problems, 1, { kind: 'appeared', current: set('a', one) }).map(({ code }) => code)).toEqual([
    'invalid_ipv4_address',
  ])
  expect(problemsOf(problems, 0, undefined)).toEqual([])
})
