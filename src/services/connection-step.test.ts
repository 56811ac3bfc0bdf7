import { expect, test } from 'vitest'
import type { RRset } from '../dns/rrset.ts'
import type { MadeRecords } from '../store/store.ts'
import { installed } from './connection-records.ts'
import { type NameState, planStep } from './connection-step.ts'

const name = 'www.example.com.'
const set = (...records: string[]): RRset => ({ name, type: 'A', ttl: 300, records })
const made = (...records: string[]): MadeRecords => set(...records)
const state = (given: Partial<NameState>): NameState => ({
  current: [],
  kept: [],
  own: [],
  others: [],
  canonical: rrset => rrset,
  ...given,
})
const [a, b] = ['192.0.2.1', '192.0.2.2']

test('a set is created where there is none', () => {
  const { step } = planStep(state({}), [made(a)])
  expect(step.intents).toEqual([{ op: 'create', rrset: set(a) }])
  expect(step.sets).toEqual([{ name, type: 'A', rrset: set(a), intent: 0 }])
})

test('somebody else’s set blocks', () => {
  const { step, blocked } = planStep(state({ current: [set(b)] }), [made(a)])
  expect([step.intents, blocked.map(({ code }) => code)]).toEqual([[], ['record_exists']])
})

test('a value is added to what others of its kind have made, exactly as it was left', () => {
  const { step } = planStep(state({ current: [set(a)], kept: [set(a)], others: [made(a)] }), [made(b)])
  expect(step.intents).toEqual([{ op: 'undo', change: { op: 'replace', before: set(a, b), after: set(a) } }])
})

test('taking away leaves what others have, shares included', () => {
  const shared = { current: [set(a, b)], kept: [set(a, b)], own: [made(a, b)], others: [made(b)] }
  const { step } = planStep(state(shared), [])
  expect(step.intents).toEqual([{ op: 'undo', change: { op: 'replace', before: set(b), after: set(a, b) } }])
})

test('taking away what nobody else has deletes the set', () => {
  const { step } = planStep(state({ current: [set(a)], kept: [set(a)], own: [made(a)] }), [])
  expect(step.intents).toEqual([{ op: 'undo', change: { op: 'create', after: set(a) } }])
  expect(step.sets).toEqual([{ name, type: 'A', rrset: null, intent: 0 }])
})

test('values of connections that were dropped with their records left stay, as nobody’s', () => {
  const { step } = planStep(state({ current: [set(a, b)], kept: [set(a, b)], own: [made(b)] }), [])
  expect(step.intents).toEqual([{ op: 'undo', change: { op: 'replace', before: set(a), after: set(a, b) } }])
  expect(step.sets).toEqual([{ name, type: 'A', rrset: null, intent: 0 }])
})

test('a set that was changed since is left alone', () => {
  const { step } = planStep(state({ current: [set(a, b)], kept: [set(a)], own: [made(a)] }), [])
  expect([step.intents, step.problems.map(({ code }) => code)]).toEqual([[], ['changed_since']])
  expect(step.sets).toEqual([{ name, type: 'A', rrset: null, intent: null }])
})

test('a set that is gone needs nothing to go, and is created again where it is wanted', () => {
  const gone = state({ kept: [set(a)], own: [made(a)] })
  expect(planStep(gone, []).step.intents).toEqual([])
  expect(planStep(gone, [made(a)]).step.intents).toEqual([{ op: 'create', rrset: set(a) }])
})

test('nothing is sent where all is as it should be', () => {
  const { step } = planStep(state({ current: [set(a)], kept: [set(a)], own: [made(a)] }), [made(a)])
  expect(step.intents).toEqual([])
  expect(step.sets).toEqual([{ name, type: 'A', rrset: set(a), intent: null }])
})

test('a verification record that was there before is used, and is not the connection’s', () => {
  const marker = { name: `_gateways_app.${name}`, type: 'TXT', ttl: 60, records: [installed] }
  const { step, blocked } = planStep(state({ current: [marker] }), [made(a), { ...marker, ttl: 300 }])
  expect([blocked, step.made.map(({ type }) => type)]).toEqual([[], ['A']])
  const other = planStep(state({ current: [{ ...marker, records: ['"other"'] }] }), [made(a), marker])
  expect(other.blocked.map(({ code }) => code)).toEqual(['record_exists'])
})
