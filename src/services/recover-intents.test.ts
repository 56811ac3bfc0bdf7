import { expect, test } from 'vitest'
import type { RRset } from '../dns/rrset.ts'
import type { Intent } from '../plan/types.ts'
import { stillToDo } from './recover-intents.ts'

const name = 'www.example.com.'
const set = (...records: string[]): RRset => ({ name, type: 'A', ttl: 300, records })
const create: Intent = { op: 'create', rrset: set('192.0.2.1') }
const remove: Intent = { op: 'remove', name, type: 'A', records: ['192.0.2.1'] }
const add: Intent = { op: 'add', name, type: 'A', ttl: 300, records: ['192.0.2.1'] }
const erase: Intent = { op: 'delete', name, type: 'A' }
const undo: Intent = {
  op: 'undo',
  change: { op: 'replace', before: set('192.0.2.1'), after: set('192.0.2.2') },
}

test.each<[string, Intent, RRset[], boolean]>([
  ['a create whose set is there exactly', create, [set('192.0.2.1')], true],
  ['a create whose set is there with something else', create, [set('192.0.2.9')], false],
  ['a create whose set is not there', create, [], false],
  ['a delete whose set is gone', erase, [], true],
  ['a delete whose set is there', erase, [set('192.0.2.1')], false],
  ['a remove whose value is gone', remove, [set('192.0.2.2')], true],
  ['a remove whose value is there', remove, [set('192.0.2.1', '192.0.2.2')], false],
  ['an add whose value is there', add, [set('192.0.2.2', '192.0.2.1')], true],
  ['an add whose value has another TTL', add, [{ ...set('192.0.2.1'), ttl: 60 }], false],
  ['an undo whose set is as it was before', undo, [set('192.0.2.1')], true],
  ['an undo whose set is as the change left it', undo, [set('192.0.2.2')], false],
])('%s', (_, intent, current, isDone) => {
  expect(stillToDo([intent], current)).toEqual(isDone ? [] : [{ index: 0, intent }])
})

test('of several intents on one set only the last one’s effect counts, for all of them', () => {
  const again: Intent = { op: 'create', rrset: set('192.0.2.7') }
  expect(stillToDo([erase, again], [set('192.0.2.7')])).toEqual([])
  expect(stillToDo([erase, again], [set('192.0.2.1')])).toEqual([
    { index: 0, intent: erase },
    { index: 1, intent: again },
  ])
})
