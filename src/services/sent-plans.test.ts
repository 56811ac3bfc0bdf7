import { expect, test } from 'vitest'
import type { RRset } from '../dns/rrset.ts'
import type { Change, Intent } from '../plan/types.ts'
import type { ChangeSet, PlanStep } from '../store/history.ts'
import { createUnit, type WriteUnit } from './change-set-unit.ts'
import { attemptOf, forgetOvertaken, noteMade, recallAttempts, type SentPlan } from './sent-plans.ts'

const set = (name: string, value: string): RRset => ({
  name: `${name}.example.com.`,
  type: 'A',
  ttl: 60,
  records: [`192.0.2.${value}`],
})
const create = (name: string, value: string): Change => ({ op: 'create', after: set(name, value) })
const replace = (name: string, from: string, to: string): Change => ({
  op: 'replace',
  before: set(name, from),
  after: set(name, to),
})
const remove = (name: string, value: string): Change => ({ op: 'delete', before: set(name, value) })

let ids = 0
/** A change set that wants something of the names given. */
function unitOf(...names: string[]): WriteUnit {
  const intents = names.map((name): Intent => ({ op: 'put', rrset: set(name, '1') }))
  return createUnit({ id: ++ids, intents } as unknown as ChangeSet, undefined, () => {})
}

/** A plan of several units; each has steps `[position, own change, what is sent for all]`. */
function planOf(sentAt: number, ...parts: [WriteUnit, ...[number, Change, Change | null][]][]): SentPlan {
  const plan = {
    id: `plan-${sentAt}`,
    sentAt,
    parts: parts.map(([unit, ...steps]) => ({
      unit,
      steps: steps.map(([position, change, sent]): PlanStep => ({ position, change, sent })),
    })),
  }
  for (const { unit } of plan.parts) unit.plans = [...unit.plans, plan]
  return plan
}

const made = (unit: WriteUnit) => [...unit.made].map(([position, { change }]) => [position, change])

test('where the zone shows what was sent, each caller’s own step to it was made', () => {
  const [one, other] = [unitOf('a', 'b'), unitOf('a')]
  const sent = create('a', '2')
  planOf(
    1,
    [one, [0, create('a', '1'), sent], [1, create('b', '1'), create('b', '1')]],
    [other, [0, replace('a', '1', '2'), sent]],
  )
  noteMade([one, other], [set('a', '2')])
  expect(made(one)).toEqual([[0, create('a', '1')]])
  expect(made(other)).toEqual([[0, replace('a', '1', '2')]])
})

test('what the zone shows otherwise, or not any more, was not made', () => {
  const unit = unitOf('a', 'b')
  planOf(1, [unit, [0, create('a', '1'), create('a', '1')], [1, remove('b', '1'), remove('b', '1')]])
  noteMade([unit], [set('a', '9'), set('b', '1')])
  expect(made(unit)).toEqual([])
})

test('names that were not read tell nothing, though the plan has others’ steps there', () => {
  const [one, other] = [unitOf('a'), unitOf('b')]
  planOf(1, [one, [0, create('a', '1'), create('a', '1')]], [other, [0, remove('b', '1'), remove('b', '1')]])
  noteMade([one], [set('a', '1')])
  expect([made(one).length, made(other).length]).toEqual([1, 0])
})

test('of several plans the newest counts that has led to what is there, and an older one where its request came late', () => {
  const unit = unitOf('a')
  planOf(1, [unit, [0, create('a', '1'), create('a', '1')]])
  planOf(2, [unit, [0, replace('a', '5', '1'), replace('a', '5', '1')]])
  noteMade([unit], [set('a', '1')])
  expect(made(unit)).toEqual([[0, replace('a', '5', '1')]])
  const late = unitOf('a')
  planOf(1, [late, [0, create('a', '1'), create('a', '1')]])
  planOf(2, [late, [0, create('a', '2'), create('a', '2')]])
  noteMade([late], [set('a', '1')])
  expect(made(late)).toEqual([[0, create('a', '1')]])
})

test('what comes to nothing together was made where all else of its callers was, and is planned anew otherwise', () => {
  const play = (shown: RRset[]) => {
    const [one, other] = [unitOf('a', 'b'), unitOf('a')]
    planOf(
      1,
      [one, [0, create('a', '1'), null], [1, create('b', '1'), create('b', '1')]],
      [other, [0, remove('a', '1'), null]],
    )
    noteMade([one, other], shown)
    return [made(one).length, made(other).length]
  }
  expect(play([set('b', '1')])).toEqual([2, 1])
  expect(play([])).toEqual([0, 0])
})

test('it was not where one of them has ended otherwise', () => {
  const [one, other] = [unitOf('a', 'b'), unitOf('a')]
  planOf(1, [one, [0, create('a', '1'), null]], [other, [0, remove('a', '1'), null]])
  one.refuse(new Error('it was refused'))
  noteMade([other], [])
  expect(made(other)).toEqual([])
})

test('once another plan writes the same record set, what an earlier one has sent there is not looked for any more', () => {
  const [unit, beside] = [unitOf('a'), unitOf('b')]
  planOf(1, [unit, [0, remove('a', '1'), remove('a', '1')]])
  planOf(2, [beside, [0, remove('b', '1'), remove('b', '1')]])
  for (const one of [unit, beside]) forgetOvertaken(one, [remove('a', '1')])
  noteMade([unit, beside], [])
  expect([made(unit).length, made(beside).length]).toEqual([0, 1])
})

test('what is stored of change sets makes the same plans of them again', () => {
  const [one, other] = [unitOf('a'), unitOf('a')]
  const sent = create('a', '2')
  planOf(1, [one, [0, create('a', '1'), sent]], [other, [0, replace('a', '1', '2'), sent]])
  const stored = JSON.parse(JSON.stringify([one, other].map(attemptOf)))
  const found = [one, other].map(({ changeSet }) => createUnit(changeSet, undefined, () => {}))
  recallAttempts(found, stored)
  expect(new Set(found.flatMap(({ plans }) => plans)).size).toBe(1)
  noteMade([found[0]!], [set('a', '2')])
  expect(found.map(unit => made(unit).length)).toEqual([1, 1])
})
