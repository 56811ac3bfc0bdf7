import { describe, expect, test } from 'vitest'
import { changedText, titleOf } from './change-set-text.ts'

const change = (op: 'create' | 'replace' | 'delete', name: string) => ({ op, name: `${name}.example.com`, type: 'A' })

describe('what a line of the history says of a change set', () => {
  test('it names a single set and what was done to it', () => {
    expect(changedText({ firstChanges: [change('replace', 'www')], total: 1 }, 'example.com')).toBe('www A changed')
    const apex = { op: 'delete' as const, name: 'example.com', type: 'MX' }
    expect(changedText({ firstChanges: [apex], total: 1 }, 'example.com')).toBe('@ MX deleted')
  })

  test('it names a few, and counts those behind them', () => {
    const firstChanges = [change('replace', 'www'), change('create', 'api')]
    expect(changedText({ firstChanges, total: 2 }, 'example.com')).toBe('www A changed and api A added')
    expect(changedText({ firstChanges, total: 1_002 }, 'example.com')).toBe('www A changed, api A added and 1,000 more')
  })

  test('it names nothing of a change set without changes', () => {
    expect(changedText({ firstChanges: [], total: 0 }, 'example.com')).toBeUndefined()
  })

  test('its title tells an undo and an import from other changes', () => {
    expect(titleOf({ kind: 'revert', total: 1, revertOf: 7 })).toBe('Undo of #7, 1 change')
    expect(titleOf({ kind: 'import', total: 1_200, revertOf: null })).toBe('Import, 1,200 changes')
  })
})
