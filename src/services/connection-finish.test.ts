import { expect, test } from 'vitest'
import type { RRset } from '../dns/rrset.ts'
import type { ChangeRecord } from '../store/history.ts'
import type { ConnectionStep } from '../store/store.ts'
import { outcomeOf } from './connection-finish.ts'
import type { Submitted } from './zone-writers.ts'

const name = 'www.example.com.'
const a: RRset = { name, type: 'A', ttl: 300, records: ['192.0.2.1'] }
const aaaa: RRset = { name, type: 'AAAA', ttl: 300, records: ['2001:db8::1'] }
const mx: RRset = { name, type: 'MX', ttl: 300, records: ['10 mail.example.com.'] }
const step: ConnectionStep = {
  key: 'key',
  intents: [
    { op: 'create', rrset: a },
    { op: 'create', rrset: aaaa },
  ],
  sets: [
    { name, type: 'A', rrset: a, intent: 0 },
    { name, type: 'AAAA', rrset: aaaa, intent: 1 },
    { name, type: 'MX', rrset: mx, intent: null },
  ],
  made: [a, aaaa],
  problems: [],
}
const record = (position: number, status: ChangeRecord['status']): ChangeRecord => ({
  position,
  change: { op: 'create', after: position === 0 ? a : aaaa },
  status,
  failure: status === 'failed' ? { code: 'rejected', message: 'no IPv6 here' } : null,
  receipt: null,
})
const submitted = (outcomes: ChangeRecord[], stored: RRset): Submitted => ({
  changeSet: {} as Submitted['changeSet'],
  results: [stored, aaaa].map(set => ({ resolution: { status: 'unchanged' }, stored: set })),
  outcomes,
})

test('sets are kept as the provider has stored them', () => {
  const kept = { ...a, ttl: 60 }
  const outcome = outcomeOf({ step, submitted: submitted([record(0, 'applied'), record(1, 'applied')], kept) })
  expect(outcome).toEqual({
    sets: [{ ...step.sets[0], rrset: kept }, ...step.sets.slice(1)],
    failed: new Set(),
    failure: undefined,
  })
})

test.each(['failed', 'skipped'] as const)(
  'of changes of which one %s the others are kept, and that one stays as it was',
  status => {
    const { sets, failed, failure } = outcomeOf({
      step,
      submitted: submitted([record(0, 'applied'), record(1, status)], a),
    })
    expect(sets.map(({ type }) => type)).toEqual(['A', 'MX'])
    expect([failed.size, failure?.code]).toEqual([1, 'rejected'])
  },
)

test('where nothing had to be sent all is as planned', () => {
  expect(outcomeOf({ step, submitted: undefined })).toEqual({ sets: step.sets, failed: new Set(), failure: undefined })
})
