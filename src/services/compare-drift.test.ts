import { expect, test } from 'vitest'
import type { RRset } from '../dns/rrset.ts'
import { setKey } from '../plan/set-key.ts'
import type { LastWrite } from '../store/history.ts'
import { compareDrift, type DriftRules } from './compare-drift.ts'

const set = (name: string, address = '192.0.2.1', ttl = 300): RRset => ({
  name: `${name}.example.com.`,
  type: 'A',
  ttl,
  records: [address],
})

const calm: DriftRules = { canonical: set => set, isUnsettled: () => false, isKept: () => false }

async function compare(actual: RRset[], writes: LastWrite[], rules: Partial<DriftRules> = {}) {
  const byKey = new Map(actual.map(set => [setKey(set), set]))
  const { drifted, unmanaged, ...counts } = await compareDrift(byKey, stream(writes), { ...calm, ...rules })
  return { ...counts, drifted, unmanaged: unmanaged.map(({ name }) => name) }
}

async function* stream(writes: LastWrite[]) {
  yield* writes
}

test('what is as it was written last is no drift', async () => {
  const writes: LastWrite[] = [
    { changeSetId: 1, change: { op: 'create', after: set('made') } },
    { changeSetId: 2, change: { op: 'replace', before: set('changed'), after: set('changed', '192.0.2.2') } },
    { changeSetId: 3, change: { op: 'delete', before: set('gone') } },
  ]
  expect(await compare([set('made'), set('changed', '192.0.2.2')], writes)).toEqual({
    written: 3,
    unsettled: 0,
    drifted: [],
    unmanaged: [],
  })
})

test('a set that is another, gone, or back is told with what it should be and what it is', async () => {
  const writes: LastWrite[] = [
    { changeSetId: 1, change: { op: 'create', after: set('other') } },
    { changeSetId: 2, change: { op: 'create', after: set('lost') } },
    { changeSetId: 3, change: { op: 'delete', before: set('back') } },
  ]
  const { drifted } = await compare([set('other', '192.0.2.1', 60), set('back', '192.0.2.9')], writes)
  expect(drifted).toEqual([
    {
      kind: 'changed',
      set: set('other'),
      changeSetId: 1,
      expected: set('other'),
      actual: set('other', '192.0.2.1', 60),
    },
    { kind: 'missing', set: set('lost'), changeSetId: 2, expected: set('lost') },
    { kind: 'returned', set: set('back'), changeSetId: 3, actual: set('back', '192.0.2.9') },
  ])
})

test('sets that were never written are unmanaged, but for those the provider keeps', async () => {
  const isKept = ({ name }: { name: string }) => name === 'kept.example.com.'
  const { drifted, unmanaged } = await compare([set('foreign'), set('kept')], [], { isKept })
  expect({ drifted, unmanaged }).toEqual({ drifted: [], unmanaged: ['foreign.example.com.'] })
})

test('what differs because it is being written is counted apart', async () => {
  const writes: LastWrite[] = [{ changeSetId: 7, change: { op: 'create', after: set('busy') } }]
  const rules = { isUnsettled: (set: { name: string }) => set.name !== 'calm.example.com.' }
  expect(await compare([set('new'), set('calm')], writes, rules)).toEqual({
    written: 1,
    unsettled: 2,
    drifted: [],
    unmanaged: ['calm.example.com.'],
  })
})

test('a set is compared as its provider stores it', async () => {
  const writes: LastWrite[] = [{ changeSetId: 1, change: { op: 'create', after: set('low', '192.0.2.1', 1) } }]
  const canonical = (set: RRset) => ({ ...set, ttl: Math.max(set.ttl, 60) })
  expect(await compare([set('low', '192.0.2.1', 60)], writes, { canonical })).toMatchObject({ drifted: [] })
})
