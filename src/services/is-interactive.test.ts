import { expect, test } from 'vitest'
import type { Intent } from '../plan/types.ts'
import type { ChangeSet } from '../store/history.ts'
import { isInteractive } from './is-interactive.ts'

const intent: Intent = { op: 'delete', name: 'a.example.com.', type: 'A' }

function changeSet(fields: Partial<ChangeSet> & { size?: number }) {
  const intents = Array.from({ length: fields.size ?? 1 }, () => intent)
  return { kind: 'write', actorKind: 'user', intents, deadline: 1000, ...fields } as const
}

test('somebody waits for what a user writes or takes back, through a session or a key', () => {
  for (const actorKind of ['user', 'api_key'] as const) {
    for (const kind of ['write', 'revert'] as const) {
      expect(isInteractive(changeSet({ actorKind, kind }), 0)).toBe(true)
    }
  }
})

test('nobody waits for programs, imports and large changes', () => {
  for (const fields of [
    { actorKind: 'machine_key' },
    { actorKind: 'system' },
    { kind: 'import' },
    { kind: 'revert', size: 101 },
    { size: 101 },
  ] as const) {
    expect(isInteractive(changeSet(fields), 0)).toBe(false)
  }
  expect(isInteractive(changeSet({ size: 100 }), 0)).toBe(true)
})

test('nobody waits any more for what is found after a crash, once its time is over', () => {
  expect(isInteractive(changeSet({}), 1000)).toBe(true)
  expect(isInteractive(changeSet({}), 1001)).toBe(false)
})
